import type { Channel, Finding, Silence } from '@munan/flow';
import { hourMs, minuteMs, type Source, type WatchSettings } from '../detector.ts';
import { minutesBetween } from '../finding.ts';
import type { HalfMinute, MedianChannel } from '../half-minutes.ts';
import { rulesOf } from '../rules.ts';
import { saySilence } from './kinds.ts';

/** What the house does not choose (rules.silence holds what it does). Reason and limits of each: docs/clinical/silence.md. */
export const silenceLimits = {
  noContactMediumMs: 6 * hourMs,
  /** A device whose battery rises while it is not worn lies on its charger: that is what it should do. */
  chargingMs: 4 * hourMs,
  batteryPercent: 15,
  chargedPercent: 25,
  /** Contact lost at or below this: the battery is the likely cause, and is said to be. */
  emptyPercent: 5,
  /** An ear is as warm as it is, but not to a tenth for half a day: the body's own rhythm alone is several tenths. */
  stuckTemperatureMs: 12 * hourMs,
  /** A channel that gave values within the last day and none for so long, from a device that is worn and heard. */
  sensorMs: 3 * hourMs,
  sensorKnownMs: 24 * hourMs,
  /** Packets further apart than this: the device was not heard all along. */
  heardGapMs: 15 * minuteMs,
  /** Nothing but old or future moments for so long, in at least so many packets. */
  lateMs: 30 * minuteMs,
  latePackets: 5,
} as const;

type Sensor = MedianChannel;
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
  /** Contact lost, and why as far as it is known; `home`: with all other devices of the home. See contact.ts. */
  noContact: { since: number; medium: boolean; empty: boolean; home?: boolean } | null;
  /** Counting of silence begins here at the earliest: the home came back, this device has not yet. */
  countedFrom?: number;
  stuck: { since: number } | null;
  stuckTemperature?: { since: number } | null;
  /** Since when all samples have been the same, and when that was last seen. */
  same: Partial<Record<'spo2' | 'pulse', { since: number; to: number }>>;
  /** Worn and heard without a gap since, and up to. */
  wornFrom?: number | null;
  toldTo?: number;
  /** Channels that give nothing, and since when. */
  sensors?: Partial<Record<Sensor, number>>;
  /** Only packets of old or future moments since `since`, server time. */
  late?: { since: number; count: number; said: boolean } | null;
}
export type SilenceInput =
  /** What a packet in order tells of the device; `outSince`: its temperature says that it lies beside the person. */
  | {
      kind: 'told';
      from: number;
      to: number;
      battery?: number;
      worn?: boolean;
      outSince: number | null;
      /** Latest accepted value of each channel, as [moment, value]. */
      latest?: Partial<Record<Channel, [number, number]>>;
    }
  | { kind: 'half'; half: HalfMinute }
  /** Any new packet: whether it spoke of moments that can be judged live, and how far behind (or ahead, below 0) it is. */
  | { kind: 'timely'; received: number; timely: boolean; behindMs: number };
type Told = SilenceInput & { kind: 'told' };

export function startSilence(): SilenceState {
  return {
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
  };
}

/** Silence of one device as its own packets tell it; that it sends none is contact.ts's. No reading ever says "well" here. */
export function stepSilence(
  state: SilenceState,
  input: SilenceInput,
  source: Source,
  settings: WatchSettings,
): Finding[] {
  switch (input.kind) {
    case 'half':
      return stepStuck(state, input.half, source, settings);
    case 'timely':
      return stepTimely(state, input.received, input.timely, input.behindMs, source);
    case 'told':
      return [
        ...stepBattery(state, input, source),
        ...stepWorn(state, input, source, settings),
        ...stepSensors(state, input, source),
      ];
  }
}

function stepBattery(state: SilenceState, { battery, to }: Told, source: Source): Finding[] {
  if (battery === undefined || !(battery >= 0 && battery <= 100)) return [];
  state.battery = battery;
  const say = (phase: Finding['phase'], since: number) => [
    saySilence({ source, code: 'battery', phase, since, at: to, params: { percent: battery } }),
  ];
  if (!state.low && battery <= silenceLimits.batteryPercent) {
    state.low = { since: to };
    return say('began', to);
  }
  if (state.low && battery >= silenceLimits.chargedPercent) {
    const { since } = state.low;
    state.low = null;
    return say('ended', since);
  }
  return [];
}

function isCharging({ battery, batteryUnworn }: SilenceState): boolean {
  return battery !== null && batteryUnworn !== null && battery > batteryUnworn + 1;
}

function stepWorn(state: SilenceState, input: Told, source: Source, settings: WatchSettings): Finding[] {
  const { to } = input;
  const say = (phase: Finding['phase'], since: number, at: number, minutes: number) => [
    saySilence({ source, code: 'not-worn', phase, since, at, params: { minutes } }),
  ];
  if (input.worn !== false && input.outSince === null) {
    const ended = state.notWorn;
    state.notWorn = null;
    state.unwornSince = null;
    state.batteryUnworn = null;
    return ended ? say('ended', ended.since, to, minutesBetween(ended.since, to)) : [];
  }
  if (state.unwornSince === null) {
    // One sample of another time among a packet's does not put it off so long ago.
    const heardTo = state.toldTo ?? to - hourMs;
    state.unwornSince = input.worn === false ? Math.max(input.from, heardTo) : input.outSince;
    state.batteryUnworn = state.battery;
  }
  const since = state.unwornSince!;
  const after = isCharging(state) ? silenceLimits.chargingMs : rulesOf(settings).silence.notWornMinutes * minuteMs;
  if (state.notWorn || to - since < after) return [];
  state.notWorn = { since };
  return say('began', since, since + after, minutesBetween(0, after));
}

/** A living body never gives the same saturation and the same pulse, bit for bit, for an hour. */
function stepStuck(state: SilenceState, half: HalfMinute, source: Source, settings: WatchSettings): Finding[] {
  if (half.channel === 'temperature') return stepStuckTemperature(state, half, source);
  const stuckMs = rulesOf(settings).silence.stuckMinutes * minuteMs;
  state.same[half.channel] = { since: half.sameSince, to: half.to };
  const { spo2, pulse } = state.same;
  if (!spo2 || !pulse) return [];
  const since = Math.max(spo2.since, pulse.since);
  const to = Math.min(spo2.to, pulse.to);
  const say = (phase: Finding['phase'], began: number, at: number, minutes: number) => [
    saySilence({
      source,
      code: 'stuck-sensor',
      phase,
      since: began,
      at,
      params: { channel: 'spo2+pulse', minutes },
      channel: 'spo2',
    }),
  ];
  if (to - since >= stuckMs && !state.stuck) {
    state.stuck = { since };
    return say('began', since, since + stuckMs, minutesBetween(0, stuckMs));
  }
  if (state.stuck && since > state.stuck.since) {
    const { since: began } = state.stuck;
    state.stuck = null;
    return say('ended', began, half.from, minutesBetween(began, half.from));
  }
  return [];
}

function stepStuckTemperature(state: SilenceState, half: HalfMinute, source: Source): Finding[] {
  const stuckMs = silenceLimits.stuckTemperatureMs;
  const say = (phase: Finding['phase'], since: number, at: number) => [
    saySilence({
      source,
      code: 'stuck-sensor',
      sign: 'stuck-temperature',
      phase,
      since,
      at,
      params: { channel: 'temperature', minutes: minutesBetween(since, at) },
      channel: 'temperature',
    }),
  ];
  if (!state.stuckTemperature && half.to - half.sameSince >= stuckMs) {
    state.stuckTemperature = { since: half.sameSince };
    return say('began', half.sameSince, half.sameSince + stuckMs);
  }
  if (state.stuckTemperature && half.sameSince > state.stuckTemperature.since) {
    const { since } = state.stuckTemperature;
    state.stuckTemperature = null;
    return say('ended', since, half.from);
  }
  return [];
}

const sensors: readonly Sensor[] = ['spo2', 'pulse', 'temperature'];
/** A device that is worn and heard all along, and of which one sensor has fallen silent. */
function stepSensors(state: SilenceState, input: Told, source: Source): Finding[] {
  const { from, to, latest = {} } = input;
  const isWorn = input.worn !== false && input.outSince === null;
  const isHeard = from - (state.toldTo ?? from) <= silenceLimits.heardGapMs;
  state.toldTo = Math.max(state.toldTo ?? to, to);
  if (!isWorn) state.wornFrom = null;
  else if (!isHeard || (state.wornFrom ?? null) === null) state.wornFrom = from;
  const findings: Finding[] = [];
  for (const channel of sensors) {
    const [last] = latest[channel] ?? [];
    if (last === undefined) continue;
    const since = state.sensors?.[channel];
    const say = (phase: Finding['phase'], began: number, at: number) =>
      findings.push(
        saySilence({
          source,
          code: 'sensor-silent',
          sign: `sensor-${channel}`,
          phase,
          since: began,
          at,
          params: { channel, minutes: minutesBetween(began, at) },
          channel,
        }),
      );
    if (since !== undefined && last > since) {
      const { [channel]: _, ...others } = state.sensors ?? {};
      state.sensors = others;
      say('ended', since, last);
    } else if (since === undefined && isWorn) {
      const counted = Math.max(last, state.wornFrom ?? to);
      const isKnown = counted - last <= silenceLimits.sensorKnownMs;
      if (!isKnown || to - counted < silenceLimits.sensorMs) continue;
      state.sensors = { ...state.sensors, [channel]: last };
      say('began', last, counted + silenceLimits.sensorMs);
    }
  }
  return findings;
}

/** A device that is heard, and of which nothing can be judged live: its clock is wrong, or something holds its packets back. */
function stepTimely(
  state: SilenceState,
  received: number,
  timely: boolean,
  behindMs: number,
  source: Source,
): Finding[] {
  const say = (phase: Finding['phase'], since: number) => [
    saySilence({
      source,
      code: 'data-late',
      phase,
      since,
      at: received,
      params: { minutes: Math.abs(minutesBetween(0, behindMs)), ahead: behindMs < 0 },
    }),
  ];
  if (timely) {
    const { late } = state;
    state.late = null;
    return late?.said ? say('ended', late.since) : [];
  }
  state.late ??= { since: received, count: 0, said: false };
  const { late } = state;
  late.count = Math.min(late.count + 1, silenceLimits.latePackets);
  if (late.said || late.count < silenceLimits.latePackets || received - late.since < silenceLimits.lateMs) return [];
  late.said = true;
  return say('began', late.since);
}

/** Silence is counted only while somebody listened, and not before the home came back. */
export function countedFrom({ lastReceived, countedFrom: from = 0 }: SilenceState, settings: WatchSettings): number {
  return Math.max(lastReceived ?? 0, settings.listeningSince ?? 0, from);
}
export const isEmpty = ({ battery }: SilenceState) => battery !== null && battery <= silenceLimits.emptyPercent;

/** For the board: how this device is silent now; several at once are possible, the plainest first. */
export function presentSilence(
  state: SilenceState | undefined,
  device: string,
  now: number,
  settings: WatchSettings,
): Silence[] {
  if (!state || state.lastReceived === null)
    return [{ kind: 'never-seen', device, since: settings.listeningSince ?? now }];
  const list: Silence[] = [];
  const { noContact, lastReceived } = state;
  if (noContact || now - countedFrom(state, settings) >= rulesOf(settings).silence.noContactMinutes * minuteMs) {
    const kind = noContact?.home ? 'gateway' : isEmpty(state) ? 'battery' : 'no-contact';
    list.push({ kind, device, since: lastReceived });
  }
  if (state.unwornSince !== null)
    list.push({ kind: isCharging(state) ? 'charging' : 'not-worn', device, since: state.unwornSince });
  if (state.late?.said) list.push({ kind: 'late', device, since: state.late.since });
  const stuck = state.stuck ?? state.stuckTemperature;
  if (stuck) list.push({ kind: 'stuck', device, since: stuck.since });
  const dead = Object.values(state.sensors ?? {});
  if (dead.length > 0) list.push({ kind: 'sensor', device, since: Math.min(...dead) });
  return list;
}
