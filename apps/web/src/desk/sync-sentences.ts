import type { Words } from '@munan/language';
import type { SyncState } from '@munan/sync';
import type { Formats } from '@munan/ui';

/** How urgent the state is for her: it decides colour and icon, never alone. */
export type SyncTone = 'saved' | 'waiting' | 'offline' | 'needs' | 'bad';
export interface SyncSaid {
  tone: SyncTone;
  /** For the bar: a few letters. */
  short: string;
  /** Whole sentences, what matters most first. */
  long: string[];
}

/** The state of saving in plain words. Pure. `signedOut`: the session has ended, whatever the engine has noticed yet. */
export function syncSaid(
  words: Words,
  formats: Pick<Formats, 'moment'>,
  state: SyncState,
  now: number,
  signedOut = false,
): SyncSaid {
  const t = words.desk.state;
  const { waiting, needsYou } = state;
  const held = signedOut ? 'sign-in' : state.held;
  const long: string[] = [];
  if (state.cannotKeep) long.push(t.cannotKeep);
  if (needsYou > 0) long.push(t.needsLong(needsYou));
  if (held === 'sign-in') long.push(t.signInLong(waiting));
  if (waiting > 0) {
    if (state.running && held === undefined) long.push(t.sending(waiting));
    else if (held !== 'sign-in') long.push(t.waitingLong(waiting));
  } else if (!state.cannotKeep && needsYou === 0 && held !== 'sign-in') {
    long.push(state.empty ? t.fetchingLong : t.savedLong);
  }
  if (held === 'offline') {
    const { lastContact } = state;
    long.push(lastContact === undefined ? t.offlineNever : t.offlineSince(formats.moment(lastContact, now)));
  }
  if (held === 'server') long.push(t.server);
  if (held === 'another-tab' && waiting > 0) long.push(t.anotherTab);
  if (state.unreadable > 0) long.push(t.unreadable(state.unreadable));
  if (state.spaceShort) long.push(t.spaceShort);
  if (state.clockDoubtful) long.push(t.clockDoubtful);
  if (state.preload !== undefined && state.preload < 1) long.push(t.preload(Math.floor(state.preload * 100)));
  if (held === undefined && state.lastContact !== undefined) long.push(t.fresh(formats.moment(state.lastContact, now)));
  return { ...shortly(t, state, held), long };
}

function shortly(
  t: Words['desk']['state'],
  { cannotKeep, needsYou, waiting, empty }: SyncState,
  held: SyncState['held'],
): { tone: SyncTone; short: string } {
  if (cannotKeep) return { tone: 'bad', short: t.notKept };
  if (needsYou > 0) return { tone: 'needs', short: t.needs(needsYou) };
  if (held === 'sign-in') return { tone: 'waiting', short: t.signIn };
  if (waiting > 0) return { tone: held === 'offline' ? 'offline' : 'waiting', short: t.waiting(waiting) };
  if (held === 'offline') return { tone: 'offline', short: t.offline };
  if (empty) return { tone: 'waiting', short: t.fetching };
  return { tone: 'saved', short: t.saved };
}
