import type { Extension, Subscription } from '@medplum/fhirtypes';
import { fromInstant, type Issue, idPattern, OutcomeError } from '@munan/fhir';
import { type EndpointPolicy, whyNotEndpoint } from '@munan/runtime';
import { findTopic, type Topic, topics } from './topics.ts';

/** [Subscriptions R5 Backport 1.1] extensions on R4 Subscription. */
const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
export const backportProfiles = {
  subscription: `${backport}backport-subscription`,
  notification: `${backport}backport-subscription-notification-r4`,
  status: `${backport}backport-subscription-status-r4`,
  topicOfServer: `${backport}capabilitystatement-subscriptiontopic-canonical`,
} as const;

/** How much of a resource a notification holds. */
export const contents = ['empty', 'id-only', 'full-resource'] as const;
export type Content = (typeof contents)[number];

/** Only events about one of these; several filters all hold. */
export interface Filter {
  parameter: string;
  /** `Type/id`. */
  references: readonly string[];
}

/** What a Subscription asks for. */
export interface Settings {
  topic: Topic;
  filters: readonly Filter[];
  endpoint: string;
  contentType: string;
  content: Content;
  /** Most events in a notification. */
  maxCount: number;
  /** So long without an event, and a heartbeat is sent. */
  heartbeatMs?: number;
  timeoutMs: number;
  /** When it ends, Unix ms. */
  end?: number;
}

/** Elements that the types leave out: extensions of values. */
type WithExtensions = Subscription & {
  _criteria?: { extension?: Extension[] };
  channel: { _payload?: { extension?: Extension[] } };
};

const defaultMaxCount = 20;
const mostMaxCount = 100;
const defaultTimeoutS = 10;
const longestTimeoutS = 60;
const shortestHeartbeatS = 10;
const mostFilters = 10;
const mostReferences = 200;
const mostHeaders = 20;
/** What belongs to the connection is not for a header of the channel. [RFC 9110 7.6.1] */
const ownHeaders =
  /^(connection|content-(length|type|encoding)|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
const headerPattern = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}): ?([\t\x20-\x7e]{0,4000})$/;

/** @throws OutcomeError resource-invalid with everything that is not served */
export function readSettings(subscription: Subscription, policy: EndpointPolicy): Settings {
  const { criteria, channel, end, _criteria } = subscription as WithExtensions;
  const issues: Issue[] = [];
  const wrong = (diagnostics: string, expression: string) => {
    issues.push({ code: 'resource-invalid', diagnostics, expression });
  };
  const topic = findTopic(criteria.split('|')[0] as string);
  if (!topic) {
    const known = topics.map(({ url }) => url).join(', ');
    wrong(`"${criteria}" is no topic; topics are ${known}`, 'Subscription.criteria');
  }
  if (channel.type !== 'rest-hook')
    wrong(`"${channel.type}" is not served; served is rest-hook`, 'Subscription.channel.type');
  const why = channel.endpoint ? whyNotEndpoint(channel.endpoint, policy) : 'there is none';
  if (why) wrong(`the endpoint is refused: ${why}`, 'Subscription.channel.endpoint');
  const contentType = channel.payload ?? 'application/fhir+json';
  if (!['application/fhir+json', 'application/json'].includes(contentType)) {
    wrong(`"${contentType}" is not served; served is application/fhir+json`, 'Subscription.channel.payload');
  }
  checkHeaders(channel.header ?? [], wrong);
  const number = (name: string, from: number, to: number): number | undefined => {
    const extension = channel.extension?.find(({ url }) => url === `${backport}${name}`);
    if (!extension) return undefined;
    const value = extension.valueUnsignedInt ?? extension.valuePositiveInt ?? extension.valueInteger;
    if (value !== undefined && value >= from && value <= to) return value;
    wrong(`${name} is ${value}; allowed are ${from} to ${to}`, 'Subscription.channel.extension');
    return undefined;
  };
  const heartbeatS = number('backport-heartbeat-period', shortestHeartbeatS, 7 * 86_400);
  const timeoutS = number('backport-timeout', 1, longestTimeoutS) ?? defaultTimeoutS;
  const maxCount = number('backport-max-count', 1, mostMaxCount) ?? defaultMaxCount;
  const asked = channel._payload?.extension?.find(({ url }) => url === `${backport}backport-payload-content`);
  const content = contents.find((each) => each === (asked?.valueCode ?? 'id-only'));
  if (!content) {
    wrong(
      `the payload content is "${asked?.valueCode}"; allowed are ${contents.join(', ')}`,
      'Subscription.channel.payload',
    );
  }
  const texts = (_criteria?.extension ?? [])
    .filter(({ url }) => url === `${backport}backport-filter-criteria`)
    .map(({ valueString }) => valueString ?? '');
  const filters = topic ? readFilters(texts, topic, wrong) : [];
  const [first, ...others] = issues;
  if (first) throw new OutcomeError(first, ...others);
  return {
    topic: topic as Topic,
    filters,
    endpoint: channel.endpoint as string,
    contentType,
    content: content as Content,
    maxCount,
    ...(heartbeatS !== undefined && { heartbeatMs: heartbeatS * 1000 }),
    timeoutMs: timeoutS * 1000,
    ...(end !== undefined && { end: fromInstant(end) }),
  };
}

function checkHeaders(headers: readonly string[], wrong: (diagnostics: string, expression: string) => void): void {
  if (headers.length > mostHeaders) wrong(`more than ${mostHeaders} headers`, 'Subscription.channel.header');
  for (const [at, header] of headers.entries()) {
    const [, name] = headerPattern.exec(header) ?? [];
    // The value is a secret: it is not repeated.
    if (name === undefined) wrong('is not of the form "Name: value"', `Subscription.channel.header[${at}]`);
    else if (ownHeaders.test(name))
      wrong(`the header ${name} is not for a subscriber to set`, `Subscription.channel.header[${at}]`);
  }
}

/** `Encounter?patient=Patient/1,Patient/2` or `patient=1`. */
function readFilters(
  texts: readonly string[],
  topic: Topic,
  wrong: (diagnostics: string, expression: string) => void,
): Filter[] {
  const expression = 'Subscription.criteria.extension';
  const filters: Filter[] = [];
  for (const text of texts) {
    const query = text.startsWith(`${topic.focus}?`) ? text.slice(topic.focus.length + 1) : text;
    if (/^\w+\?/.test(query)) {
      wrong(`the filter "${text}" is of another type; the topic is about ${topic.focus}`, expression);
      continue;
    }
    const pairs = [...new URLSearchParams(query)];
    if (pairs.length === 0) wrong('a filter is empty', expression);
    for (const [parameter, value] of pairs) {
      const target = Object.hasOwn(topic.filters, parameter) ? topic.filters[parameter]?.target : undefined;
      if (target === undefined) {
        const known = Object.keys(topic.filters).join(', ');
        wrong(`the topic has no filter "${parameter}"; known are ${known}`, expression);
        continue;
      }
      const references = value.split(',').map((each) => (each.includes('/') ? each : `${target}/${each}`));
      const bad = references.find(
        (each) => !each.startsWith(`${target}/`) || !idPattern.test(each.slice(target.length + 1)),
      );
      if (bad !== undefined) wrong(`the filter ${parameter} has "${bad}", which is no ${target}`, expression);
      if (references.length > mostReferences)
        wrong(`the filter ${parameter} has more than ${mostReferences} values`, expression);
      filters.push({ parameter, references });
    }
  }
  if (filters.length > mostFilters) wrong(`more than ${mostFilters} filters`, expression);
  return filters;
}

/** Whether a version of the topic's focus is one that the subscription asks for. */
export function passesFilters(resource: Record<string, unknown>, { topic, filters }: Settings, base: string): boolean {
  return filters.every(({ parameter, references }) => {
    const found = topic.filters[parameter]?.of(resource) ?? [];
    return found.some((each) => {
      if (each === undefined) return false;
      const local = each.startsWith(`${base}/`) ? each.slice(base.length + 1) : each;
      return references.includes(local.split('/_history/')[0] as string);
    });
  });
}

const mask = '***';

/** The headers as anybody may see them: by their names. */
export function maskHeaders(headers: readonly string[]): string[] {
  return headers.map((header) => `${header.split(':')[0]}: ${mask}`);
}

/** A header that comes back as it was shown keeps the secret that it had. */
export function unmaskHeaders(headers: readonly string[], known: readonly string[]): string[] {
  const nameOf = (header: string) => header.split(':')[0]?.trim().toLowerCase();
  return headers.map((header) => {
    if (header.split(/:(.*)/s)[1]?.trim() !== mask) return header;
    return known.find((each) => nameOf(each) === nameOf(header)) ?? header;
  });
}
