import type { Conflict, DayPlan, SyncPerson, SyncPulled } from '@munan/flow';
import { versionOrder } from '@munan/visit';
import type { PersonCard } from './desk.ts';
import type { Disk } from './disk.ts';
import { isRecord } from './line.ts';
import { cardOf } from './overlay.ts';
import { StorageFull } from './storage/storage.ts';

interface Card {
  tag: string;
  card: PersonCard;
}
/** People at a time: a killed preload goes on where it stopped. */
const chunk = 25;
/** People who were read lately stay in memory. */
const mostInMemory = 12;

/** What was fetched: lists in memory, people on the disk. */
export class Fetched {
  #disk: Disk;
  #cards = new Map<string, Card>();
  #forms = new Map<string, Record<string, unknown>>();
  #people = new Map<string, Promise<SyncPerson | undefined>>();
  day: DayPlan | undefined;
  conflicts: readonly Conflict[] = [];
  /** The disk has no room for what was fetched. */
  spaceShort = false;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async load(): Promise<void> {
    this.#people.clear();
    const lists = new Map<string, unknown>();
    for (const [key, content] of await this.#disk.readAll('lists'))
      if (typeof content !== 'string') lists.set(key, content.value);
    this.#cards = new Map(Object.entries((lists.get('cards') ?? {}) as Record<string, Card>));
    this.day = lists.get('day') as DayPlan | undefined;
    this.conflicts = (lists.get('conflicts') as Conflict[] | undefined) ?? [];
    this.#forms.clear();
    for (const [key, form] of lists) if (key.startsWith('form/')) this.#forms.set(key, form as Record<string, unknown>);
  }

  cards(): PersonCard[] {
    return [...this.#cards.values()].map(({ card }) => card);
  }

  /** Newest version of each. */
  forms(): unknown[] {
    const newest = new Map<string, Record<string, unknown>>();
    for (const form of this.#forms.values()) {
      const there = newest.get(String(form.id));
      if (!there || versionOrder(String(form.version), String(there.version)) > 0) newest.set(String(form.id), form);
    }
    return [...newest.values()];
  }
  form(id: string, version?: string): unknown | undefined {
    if (version !== undefined) return this.#forms.get(formKey(id, version));
    return this.forms().find((form) => (form as { id?: unknown }).id === id);
  }

  /** As it was fetched; from memory where it was read lately. */
  person(id: string): Promise<SyncPerson | undefined> {
    if (!this.#cards.has(id)) return Promise.resolve(undefined);
    const there = this.#people.get(id) ?? this.#read(id);
    this.#people.delete(id);
    this.#people.set(id, there);
    if (this.#people.size > mostInMemory) this.#people.delete(this.#people.keys().next().value as string);
    return there;
  }
  async #read(id: string): Promise<SyncPerson | undefined> {
    const [person, year] = await Promise.all([this.#disk.read('people', id), this.#disk.read('years', id)]);
    if (!person || typeof person === 'string') {
      // Evicted, damaged or of another app: it is fetched again.
      const card = this.#cards.get(id);
      if (card) this.#cards.set(id, { ...card, tag: '' });
      return undefined;
    }
    const none = { from: 0, channels: {} };
    return { ...(person.value as SyncPerson), year: !year || typeof year === 'string' ? none : (year.value as never) };
  }

  /** What the server is told that is here. */
  have(): { have: Record<string, string>; forms: Record<string, string> } {
    const have: Record<string, string> = {};
    for (const [id, { tag }] of this.#cards) if (tag !== '') have[id] = tag;
    const forms: Record<string, string> = {};
    for (const form of this.forms() as { id: string; version: string }[]) forms[form.id] = form.version;
    return { have, forms };
  }

  /** Takes what was pulled, piece by piece. @param progress 0 to 1 */
  async take(pulled: SyncPulled, progress: (done: number) => void): Promise<void> {
    const assigned = new Set(pulled.assigned);
    const gone = [...this.#cards.keys()].filter((id) => !assigned.has(id));
    for (const id of gone) this.#forget(id);
    await this.#put(
      gone.flatMap((key) => [
        { area: 'people' as const, key, value: undefined },
        { area: 'years' as const, key, value: undefined },
      ]),
    );
    // The lists come first: the day can begin while the people are still being written.
    this.day = pulled.day;
    this.conflicts = pulled.conflicts;
    const forms = pulled.forms.filter(isForm);
    for (const form of forms) this.#forms.set(formKey(form.id, form.version), form);
    await this.#put([
      { area: 'lists', key: 'day', value: pulled.day },
      { area: 'lists', key: 'conflicts', value: pulled.conflicts },
      ...forms.map((form) => ({ area: 'lists' as const, key: formKey(form.id, form.version), value: form })),
    ]);
    progress(0);
    const people = pulled.people.filter((one) => isPerson(one) && assigned.has(one.person.id));
    for (let at = 0; at < people.length; at += chunk) {
      const some = people.slice(at, at + chunk);
      const kept = await this.#put(
        some.flatMap(({ year, ...rest }) => [
          { area: 'people' as const, key: rest.person.id, value: rest },
          { area: 'years' as const, key: rest.person.id, value: year },
        ]),
      );
      for (const one of some) {
        this.#people.delete(one.person.id);
        this.#cards.set(one.person.id, { tag: kept ? one.tag : '', card: cardOf(one) });
      }
      await this.#put([this.#cardsRow()]);
      progress(Math.min(1, (at + chunk) / people.length));
    }
    if (gone.length > 0 && people.length === 0) await this.#put([this.#cardsRow()]);
  }

  /** New or newly decided ones, as a push told. */
  async addConflicts(conflicts: readonly Conflict[]): Promise<void> {
    const told = new Set(conflicts.map((one) => one.id));
    this.conflicts = [...this.conflicts.filter((one) => !told.has(one.id)), ...conflicts];
    await this.#put([{ area: 'lists', key: 'conflicts', value: this.conflicts }]);
  }

  /** Erases half of what is there. False: there is nothing. */
  async evict(area: 'years' | 'people'): Promise<boolean> {
    const keys = await this.#disk.keys(area);
    if (keys.length === 0) return false;
    const gone = keys.slice(0, Math.ceil(keys.length / 2));
    for (const id of gone) {
      this.#people.delete(id);
      const card = this.#cards.get(id);
      if (card) this.#cards.set(id, { ...card, tag: '' });
    }
    this.spaceShort = true;
    return this.#put(gone.map((key) => ({ area, key, value: undefined })));
  }

  clear(): void {
    this.#cards.clear();
    this.#forms.clear();
    this.#people.clear();
    this.day = undefined;
    this.conflicts = [];
  }

  #forget(id: string): void {
    this.#cards.delete(id);
    this.#people.delete(id);
  }
  #cardsRow() {
    return { area: 'lists' as const, key: 'cards', value: Object.fromEntries(this.#cards) };
  }
  /** False: there was no room, and it lives in memory (lists) or not at all (people). */
  async #put(rows: Parameters<Disk['fetched']>[0]): Promise<boolean> {
    if (rows.length === 0) return true;
    try {
      await this.#disk.fetched(rows);
      return true;
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      this.spaceShort = true;
      return false;
    }
  }
}

const formKey = (id: string, version: string): string => `form/${id}@${version}`;
function isForm(form: unknown): form is { id: string; version: string } {
  return isRecord(form) && typeof form.id === 'string' && typeof form.version === 'string';
}
function isPerson(one: unknown): one is SyncPerson {
  return (
    isRecord(one) &&
    typeof one.tag === 'string' &&
    isRecord(one.person) &&
    typeof one.person.id === 'string' &&
    isRecord(one.facts) &&
    Array.isArray(one.visits) &&
    Array.isArray(one.answers)
  );
}

/** Whether an answer is a pull as far as the device depends on it. */
export function isPulled(body: Record<string, unknown>): boolean {
  const { people, assigned, forms, conflicts, day } = body;
  return (
    Array.isArray(people) &&
    Array.isArray(assigned) &&
    Array.isArray(forms) &&
    Array.isArray(conflicts) &&
    isRecord(day) &&
    Array.isArray(day.stops)
  );
}
