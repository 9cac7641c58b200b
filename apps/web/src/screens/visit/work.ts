import type { VisitEntry } from '@munan/flow';
import { type NumberField, type Step, steps, type VisitVitals } from './fields.ts';
import { confirmedAfterChange, pressurePair, type Verdict } from './plausibility.ts';

/**
 * Where the nurse is on the screen of a visit. It is kept beside the entry on the device, so that a killed browser comes
 * back to it; nothing of it leaves the device.
 */
export interface Place {
  step: Step;
  /** What stands in the field of `step` and is not a value yet. */
  typed?: string;
  /** What the nurse is being asked, or was told, about the value of `step`. */
  verdict?: Exclude<Verdict, { kind: 'fine' }>;
  /** Went to this step from the review, and goes back there. */
  fromReview?: boolean;
  /** When the first pressure was complete, Unix ms: the second is due a minute later. */
  pressureAt?: number;
  /** Part of the note that was open. */
  part?: string;
  /** Forms that were added by hand. */
  added?: string[];
}

/** A visit as it is worked on: what is entered, and where on the screen. */
export interface Work {
  entry: VisitEntry;
  place: Place;
}

/** What was kept of the screen, whoever wrote it: another version of this page included. */
export function placeOf(kept: unknown): Place {
  const is = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const step = steps.find((one) => one === is.step) ?? 'systolicMmHg';
  const added = Array.isArray(is.added) ? is.added.filter((one): one is string => typeof one === 'string') : [];
  const verdict = verdictOf(is.verdict);
  return {
    step,
    ...(typeof is.typed === 'string' && /^[\d.]{0,8}$/.test(is.typed) ? { typed: is.typed } : {}),
    ...(verdict ? { verdict } : {}),
    ...(is.fromReview === true ? { fromReview: true } : {}),
    ...(typeof is.pressureAt === 'number' && Number.isFinite(is.pressureAt) ? { pressureAt: is.pressureAt } : {}),
    ...(typeof is.part === 'string' ? { part: is.part } : {}),
    ...(added.length > 0 ? { added } : {}),
  };
}

const questions = ['unusual', 'systolic-not-above-diastolic', 'weight-changed', 'not-alert'] as const;

function verdictOf(kept: unknown): Place['verdict'] {
  const is = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  if (is.kind === 'refuse' && typeof is.min === 'number' && typeof is.max === 'number') {
    return { kind: 'refuse', why: 'impossible', min: is.min, max: is.max };
  }
  const why = questions.find((one) => one === is.why);
  if (is.kind !== 'ask' || !why) return undefined;
  return { kind: 'ask', why, ...(typeof is.instead === 'number' ? { instead: is.instead } : {}) };
}

/** With another value of one vital; the yes and the reason that belonged to the old one go with it. */
export function withVital<K extends keyof VisitVitals>(work: Work, name: K, value: VisitVitals[K]): Work {
  const { entry } = work;
  if (entry.vitals[name] === value) return work;
  const vitals = { ...entry.vitals };
  if (value === undefined) delete vitals[name];
  else vitals[name] = value;
  const confirmed = confirmedAfterChange(entry.confirmed ?? [], name);
  return { ...work, entry: withConfirmedList({ ...entry, vitals }, confirmed) };
}

/** With a yes to one field, and why, where that was said. */
export function withConfirmed(work: Work, field: string, why?: string): Work {
  const { entry } = work;
  const before = entry.confirmed ?? [];
  const said = withConfirmedList(entry, before.includes(field) ? before : [...before, field]);
  const text = why?.trim().slice(0, 500);
  return { ...work, entry: text ? { ...said, confirmedWhy: { ...said.confirmedWhy, [field]: text } } : said };
}

/** True when there is something to sign: a visit without a single value still may have a note. */
export function hasContent(entry: VisitEntry): boolean {
  return (
    Object.keys(entry.vitals).length > 0 ||
    (entry.remarks?.trim() ?? '') !== '' ||
    (entry.question?.trim() ?? '') !== '' ||
    entry.next !== undefined ||
    (entry.photos?.length ?? 0) > 0 ||
    Object.values(entry.forms ?? {}).some((form) => Object.keys(form.answers).length > 0)
  );
}

/** Both halves of a pressure, or the field alone. */
export function asked(field: NumberField): readonly NumberField[] {
  return pressurePair(field) ?? [field];
}

function withConfirmedList(entry: VisitEntry, confirmed: string[]): VisitEntry {
  const { confirmed: _confirmed, confirmedWhy, ...rest } = entry;
  const why = Object.fromEntries(Object.entries(confirmedWhy ?? {}).filter(([name]) => confirmed.includes(name)));
  return {
    ...rest,
    ...(confirmed.length > 0 ? { confirmed } : {}),
    ...(Object.keys(why).length > 0 ? { confirmedWhy: why } : {}),
  };
}
