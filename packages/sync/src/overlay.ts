import type { Conflict, DayPlan, FactField, Facts, SyncPerson } from '@munan/flow';
import type { PersonCard } from './desk.ts';
import type { KeptVisit } from './kept-visit.ts';
import type { Errand, KeptErrand } from './outbox.ts';

/** What was fetched, with what was done here since and the server may not know yet. */
export interface Done {
  user: { id: string; name: string };
  errands: readonly KeptErrand[];
  visits: readonly KeptVisit[];
  dayOf(at: number): string;
}

export function cardOf({ person, programme, location, facts, visits, spo2Scale2 }: SyncPerson): PersonCard {
  return {
    person,
    programme,
    location,
    address: text(facts.address) ?? '',
    phone: text(facts.phone),
    doorCode: text(facts.doorCode),
    conditions: list(facts.conditions),
    lastVisit: visits[0]?.row.finished,
    spo2Scale2,
  };
}
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Errands of a kind that have had, or will have, an effect: not refused. */
function messagesOf<Kind extends Errand['kind']>(done: Done, kind: Kind): Extract<Errand, { kind: Kind }>[] {
  const inOrder = done.errands.filter((one) => one.message.kind === kind && !one.refused);
  return inOrder.sort((a, b) => a.seq - b.seq).map((one) => one.message as Extract<Errand, { kind: Kind }>);
}

/** Facts as they were changed here. A clinical one, too: it is what the nurse said; the conflict shows beside it. */
function changedFacts(done: Done, patient: string): { facts: Partial<Facts>; at: Partial<Record<FactField, number>> } {
  const facts: Partial<Facts> = {};
  const at: Partial<Record<FactField, number>> = {};
  for (const errand of [...done.errands].sort((a, b) => a.seq - b.seq)) {
    const { message, clashed, refused } = errand;
    if (message.kind !== 'facts' || message.patient !== patient || refused) continue;
    for (const { field, mine } of message.changes) {
      if (clashed?.includes(field)) continue;
      facts[field] = mine;
      at[field] = message.at;
    }
  }
  return { facts, at };
}

export function personWith(person: SyncPerson, done: Done): SyncPerson {
  const { facts, at } = changedFacts(done, person.person.id);
  const read = new Map(messagesOf(done, 'read').map((message) => [message.what, message.at]));
  const factsBy = { ...person.factsBy };
  for (const [field, when] of Object.entries(at))
    factsBy[field as FactField] = { by: done.user.id, byName: done.user.name, at: when, where: 'home' };
  const answers = person.answers.map((answer) => {
    const when = read.get(answer.id);
    return answer.read || when === undefined ? answer : { ...answer, read: { by: done.user.id, at: when } };
  });
  return { ...person, facts: { ...person.facts, ...facts }, factsBy, answers };
}

export function cardWith(card: PersonCard, done: Done): PersonCard {
  const { facts } = changedFacts(done, card.person.id);
  const finished = done.visits
    .filter((kept) => kept.entry.patient === card.person.id && isSigned(kept))
    .map((kept) => kept.entry.finished);
  const lastVisit = Math.max(card.lastVisit ?? 0, ...finished);
  return {
    ...card,
    ...('address' in facts && { address: text(facts.address) ?? '' }),
    ...('phone' in facts && { phone: text(facts.phone) }),
    ...('doorCode' in facts && { doorCode: text(facts.doorCode) }),
    ...('conditions' in facts && { conditions: list(facts.conditions) }),
    lastVisit: lastVisit > 0 ? lastVisit : undefined,
  };
}

/** Without what was decided or read here. */
export function conflictsWith(conflicts: readonly Conflict[], done: Done): Conflict[] {
  const decided = new Set(messagesOf(done, 'decide').map((message) => message.conflict));
  const read = new Set(messagesOf(done, 'read').map((message) => message.what));
  return conflicts.filter((one) => (one.status === 'open' ? !decided.has(one.id) : !read.has(one.id)));
}

export function dayWith(day: DayPlan, done: Done): DayPlan {
  const order = messagesOf(done, 'order').findLast((message) => message.day === day.day);
  const place = new Map(order?.people.map((person, index) => [person, index]));
  const visited = new Map(
    done.visits
      .filter((kept) => isSigned(kept) && done.dayOf(kept.entry.arrived) === day.day)
      .map((kept) => [kept.entry.patient, kept.entry.id]),
  );
  const stops = day.stops.map((stop) => ({ ...stop, done: stop.done ?? visited.get(stop.person) }));
  const rank = (person: string, index: number): number => place.get(person) ?? place.size + index;
  const ordered = stops
    .map((stop, index) => ({ stop, rank: rank(stop.person, index) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ stop }) => stop);
  return { ...day, stops: order ? ordered : stops, byHand: day.byHand || order !== undefined };
}

function isSigned(kept: KeptVisit): boolean {
  return (kept.entry.state ?? 'signed') === 'signed';
}
