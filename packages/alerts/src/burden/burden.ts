import type { Finding } from '@munan/flow';
import { addTo, fade, type Histogram, startHistogram, thresholdFor, totalAbove } from './histogram.ts';

/**
 * Alarm burden as a number: the desk says how many calls a day it can work, and findings are called or held so that about so
 * many come. One scale for all detectors: a finding's rarity (-log10 of such findings in a well person-day), a tenfold more
 * for medium. High priority, and what states no rarity, is always called.
 *
 * A **call** is a subject, a family and a slot of four hours (UTC) in which at least one finding was called: what comes later
 * in an episode, and what else comes in the slot, would be in the same alert.
 *
 * The threshold changes only where a slot begins (and when the desk asks for another number), and depends only on findings of slots that ended an hour or more before it.
 * Live findings are at most an hour old when they come: so their order of arrival, repeats and restarts change no decision.
 */
export const slotMs = 4 * 3_600_000;
const slotsADay = 6;
/** Slots that may still get findings: this one, and the one before. */
const openSlots = 2;
/** Half-life of what was learned, days: slow enough for a week's count, quick enough for a season. */
const halfLifeDays = 7;
/** What was called too much or too little is made good over so many days [integral term: Angelopoulos et al. 2023]. */
const makeGoodDays = 3;
/** However much is owed, the desk gets no less and no more than these parts of what it asked for. */
const leastPart = 0.4;
const mostPart = 1.6;
/** Before anything was seen: this many kinds of finding, each as frequent as its rarity says, weighed as one day and soon forgotten. */
const priorKinds = 6;
/** Calls owed are remembered much longer than they are made good, or what the past tells wrong would never be put right. */
const owedHalfLifeDays = 28;
/** No more is owed, or claimed back, than so many days' calls: a quiet month is not paid for afterwards. */
const mostOwedDays = 3;
const alwaysCalled = 99;
/** Equal rarities are told apart by the episode's name, spread over this much: a threshold can then lie between them. */
const spread = 0.1;
const rememberedEpisodes = 5_000;

interface Candidate {
  value: number;
  detector: string;
}
export interface BurdenState {
  version: 1;
  /** What was asked for when the thresholds were set. */
  callsPerDay: number | null;
  /** Number of the newest slot (slots since 1970). */
  slot: number;
  /** Thresholds of the newest slots, newest last; the last one is `slot`'s. */
  thresholds: number[];
  /** Highest value of each call of the slots that are not settled yet, by `slot`, by `family/subject`. */
  open: Record<string, Record<string, Candidate>>;
  /** Calls by value, faded; slots of 4 h that they were counted in. */
  seen: Histogram;
  /** Faded: called and held calls by detector. */
  detectors: Record<string, { called: number; held: number }>;
  /** Delivered beyond what was asked for, calls; faded. */
  surplus: number;
  /** Episodes that were called and go on, with the moment of their last finding. */
  episodes: Record<string, number>;
  /** Calls of the last days, newest last: [slot, called, held]. */
  recent: [slot: number, called: number, held: number][];
}
export interface BurdenSettings {
  /** Null: everything is called. */
  callsPerDay: number | null;
  /** How many are watched: what to expect before anything was seen. */
  people: number;
}
const keptRecent = 8 * slotsADay;

export function startBurden(): BurdenState {
  return {
    version: 1,
    callsPerDay: null,
    slot: -1,
    thresholds: [],
    open: {},
    seen: startHistogram(),
    detectors: {},
    surplus: 0,
    episodes: {},
    recent: [],
  };
}

/** 0..1 from a name; the same everywhere. FNV-1a. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** Where a finding stands on the common scale. */
export function scaled({ rarity, priority, episode }: Finding): number {
  if (rarity === undefined || priority === 'high') return alwaysCalled;
  return rarity + (priority === 'medium' ? 1 : 0) + spread * hashOf(episode);
}

export interface Admitted {
  called: boolean;
  threshold: number;
}
/** Whether a live finding is called. Findings that come again, after a crash, are decided as before. */
export function admit(state: BurdenState, finding: Finding, settings: BurdenSettings): Admitted {
  const slot = Math.floor(finding.at / slotMs);
  advance(state, slot, settings);
  const behind = Math.min(state.slot - slot, state.thresholds.length - 1);
  const threshold = state.thresholds[state.thresholds.length - 1 - Math.max(0, behind)] ?? 0;
  const { episode, phase } = finding;
  const goesOn = state.episodes[episode] !== undefined;
  if (phase === 'ended') return { called: goesOn, threshold };
  const value = scaled(finding);
  const key = `${finding.family}/${finding.subject}`;
  const open = state.open[slot];
  if (open && !goesOn && value > (open[key]?.value ?? Number.NEGATIVE_INFINITY))
    open[key] = { value, detector: finding.detector };
  const called = goesOn || value >= threshold;
  if (called) remember(state, episode, finding.at);
  return { called, threshold };
}

function remember(state: BurdenState, episode: string, at: number): void {
  state.episodes[episode] = Math.max(at, state.episodes[episode] ?? 0);
  const names = Object.keys(state.episodes);
  if (names.length <= rememberedEpisodes) return;
  names.sort((a, b) => state.episodes[a]! - state.episodes[b]!);
  for (const name of names.slice(0, rememberedEpisodes / 2)) delete state.episodes[name];
}

/** Lets time pass up to a slot; what was found in the slots before the last is learned from. */
export function advance(state: BurdenState, to: number, settings: BurdenSettings): void {
  if (state.callsPerDay !== settings.callsPerDay) {
    // The desk asks for another number: from now on, and not only from the next slot.
    state.callsPerDay = settings.callsPerDay;
    const threshold = thresholdNow(state, settings);
    state.thresholds = state.thresholds.map(() => threshold);
  }
  if (to <= state.slot) return;
  // After a long silence of the whole house nothing is gained by stepping through it.
  let slot = state.slot < 0 || to - state.slot > 60 * slotsADay ? to : state.slot + 1;
  if (state.slot >= 0 && slot === to && to - state.slot > 1) settleAll(state, settings);
  for (; slot <= to; slot++) {
    const done = slot - openSlots;
    if (state.slot >= 0) settle(state, done, settings);
    state.slot = slot;
    state.open[slot] ??= {};
    state.thresholds.push(thresholdNow(state, settings));
    if (state.thresholds.length > openSlots + 1) state.thresholds.shift();
  }
}
function settleAll(state: BurdenState, settings: BurdenSettings): void {
  for (const slot of Object.keys(state.open)
    .map(Number)
    .sort((a, b) => a - b))
    settle(state, slot, settings);
}

function settle(state: BurdenState, slot: number, { callsPerDay }: BurdenSettings): void {
  const open = state.open[slot];
  if (!open) return;
  delete state.open[slot];
  const behind = state.slot - slot;
  const threshold = state.thresholds[Math.max(0, state.thresholds.length - 1 - behind)] ?? 0;
  const fading = 0.5 ** (1 / (halfLifeDays * slotsADay));
  fade(state.seen, fading);
  for (const one of Object.values(state.detectors)) {
    one.called *= fading;
    one.held *= fading;
  }
  let called = 0;
  let held = 0;
  for (const key of Object.keys(open).sort()) {
    const { value, detector } = open[key]!;
    addTo(state.seen, value);
    state.detectors[detector] ??= { called: 0, held: 0 };
    const one = state.detectors[detector];
    if (value >= threshold) {
      called++;
      one.called++;
    } else {
      held++;
      one.held++;
    }
  }
  state.surplus *= 0.5 ** (1 / (owedHalfLifeDays * slotsADay));
  if (callsPerDay !== null) {
    const most = mostOwedDays * callsPerDay;
    state.surplus = Math.max(-most, Math.min(most, state.surplus + called - callsPerDay / slotsADay));
  }
  state.recent.push([slot, called, held]);
  if (state.recent.length > keptRecent) state.recent.shift();
}

function thresholdNow({ seen, surplus }: BurdenState, { callsPerDay, people }: BurdenSettings): number {
  if (callsPerDay === null) return 0;
  const owed = callsPerDay - surplus / makeGoodDays;
  const target = Math.min(mostPart * callsPerDay, Math.max(leastPart * callsPerDay, owed));
  // The prior counts as one day at first, and half as much with each day that was seen: one that is wrong must not stay.
  const days = seen.weight / slotsADay;
  const prior = 0.5 ** days;
  const expected = (value: number) =>
    (totalAbove(seen, value) + prior * priorKinds * people * 10 ** -value) / (days + prior);
  return thresholdFor(target, expected);
}

export interface Burden {
  callsPerDay: number | null;
  threshold: number;
  calledToday: number;
  calledPerDay: number;
  heldPerDay: number;
  held: { detector: string; perDay: number; calledPerDay: number }[];
  overfull: boolean;
}
/** What the budget does now; `now` in Unix ms. The open slots count as far as they have come. */
export function burdenNow(state: BurdenState, now: number, { callsPerDay }: BurdenSettings): Burden {
  const slot = Math.floor(now / slotMs);
  const open = Object.entries(state.open).map(([number, keys]): [number, number, number] => {
    const behind = state.slot - Number(number);
    const threshold = state.thresholds[Math.max(0, state.thresholds.length - 1 - behind)] ?? 0;
    const values = Object.values(keys);
    const called = values.filter(({ value }) => value >= threshold).length;
    return [Number(number), called, values.length - called];
  });
  const all = [...state.recent, ...open];
  const sum = (days: number, of: 1 | 2) =>
    all.reduce((total, row) => total + (row[0] > slot - days * slotsADay ? row[of] : 0), 0);
  const known = all.length > 0 ? Math.min(7, Math.max(1 / slotsADay, (slot - all[0]![0] + 1) / slotsADay)) : 1;
  const weight = state.seen.weight / slotsADay;
  const perDay = (count: number) => (weight > 0 ? count / weight : 0);
  return {
    callsPerDay,
    threshold: state.thresholds.at(-1) ?? 0,
    calledToday: sum(1, 1),
    calledPerDay: sum(7, 1) / known,
    heldPerDay: sum(7, 2) / known,
    held: Object.entries(state.detectors)
      .map(([detector, { called, held }]) => ({ detector, perDay: perDay(held), calledPerDay: perDay(called) }))
      .filter(({ perDay: held, calledPerDay }) => held > 0.001 || calledPerDay > 0.001)
      .sort((a, b) => b.perDay - a.perDay || (a.detector < b.detector ? -1 : 1)),
    overfull: callsPerDay !== null && perDay(totalAbove(state.seen, alwaysCalled)) > callsPerDay,
  };
}
