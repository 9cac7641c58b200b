import type { HeldType } from '@munan/fhir';

/** Canonical addresses of what the house publishes itself begin with this. */
const canonicalBase = 'http://munan.kr/fhir';

/** What can be subscribed to [Subscriptions R5 Backport 1.1, Topic-Based Subscriptions]. */
export interface Topic {
  /** Canonical address: the value of `Subscription.criteria`. */
  url: string;
  title: string;
  /** A version of this type is what the event is about. */
  focus: HeldType;
  /** Filters that a subscription may ask for, called as the search parameters of `focus`. */
  filters: Readonly<Record<string, TopicFilter>>;
  /** Whether a version that was written (before a deletion: the last one) is an event. */
  fires(resource: Record<string, unknown>): boolean;
}

interface TopicFilter {
  target: HeldType;
  /** The literal references that it compares. */
  of(resource: Record<string, unknown>): (string | undefined)[];
}

interface Referring {
  reference?: string;
}

const subject: TopicFilter = {
  target: 'Patient',
  of: (resource) => [(resource.subject as Referring | undefined)?.reference],
};
const practitioner: TopicFilter = {
  target: 'Practitioner',
  of: ({ participant }) =>
    ((participant ?? []) as { individual?: Referring }[]).map(({ individual }) => individual?.reference),
};
const author: TopicFilter = {
  target: 'Practitioner',
  of: (resource) => [(resource.author as Referring | undefined)?.reference],
};

export const topics: readonly Topic[] = [
  {
    url: `${canonicalBase}/SubscriptionTopic/visit-recorded`,
    title: 'A visit was recorded, or what was found at it was put right',
    focus: 'Encounter',
    filters: { patient: subject, subject, practitioner },
    // Other encounters, such as a stay in hospital that a client stores, are no visits.
    fires: ({ class: kind }) => (kind as { code?: unknown } | undefined)?.code === 'HH',
  },
  {
    url: `${canonicalBase}/SubscriptionTopic/alert-changed`,
    title: 'An alert was opened or changed',
    focus: 'Flag',
    filters: { patient: subject, subject, author },
    fires: () => true,
  },
];

export function findTopic(url: string): Topic | undefined {
  return topics.find((topic) => topic.url === url);
}
