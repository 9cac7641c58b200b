import type { Finding, Priority, Silence } from '@munan/flow';
import { type Detector, hourMs, minuteMs, type Source, type WatchSettings } from '../detector.ts';
import { findingOf, minutesBetween, windowAround } from '../finding.ts';
import type { HalfMinute } from '../half-minutes.ts';

/** Reason and limits of each: docs/clinical/silence.md. */
export const silenceLimits = {
  noContactMs: 10 * minuteMs,
  noContactMediumMs: 6 * hourMs,
  notWornMs: 30 * minuteMs,
  /** A device whose battery rises while it is not worn lies on its charger: that is what it should do. */
  chargingMs: 4 * hourMs,
  batteryPercent: 15,
  chargedPercent: 25,
  /** Contact lost at or below this: the battery is the likely cause, and is said to be. */
  emptyPercent: 5,
  stuckMs: 60 * minuteMs,
} as const;

export interface SilenceState {
  /** Server time of the last packet, any packet; null while never heard. */
  lastReceived: number | null;
  /** Latest moment the device itself spoke of (its sending, clock-corrected): names an episode whichever packet came last. */
  spokeAt: number;
  battery: number | null;
  /** Battery when it was taken off. */
  batteryUnworn: number | null;
  unwornSince: number | null;
  notWorn: { since: number } | null;
  low: { since: number } | null;
  noContact: { since: number; medium: boolean; empty: boolean } | null;
  stuck: { since: number } | null;
  /** Since when all samples have been the same, and when that was last seen. */
  same: Partial<Record<'spo2' | 'pulse', { since: number; to: number }>>;
}
export type SilenceInput =
  /** Any packet at all, as soon as it arrives. */
  | { kind: 'contact'; received: number; spokeAt: number }
  /** What a packet in order tells of the device; `outSince`: its temperature says that it lies beside the person. */
  | { kind: 'told'; from: number; to: number; battery?: number; worn?: boolean; outSince: number | null }
  | { kind: 'half'; half: HalfMinute };

function say(
  source: Source,
  sign: string,
  phase: Finding['phase'],
  priority: Priority,
  since: number,
  at: number,
  params: Record<string, string | number>,
  code = sign,
  step?: string,
): Finding {
  const { device: _, ...figures } = params;
  return findingOf({
    detector: silence,
    source,
    sign,
    phase,
    step,
    family: 'silence',
    priority,
    reason: { code, params: { device: source.device ?? '', ...params } },
    confidence: code === 'stuck-sensor' ? 0.9 : 1,
    since,
    at,
    evidence: [{ channel: sign === 'stuck-sensor' ? 'spo2' : 'activity', ...windowAround(since, at), values: figures }],
  });
}

function stepTold(state: SilenceState, input: SilenceInput & { kind: 'told' }, source: Source): Finding[] {
  const findings: Finding[] = [];
  const { battery, to } = input;
  if (battery !== undefined && battery >= 0 && battery <= 100) {
    state.battery = battery;
    if (!state.low && battery <= silenceLimits.batteryPercent) {
      state.low = { since: to };
      findings.push(say(source, 'battery', 'began', 'low', to, to, { percent: battery }));
    } else if (state.low && battery >= silenceLimits.chargedPercent) {
      findings.push(say(source, 'battery', 'ended', 'low', state.low.since, to, { percent: battery }));
      state.low = null;
    }
  }
  const unworn = input.worn === false || input.outSince !== null;
  if (!unworn) {
    if (state.notWorn) {
      const { since } = state.notWorn;
      findings.push(say(source, 'not-worn', 'ended', 'low', since, to, { minutes: minutesBetween(since, to) }));
    }
    state.notWorn = null;
    state.unwornSince = null;
    state.batteryUnworn = null;
    return findings;
  }
  if (state.unwornSince === null) {
    state.unwornSince = input.worn === false ? input.from : input.outSince;
    state.batteryUnworn = state.battery;
  }
  const since = state.unwornSince!;
  const charging = state.battery !== null && state.batteryUnworn !== null && state.battery > state.batteryUnworn + 1;
  const after = charging ? silenceLimits.chargingMs : silenceLimits.notWornMs;
  if (!state.notWorn && to - since >= after) {
    state.notWorn = { since };
    findings.push(say(source, 'not-worn', 'began', 'low', since, since + after, { minutes: minutesBetween(0, after) }));
  }
  return findings;
}

/** A living body never gives the same saturation and the same pulse, bit for bit, for an hour. */
function stepStuck(state: SilenceState, half: HalfMinute, source: Source): Finding[] {
  if (half.channel === 'temperature') return [];
  state.same[half.channel] = { since: half.sameSince, to: half.to };
  const { spo2, pulse } = state.same;
  if (!spo2 || !pulse) return [];
  const since = Math.max(spo2.since, pulse.since);
  const to = Math.min(spo2.to, pulse.to);
  const stuck = to - since >= silenceLimits.stuckMs;
  const params = { channel: 'spo2+pulse', minutes: minutesBetween(0, silenceLimits.stuckMs) };
  if (stuck && !state.stuck) {
    state.stuck = { since };
    return [say(source, 'stuck-sensor', 'began', 'low', since, since + silenceLimits.stuckMs, params)];
  }
  if (state.stuck && since > state.stuck.since) {
    const { since: began } = state.stuck;
    state.stuck = null;
    const minutes = minutesBetween(began, half.from);
    return [say(source, 'stuck-sensor', 'ended', 'low', began, half.from, { ...params, minutes })];
  }
  return [];
}

/** Silence of one device, its causes told apart as far as they can be known. No reading ever says "well" here. */
export const silence: Detector<SilenceState, SilenceInput> = {
  name: 'silence',
  version: 1,
  start: () => ({
    lastReceived: null,
    spokeAt: 0,
    battery: null,
    batteryUnworn: null,
    unwornSince: null,
    notWorn: null,
    low: null,
    noContact: null,
    stuck: null,
    same: {},
  }),
  step(state, input, source): Finding[] {
    if (input.kind === 'told') return stepTold(state, input, source);
    if (input.kind === 'half') return stepStuck(state, input.half, source);
    // A packet that is read again after a restart came before contact was lost: it does not restore it.
    const isNew = input.received > (state.lastReceived ?? 0);
    state.lastReceived = Math.max(state.lastReceived ?? 0, input.received);
    state.spokeAt = Math.max(state.spokeAt, input.spokeAt);
    if (!state.noContact || !isNew) return [];
    const { since, medium } = state.noContact;
    state.noContact = null;
    const minutes = minutesBetween(since, input.received);
    return [say(source, 'no-contact', 'ended', medium ? 'medium' : 'low', since, input.received, { minutes })];
  },
  due(state): number | undefined {
    if (state.lastReceived === null) return undefined;
    if (!state.noContact) return state.lastReceived + silenceLimits.noContactMs;
    return state.noContact.medium ? undefined : state.lastReceived + silenceLimits.noContactMediumMs;
  },
  tick(state, now, source, settings): Finding[] {
    const findings: Finding[] = [];
    if (state.lastReceived === null) return findings;
    const heard = heardAt(state.lastReceived, settings);
    const empty = state.battery !== null && state.battery <= silenceLimits.emptyPercent;
    const speak = (phase: 'began' | 'changed', priority: Priority, after: number, since: number): Finding => {
      const params: Record<string, number> = empty
        ? { percent: state.battery! }
        : { minutes: minutesBetween(state.lastReceived!, heard + after) };
      const code = empty ? 'battery' : 'no-contact';
      return say(
        source,
        'no-contact',
        phase,
        priority,
        since,
        heard + after,
        params,
        code,
        phase === 'changed' ? 'medium' : undefined,
      );
    };
    if (!state.noContact && now >= heard + silenceLimits.noContactMs) {
      state.noContact = { since: state.spokeAt, medium: false, empty };
      findings.push(speak('began', 'low', silenceLimits.noContactMs, state.spokeAt));
    }
    if (state.noContact && !state.noContact.medium && now >= heard + silenceLimits.noContactMediumMs) {
      state.noContact.medium = true;
      findings.push(speak('changed', 'medium', silenceLimits.noContactMediumMs, state.noContact.since));
    }
    return findings;
  },
};

/** Silence is counted only while somebody listened. */
function heardAt(lastReceived: number, { listeningSince }: WatchSettings): number {
  return Math.max(lastReceived, listeningSince ?? 0);
}

/** When `tick` next matters for this device, with the settings' own limit taken in. */
export function silenceDue(state: SilenceState, settings: WatchSettings): number | undefined {
  const due = silence.due?.(state);
  if (due === undefined || state.lastReceived === null) return undefined;
  return due + heardAt(state.lastReceived, settings) - state.lastReceived;
}

/** For the board: how this device is silent now; several at once are possible, the plainest first. */
export function presentSilence(state: SilenceState, device: string, now: number, settings: WatchSettings): Silence[] {
  if (state.lastReceived === null) return [{ kind: 'never-seen', device, since: settings.listeningSince ?? now }];
  const list: Silence[] = [];
  if (state.noContact || now - heardAt(state.lastReceived, settings) >= silenceLimits.noContactMs) {
    const empty = state.battery !== null && state.battery <= silenceLimits.emptyPercent;
    list.push({ kind: empty ? 'battery' : 'no-contact', device, since: state.lastReceived });
  }
  if (state.unwornSince !== null) list.push({ kind: 'not-worn', device, since: state.unwornSince });
  return list;
}
