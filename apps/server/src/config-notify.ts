import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SmtpSettings } from '@munan/runtime';

/** How somebody is told who does not look at a screen. */
export interface NotifyConfig {
  /** Texts and automatic calls: docs/gateway.md. */
  gateway?: { url: string; token: string; secret: string };
  smtp?: Omit<SmtpSettings, 'from'>;
  mailFrom?: string;
  /** `mailto:…`, or an https address: whom a push service asks. */
  pushContact?: string;
  /** `host` or `host:port` of push services that may lie in the own network. */
  pushHosts?: readonly string[];
}

export const notifyOptions = [
  {
    name: 'gateway-url',
    value: 'URL',
    fallback: '',
    help: 'texts and automatic calls: the gateway of docs/gateway.md',
  },
  {
    name: 'gateway-secret-file',
    value: 'FILE',
    fallback: '',
    help: 'two lines: the token that we show the gateway, and the secret that both sign with',
  },
  {
    name: 'smtp-url-file',
    value: 'FILE',
    fallback: '',
    help: 'a file with smtps://USER:PASSWORD@HOST:465, or smtp:// with STARTTLS',
  },
  { name: 'mail-from', value: 'ADDRESS', fallback: '', help: 'whom our mails are from, such as munan@example.kr' },
  {
    name: 'push-contact',
    value: 'ADDRESS',
    fallback: '',
    help: 'mailto:ADDRESS that browser makers write to when our notices make trouble',
  },
  {
    name: 'push-hosts',
    value: 'HOSTS',
    fallback: '',
    help: 'host or host:port, comma between: push services that may lie in the own network',
  },
] as const;

type Name = (typeof notifyOptions)[number]['name'];
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const leastSecretLetters = 16;

/** What of the options is wrong, and how: one sentence that begins with the option's name. */
export class NotifyError extends Error {}

/** @throws NotifyError */
export function readNotify(
  given: (name: Name) => { value: string; source: string },
  publicUrl: string | undefined,
): NotifyConfig {
  const gateway = readGateway(given, publicUrl);
  const smtp = readSmtp(given);
  const from = given('mail-from');
  if (smtp && from.value === '') throw new NotifyError('--smtp-url-file needs --mail-from');
  if (from.value !== '' && !/^[^\s@<>,;:"]+@[a-z0-9][a-z0-9.-]*$/i.test(from.value))
    throw new NotifyError(`${from.source} is "${from.value}"; allowed is one e-mail address`);
  const contact = given('push-contact');
  if (contact.value !== '' && !/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(contact.value))
    throw new NotifyError(`${contact.source} is "${contact.value}"; allowed are mailto:ADDRESS and https://HOST`);
  return {
    ...(gateway && { gateway }),
    ...(smtp && { smtp }),
    ...(from.value !== '' && { mailFrom: from.value }),
    ...(contact.value !== '' && { pushContact: contact.value }),
  };
}

function secretLines({ value, source }: { value: string; source: string }): string[] {
  try {
    const text = readFileSync(resolve(process.env.MUNAN_CWD ?? '.', value), 'utf8');
    return text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    throw new NotifyError(`${source} is "${value}"; allowed is a file that can be read`);
  }
}

function readGateway(
  given: (name: Name) => { value: string; source: string },
  publicUrl: string | undefined,
): NotifyConfig['gateway'] {
  const [address, file] = [given('gateway-url'), given('gateway-secret-file')];
  if ((address.value === '') !== (file.value === ''))
    throw new NotifyError('--gateway-url and --gateway-secret-file go together; only one was given');
  if (address.value === '') return undefined;
  const url = URL.parse(address.value);
  const isSafe = url && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)));
  if (!isSafe || url.search || url.hash || url.username || url.password)
    throw new NotifyError(
      `${address.source} is "${withoutPassword(address.value)}"; allowed is https://HOST/PATH, or http://127.0.0.1:PORT/PATH`,
    );
  if (publicUrl === undefined)
    throw new NotifyError('--gateway-url needs --public-url: there the gateway says what became of a message');
  const [token = '', secret = '', more] = secretLines(file);
  if (token.length < leastSecretLetters || secret.length < leastSecretLetters || more !== undefined || token === secret)
    throw new NotifyError(
      `${file.source} is "${file.value}"; allowed is a file of two different lines, each of ${leastSecretLetters} letters at least: the token, and the secret to sign with`,
    );
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new NotifyError(`${file.source} is "${file.value}"; its token has letters that a header cannot hold`);
  return { url: address.value.replace(/\/+$/, ''), token, secret };
}

function readSmtp(given: (name: Name) => { value: string; source: string }): NotifyConfig['smtp'] {
  const file = given('smtp-url-file');
  if (file.value === '') return undefined;
  const [line = ''] = secretLines(file);
  const url = URL.parse(line);
  // The password in it must not land in a log: what it says is not shown.
  const wrong = () =>
    new NotifyError(`${file.source} is "${file.value}"; allowed is a file with smtps://USER:PASSWORD@HOST:PORT`);
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') throw wrong();
  if (url.search || url.hash || !['', '/'].includes(url.pathname)) throw wrong();
  const secure = url.protocol === 'smtps:';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const plain = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      throw wrong();
    }
  };
  return {
    ...{ host: url.hostname.replace(/^\[|\]$/g, ''), port, secure },
    ...(url.username !== '' && { user: plain(url.username), password: plain(url.password) }),
  };
}

const withoutPassword = (given: string): string => given.replace(/\/\/[^/@]*@/, '//…@');
