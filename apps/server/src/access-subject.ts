import { type HeldType, parseSearch } from '@munan/fhir';
import type { AccessFacts, AccessSubject, ConsentPart, Identity, resourceScopes } from '@munan/identity';
import type { FhirRecord, Follower } from '@munan/record';
import { relatedPersonId } from './people/related.ts';

/** What of the rooms the answer to "who asks?" needs; house.ts passes it in. */
export interface AccessNeeds {
  identity: Pick<Identity, 'linksOf'>;
  facts: AccessFacts;
  readScopes: typeof resourceScopes;
  /** People whose data break-glass opens to a user now, each with the reason. */
  grantsOf(user: string, now: number): ReadonlyMap<string, string>;
  now(): number;
}

export interface WhoAsks {
  id: string;
  role: AccessSubject['role'];
  scopes?: readonly string[];
  patient?: string;
}

/** All that a decision needs to know of who asks, as it is at this moment; nothing is looked up outside of memory. */
export function openAccessOf({ identity, facts, readScopes, grantsOf, now }: AccessNeeds) {
  return ({ id, role, scopes, patient }: WhoAsks): AccessSubject => {
    const at = now();
    const people = identity.linksOf(id);
    const granted = { ...(scopes && { scopes: readScopes(scopes) }), ...(patient !== undefined && { patient }) };
    if (role === 'service') return { role, people: new Set(), ...granted };
    if (role === 'family') {
      const consents = new Map<string, ReadonlySet<ConsentPart>>();
      for (const person of people)
        consents.set(person, facts.agreedWith(person, `RelatedPerson/${relatedPersonId(id, person)}`, at));
      return { role, people, consents, ...granted };
    }
    const actor = `Practitioner/${id}`;
    return {
      role,
      people: role === 'nurse' ? new Set([...people, ...facts.caredForBy(actor, at)]) : people,
      grants: grantsOf(id, at),
      refusedBy: facts.refusing(actor, at),
      ...granted,
    };
  };
}

const followed = ['CareTeam', 'Consent'] as const;
type Followed = (typeof followed)[number];

function isFollowed(type: HeldType): type is Followed {
  return (followed as readonly string[]).includes(type);
}

/** What was marked and is not on disk after so long was rolled back. */
const forgottenAfterMs = 10 * 60_000;

/** Keeps the facts as the record has them: what was written is read again when its transaction is on disk. */
export class FactsKeeper implements Follower {
  #facts: AccessFacts;
  #now: () => number;
  /** What was written and not yet read again; which of it is on disk already is told by its version. */
  #marked = new Map<string, { type: Followed; id: string; version: number; at: number }>();
  #record: FhirRecord | undefined;
  /** One after another: of two readings at once the older could come last, and a consent taken back would count again. */
  #reading: Promise<void> = Promise.resolve();

  constructor(facts: AccessFacts, now: () => number) {
    this.#facts = facts;
    this.#now = now;
  }

  written(type: HeldType, id: string, version: number): void {
    if (isFollowed(type)) this.#marked.set(`${type}/${id}`, { type, id, version, at: this.#now() });
  }

  /** To be called also after a transaction of the house's own that wrote a care team or a consent. */
  async committed(): Promise<void> {
    if (this.#marked.size === 0) return;
    const reading = this.#reading.then(() => this.#readMarked());
    this.#reading = reading.catch(() => {});
    await reading;
  }

  async #readMarked(): Promise<void> {
    const now = this.#now();
    for (const [key, { type, id, version, at }] of [...this.#marked]) {
      const newest = await this.#record?.newest(type, id);
      this.#facts.set(type, id, newest && !newest.deleted ? JSON.parse(newest.text) : undefined);
      const isThere = newest !== undefined && newest.version >= version;
      if ((isThere || now - at > forgottenAfterMs) && this.#marked.get(key)?.version === version)
        this.#marked.delete(key);
    }
  }

  /** Everything, at the start. */
  async load(record: FhirRecord): Promise<void> {
    this.#record = record;
    const grammar = { zoneOffsetMinutes: record.zoneOffsetMinutes, now: this.#now() };
    for (const type of followed)
      for (let cursor: string | undefined; ; ) {
        const wanted: [string, string][] = [
          ['_count', '1000'],
          ...(cursor ? [['_cursor', cursor] as [string, string]] : []),
        ];
        const page = await record.search(parseSearch(type, wanted, grammar));
        for (const { id, text } of page.rows) this.#facts.set(type, id, JSON.parse(text));
        cursor = page.next;
        if (cursor === undefined) break;
      }
  }
}
