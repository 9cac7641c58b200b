import type { VisitEntry, VisitPhoto } from '@munan/flow';
import { fieldsOf, mergeVisit, same, withField } from '@munan/visit';
import type { LocalVisit } from './desk.ts';

/** A visit as it was handed on, and what that started from. */
export interface HandedVisit {
  visit: VisitEntry;
  base?: VisitEntry;
  reason?: string;
  at: number;
  /** Place in the order of all that goes out. */
  seq: number;
}
/** Sent at least once: the same under the same id until it is answered. */
export interface SentVisit extends HandedVisit {
  id: string;
  /** It only carries this value; what was handed on comes after it. */
  beside?: Beside;
}
/** A value entered in another window at the same time, of a field that was entered in this one too. */
export interface Beside {
  field: string;
  value: unknown;
}
export interface KeptPhoto {
  /** Id of its message. */
  message: string;
  photo: VisitPhoto;
  at: number;
  /** Absent: the visit was not handed on since it was taken. */
  seq?: number;
  sent?: boolean;
  refused?: Refused;
}
export interface Refused {
  code: string;
  message: string;
  at: number;
  /** Refused on the way, not by the server's judgement: sent again it is the same message, in case it had arrived. */
  unjudged?: boolean;
}
/** All that the disk keeps of one visit, in one row. */
export interface KeptVisit {
  /** As the nurse sees it. */
  entry: VisitEntry;
  /** What her changes since the last hand-over started from. */
  base?: VisitEntry;
  reason?: string;
  screen?: unknown;
  changedAt: number;
  /** Changed since it was handed on, or signed and opened again. */
  dirty: boolean;
  /** Goes out next. */
  handed?: HandedVisit;
  /** Went out, and no answer has come yet. */
  sending?: SentVisit;
  refused?: Refused;
  /** As the hospital was last known to have it. */
  server?: VisitEntry;
  photos: KeptPhoto[];
  /** They go out as well, so that a person decides. */
  aside: Beside[];
}

/** One step in the life of a visit. Pure, so that it can be done again on what another tab has written meanwhile. */
export type Step = (before: KeptVisit | undefined) => KeptVisit | undefined;

const onlyIfThere =
  (step: (before: KeptVisit) => KeptVisit | undefined): Step =>
  (before) =>
    before && step(before);

export const begin =
  (entry: VisitEntry): Step =>
  (before) =>
    before ?? { entry, changedAt: entry.arrived, dirty: true, photos: [], aside: [] };

/** A signed visit is opened again. */
export const reopen =
  (entry: VisitEntry, reason: string, at: number): Step =>
  (before) =>
    before
      ? { ...before, reason, dirty: true, changedAt: at, refused: undefined }
      : { entry, base: entry, server: entry, reason, changedAt: at, dirty: true, photos: [], aside: [] };

export interface Changed {
  before: VisitEntry;
  after: VisitEntry;
  at: number;
  screen?: unknown;
}
export function change({ before, after, at, screen }: Changed): Step {
  return onlyIfThere((kept) => {
    const moved = { ...kept, ...(screen === undefined ? {} : { screen }) };
    if (before === after) return moved;
    const touched = { ...moved, changedAt: at, dirty: true };
    if (kept.entry === before) return { ...touched, entry: after };
    // Another tab has written. What was entered here stands here; what was entered there goes out beside it.
    const { value, clashes } = mergeVisit(before, after, kept.entry);
    const out = kept.sending?.visit ?? kept.server;
    const outThere = out && fieldsOf(out);
    let [entry, base, aside] = [value, kept.base, kept.aside];
    for (const { field, base: was, kept: there, other } of clashes) {
      entry = withField(entry, field, other);
      // What is at the hospital, or on its way there, the server will hold against it.
      if (base && outThere && same(outThere.get(field), there)) base = withField(base, field, was);
      else if (there !== undefined) aside = [...aside, { field, value: there }];
    }
    return { ...touched, entry, base, aside };
  });
}

/** What is entered goes to the hospital. Several that were not sent yet are one. */
export function handOn(at: number, seq: number, state?: VisitEntry['state']): Step {
  return onlyIfThere((kept) => {
    const visit = state && kept.entry.state !== 'signed' && kept.entry.state ? { ...kept.entry, state } : kept.entry;
    const { handed, refused: _, ...rest } = kept;
    return {
      ...rest,
      entry: visit,
      base: visit,
      dirty: false,
      changedAt: at,
      handed: {
        visit,
        base: handed ? earlier(handed, kept.base) : kept.base,
        reason: kept.reason ?? handed?.reason,
        at,
        seq: handed?.seq ?? seq,
      },
      photos: kept.photos.map((one) =>
        one.sent || !isWanted(one, visit) || (one.seq !== undefined && !one.refused) ? one : toSend(one, seq),
      ),
    };
  });
}
/** After its visit; under a new id where the server has judged the old one. */
function toSend({ refused, ...photo }: KeptPhoto, seq: number): KeptPhoto {
  const [, id = '', times = '0'] = /^(.*?)(?:\.(\d+))?$/.exec(photo.message) ?? [];
  return {
    ...photo,
    seq: seq + 1,
    message: refused && !refused.unjudged ? `${id}.${Number(times) + 1}` : photo.message,
  };
}
/** A picture that was taken out again before it went anywhere goes nowhere. */
function isWanted(photo: KeptPhoto, visit: VisitEntry): boolean {
  return photo.seq !== undefined || visit.photos?.some((one) => one.id === photo.photo.id) === true;
}
/** What two changes in a row started from: the first of them, but for what the second had not seen of the hospital's. */
function earlier(first: HandedVisit, second: VisitEntry | undefined): VisitEntry | undefined {
  if (!first.base || !second) return first.base;
  const [seen, there] = [fieldsOf(second), fieldsOf(first.visit)];
  let base = first.base;
  for (const field of new Set([...seen.keys(), ...there.keys()]))
    if (!same(seen.get(field), there.get(field))) base = withField(base, field, seen.get(field));
  return base;
}

/** The next message is made; from here on it stays as it is. What was entered twice goes first, each value once. */
export function freeze(id: string): Step {
  // Done again on what another tab wrote, it is still the message that may have gone out by now.
  let made: KeptVisit | undefined;
  return onlyIfThere((kept) => {
    if (made?.sending) return frozenAs(kept, made.sending);
    made = frozen(kept, id);
    return made;
  });
}
function frozen(kept: KeptVisit, id: string): KeptVisit {
  const { handed: next, ...rest } = kept;
  if (!next || kept.sending) return kept;
  // Another tab may have signed before this one opened it again: the reason is of all that goes after the signature.
  const handed = { ...next, reason: next.reason ?? kept.reason };
  const [stands, began] = [fieldsOf(handed.visit), handed.base ? fieldsOf(handed.base) : new Map<string, unknown>()];
  const [beside, ...aside] = kept.aside.filter(
    ({ field, value }) => !same(value, stands.get(field)) && !same(value, began.get(field)),
  );
  if (!beside) return { ...rest, aside: [], sending: { ...handed, id } };
  // All else goes with what was handed on: nobody is asked about it twice.
  const from = handed.base ?? { ...handed.visit, state: 'vitals-final' as const };
  const visit = withField(from, beside.field, beside.value);
  return { ...kept, aside, sending: { ...handed, visit, id, beside } };
}
/** What was handed on with more in it than the message has goes after it. */
function frozenAs(kept: KeptVisit, sending: SentVisit): KeptVisit {
  const { handed, ...rest } = kept;
  if (kept.sending) return kept;
  if (!handed || sending.beside) return { ...kept, sending };
  return same(handed.visit, sending.visit)
    ? { ...rest, sending }
    : { ...rest, sending, handed: { ...handed, base: sending.visit } };
}

/** The hospital has it, and this is what stands there now. */
export function answered(id: string, server: VisitEntry): Step {
  return onlyIfThere((kept) => {
    if (kept.sending?.id !== id) return kept;
    const { sending: _, ...rest } = kept;
    return heard(rest, server);
  });
}
/** What stands at the hospital, as a pull says; not while an answer is awaited, which is newer. */
export function pulled(server: VisitEntry): Step {
  return onlyIfThere((kept) => (kept.sending || same(kept.server, server) ? kept : heard(kept, server)));
}
function heard(kept: KeptVisit, server: VisitEntry): KeptVisit {
  if (kept.refused && !kept.handed) return { ...kept, server };
  if (!kept.handed) {
    const top = rebase(kept.base, kept.entry, server);
    return { ...kept, server, entry: top.mine, base: top.base, ...(kept.dirty ? {} : { reason: undefined }) };
  }
  const next = rebase(kept.handed.base, kept.handed.visit, server);
  const top = rebase(kept.base, kept.entry, next.mine);
  const handed = { ...kept.handed, visit: next.mine, base: next.base };
  return { ...kept, server, handed, entry: top.mine, base: top.base };
}

/**
 * Changes on top of what came meanwhile. Where both changed a field, the nurse's value stays on her screen, and the
 * field of the new base stays what her change had started from: so the server sees that she did not know, and keeps both.
 */
export function rebase(
  base: VisitEntry | undefined,
  mine: VisitEntry,
  current: VisitEntry,
): { base: VisitEntry; mine: VisitEntry } {
  const { value, clashes } = mergeVisit(base, mine, current);
  let rebased = { base: current, mine: value };
  for (const clash of clashes)
    rebased = {
      base: withField(rebased.base, clash.field, clash.base),
      mine: withField(rebased.mine, clash.field, clash.other),
    };
  return rebased;
}

/** The server said no, for good. What she entered stays, and needs her. */
export function refuse(id: string, refused: Refused): Step {
  return onlyIfThere((kept) => {
    const { sending, ...rest } = kept;
    if (sending?.id !== id) return kept;
    const { handed, ...others } = rest;
    if (handed && !sending.beside) {
      // Later changes have all of the refused one in them, and go on by themselves.
      return { ...rest, handed: { ...handed, base: earlier(sending, handed.base) } };
    }
    const base = earlier(handed ?? sending, kept.base);
    const aside = sending.beside ? [sending.beside, ...kept.aside] : kept.aside;
    return { ...others, aside, base, reason: kept.reason ?? sending.reason, refused };
  });
}

export function addPhoto(photo: KeptPhoto, at: number): Step {
  return onlyIfThere((kept) => {
    const isThere = kept.entry.photos?.some((one) => one.id === photo.photo.id);
    return {
      ...kept,
      photos: [...kept.photos.filter((one) => one.photo.id !== photo.photo.id), photo],
      entry: isThere ? kept.entry : { ...kept.entry, photos: [...(kept.entry.photos ?? []), photo.photo] },
      dirty: true,
      changedAt: at,
    };
  });
}
export function photoAnswered(message: string, outcome: { refused?: Refused }): Step {
  return onlyIfThere((kept) => ({
    ...kept,
    photos: kept.photos.map((one) =>
      one.message === message ? { ...one, ...(outcome.refused ? outcome : { sent: true }) } : one,
    ),
  }));
}

/** A refused picture goes out once more. */
export function resendPhoto(message: string, seq: number): Step {
  return onlyIfThere((kept) => ({
    ...kept,
    photos: kept.photos.map((one) => (one.message === message ? toSend(one, seq) : one)),
  }));
}
export function dropPhoto(message: string): Step {
  return onlyIfThere((kept) => ({ ...kept, photos: kept.photos.filter((one) => one.message !== message) }));
}

/** Back to what was handed on last; undefined where nothing was. */
export const discard: Step = onlyIfThere((kept) => {
  const { refused: _, reason: _reason, ...rest } = kept;
  const entry = kept.handed?.visit ?? kept.sending?.visit ?? kept.server;
  return entry && { ...rest, entry, base: entry, dirty: false, aside: [] };
});

/** Not (wholly) at the server: outlives a wipe. */
export function isUnsent(kept: KeptVisit): boolean {
  const isSigned = (kept.entry.state ?? 'signed') === 'signed';
  return (
    kept.dirty ||
    !isSigned ||
    kept.handed !== undefined ||
    kept.sending !== undefined ||
    kept.refused !== undefined ||
    kept.photos.some((one) => !one.sent && isWanted(one, kept.entry))
  );
}

export function localOf(kept: KeptVisit): LocalVisit {
  const isSigned = (kept.entry.state ?? 'signed') === 'signed';
  const state = kept.refused
    ? 'refused'
    : kept.dirty || !isSigned
      ? 'editing'
      : kept.handed || kept.sending || kept.photos.some((one) => one.seq !== undefined && !one.sent)
        ? 'waiting'
        : 'sent';
  return {
    entry: kept.entry,
    base: kept.base,
    reason: kept.reason,
    screen: kept.screen,
    state,
    problem: kept.refused?.message,
    problemCode: kept.refused?.code,
    changedAt: kept.changedAt,
  };
}
