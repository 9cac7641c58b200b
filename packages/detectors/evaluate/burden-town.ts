/**
 * What the watch says of recorded people, and a town put together from them: homes in which one recorded person follows another,
 * so that there are months of findings of many people at once. Findings are the watch's on real recordings; who lives when
 * beside whom is made up.
 */
import type { Finding, Packet, Reading } from '@munan/flow';
import { createWatch, stepPacket, tick, type WatchSettings } from '../src/index.ts';
import type { Stay } from './deterioration-sets.ts';
import { drawsFrom } from './intervals.ts';
import type { MovementPerson } from './movement-sets.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A recorded person with what the watch said live, at moments from the first midnight of the recording. */
export interface Lived {
  name: string;
  /** Of a stay in hospital: whether sepsis began in it, and the hour of it as the set labels it, from the same midnight. */
  septicAt?: number | undefined;
  isStay: boolean;
  fromMs: number;
  toMs: number;
  findings: Finding[];
}

const settingsOf = (more: Partial<WatchSettings> = {}): WatchSettings => ({
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [{ id: 'd', kind: 'test' }],
  zoneOffsetMinutes: 0,
  ...more,
});

/** Through the whole watch, a packet every five minutes as from a device; `at` gives the readings of one packet. */
function watched(from: number, to: number, settings: WatchSettings, at: (t: number) => Reading[]): Finding[] {
  const state = createWatch('p');
  const said: Finding[] = [];
  const midnight = Math.floor(from / dayMs) * dayMs;
  const take = (findings: Finding[]) => {
    // The evidence is not needed here, and there are many.
    for (const finding of findings)
      if (finding.live)
        said.push({ ...finding, at: finding.at - midnight, since: finding.since - midnight, evidence: [] });
  };
  let seq = 0;
  for (let t = from; t < to; t += packetMs) {
    const readings = at(t);
    if (readings.length === 0) {
      take(tick(state, t + packetMs, settings));
      continue;
    }
    const received = t + packetMs;
    const base = { device: 'd', subject: 'p', seq: seq++, sent: received, received, clockOffset: 0 };
    const packet: Packet = { ...base, worn: true, readings, events: [] };
    take(stepPacket(state, packet, settings).findings);
  }
  return said;
}
const packetMs = 5 * minuteMs;
const minutesAPacket = packetMs / minuteMs;

export function livedMovement(person: MovementPerson): Lived {
  const to = person.from + person.counts.length * minuteMs;
  const findings = watched(person.from, to, settingsOf(), (t) => {
    const first = Math.round((t - person.from) / minuteMs);
    const values = person.counts.slice(first, first + minutesAPacket);
    return [{ channel: 'activity', t, dt: minuteMs, values }];
  });
  const midnight = Math.floor(person.from / dayMs) * dayMs;
  return { name: person.name, isStay: false, fromMs: person.from - midnight, toMs: to - midnight, findings };
}

const streamed = ['pulse', 'spo2', 'temperature'] as const;
/** Spread of a sensor around the hour's value: without it the same number would come for an hour, and be called a dead sensor. */
const noise = { pulse: 1, spo2: 0.4, temperature: 0.04 };
const decimals = { pulse: 0, spo2: 0, temperature: 1 };
/** Values further apart than this are not joined. */
const mostHoursApart = 4;

/** Between two hourly values lies a straight line with a sensor's noise; where they are far apart, nothing. */
export function livedStay(stay: Stay, seed: number): Lived {
  const draw = drawsFrom(seed);
  // Stays say nothing of the clock: each begins at an hour of its own.
  const from = Date.UTC(2026, 0, 5) + Math.floor(draw() * 24) * hourMs;
  const to = from + stay.hours * hourMs;
  const birthYear = Number.isNaN(stay.ageYears) ? undefined : 2026 - Math.round(stay.ageYears);
  const settings = settingsOf(birthYear === undefined ? {} : { person: { birthYear } });
  const lines = streamed.map((channel) => lineOf(stay.means[channel]));
  const findings = watched(from, to, settings, (t) => {
    const readings: Reading[] = [];
    streamed.forEach((channel, index) => {
      const values = new Float64Array(minutesAPacket);
      const factor = 10 ** decimals[channel];
      for (let i = 0; i < minutesAPacket; i++) {
        const line = lines[index]!((t - from) / hourMs + i / 60);
        const jitter = noise[channel] * (draw() + draw() + draw() - 1.5) * 2;
        const value = Math.round((line + jitter) * factor) / factor;
        values[i] = channel === 'spo2' ? Math.min(100, value) : value;
      }
      // A value a minute would leave half minutes empty; what a device sends every 30 s is the same value twice.
      if (!values.every(Number.isNaN)) {
        const twice = Float64Array.from({ length: 2 * minutesAPacket }, (_, i) => values[i >> 1]!);
        readings.push({ channel, t, dt: minuteMs / 2, values: twice });
      }
    });
    return readings;
  });
  const midnight = Math.floor(from / dayMs) * dayMs;
  const first = stay.label.indexOf(1);
  return {
    name: stay.id,
    isStay: true,
    // The label is 1 from six hours before.
    septicAt: stay.event && first >= 0 ? from - midnight + (first + 6) * hourMs : undefined,
    fromMs: from - midnight,
    toMs: to - midnight,
    findings,
  };
}
function lineOf(means: Float32Array): (hour: number) => number {
  const known: number[] = [];
  means.forEach((value, hour) => {
    if (!Number.isNaN(value)) known.push(hour);
  });
  let at = 0;
  return (hour) => {
    while (at + 1 < known.length && known[at + 1]! <= hour) at++;
    while (at > 0 && known[at]! > hour) at--;
    const before = known[at];
    if (before === undefined || before > hour) return Number.NaN;
    const after = known[at + 1];
    if (after === undefined) return hour < before + 1 ? means[before]! : Number.NaN;
    if (after - before > mostHoursApart) return hour < before + 1 ? means[before]! : Number.NaN;
    return means[before]! + ((hour - before) / (after - before)) * (means[after]! - means[before]!);
  };
}

/** As in the set. */
const septicShare = 0.056;

/** Somebody's time in the town. */
export interface Stint {
  subject: string;
  lived: Lived;
  /** Added to the moments of what was lived. */
  shift: number;
}
export interface Town {
  stints: Stint[];
  /** In order of event time. */
  findings: Finding[];
}
/**
 * `homes` homes for `days` days. `shareOfStays`: the chance that the next in a home is one from hospital; it may change with
 * the day. Recordings are drawn with replacement and moved by whole days.
 */
export function townOf(
  weeks: readonly Lived[],
  stays: { septic: readonly Lived[]; others: readonly Lived[] },
  homes: number,
  days: number,
  shareOfStays: (day: number) => number,
  seed: number,
): Town {
  const draw = drawsFrom(seed);
  const stints: Stint[] = [];
  for (let home = 0; home < homes; home++) {
    // Not all begin on one day: some are in the middle of their weeks.
    let day = -Math.floor(draw() * 14);
    for (let turn = 0; day < days; turn++) {
      // The share is of homes at a time: a stay is shorter than weeks of movement, so that more of them are drawn.
      const share = shareOfStays(Math.max(0, day));
      const isStay = home / homes < share && stays.others.length > 0;
      const from = !isStay ? weeks : draw() < septicShare && stays.septic.length > 0 ? stays.septic : stays.others;
      const lived = from[Math.floor(draw() * from.length)]!;
      stints.push({ subject: `h${home}-${turn}`, lived, shift: day * dayMs });
      day += Math.max(1, Math.ceil(lived.toMs / dayMs));
    }
  }
  const findings: Finding[] = [];
  for (const { subject, lived, shift } of stints)
    for (const finding of lived.findings) {
      const at = finding.at + shift;
      if (at < 0 || at >= days * dayMs) continue;
      const episode = `${finding.episode}/${subject}`;
      findings.push({ ...finding, at, since: finding.since + shift, subject, episode, id: `${finding.id}/${subject}` });
    }
  findings.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return { stints, findings };
}
