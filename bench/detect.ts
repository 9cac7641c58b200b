/**
 * Samples a second through the whole watch on one core, beside the ceiling of merely adding up the same arrays. First some people
 * live thirty simulated days with two devices (nights, days, bad nights, an illness, an unworn afternoon), so that the states hold
 * what they hold of real people; then many people with such states are judged minute by minute. A packet of the wrist is one
 * minute: 60 SpO2, 60 pulse, one temperature, one activity; the ear sends five minutes of temperature and activity.
 */
import {
  createWatch,
  judgeFall,
  restore,
  serialise,
  stepPacket,
  type WatchSettings,
  type WatchState,
} from '@munan/detectors';
import type { Packet, Reading } from '@munan/flow';

const minuteMs = 60_000;
const dayMinutes = 1440;
const earMinutes = 5;
const samplesAMinute = 122 + 2;
const settings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [
    { id: 'ear', kind: 'ear' },
    { id: 'wrist', kind: 'test' },
  ],
};

/** The same seed gives the same minutes. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
/** How a minute is spent; the same arrays stand for all minutes of a kind, only their times move on. */
const kinds = ['asleep', 'dips', 'awake', 'ill'] as const;
type Kind = (typeof kinds)[number];
type Minute = Omit<Reading, 't'>[];
const minutesOfAKind = 32;

function minuteOf(kind: Kind, random: () => number): { wrist: Minute; ear: Minute } {
  const run = (of: (i: number) => number) => Float64Array.from({ length: 60 }, (_, i) => of(i));
  const sleeps = kind === 'asleep' || kind === 'dips';
  const dip = (i: number) => (kind === 'dips' && i % 30 > 4 && i % 30 < 16 ? 7 : 0);
  const beats = (sleeps ? 54 : 68) + (kind === 'ill' ? 18 : 0);
  const moved = () => Float64Array.of(sleeps ? 0 : Math.round(900 * random()));
  const warm = (count: number) =>
    Float64Array.from({ length: count }, () => (kind === 'ill' ? 38.4 : 36.4) + Math.round(4 * random()) / 10);
  return {
    wrist: [
      { channel: 'spo2', dt: 1000, values: run((i) => Math.round(95 - dip(i) + 3 * random())) },
      { channel: 'pulse', dt: 1000, values: run(() => Math.round(beats + 10 * random())) },
      { channel: 'temperature', dt: minuteMs, values: warm(1) },
      { channel: 'activity', dt: minuteMs, values: moved() },
    ],
    ear: [
      { channel: 'temperature', dt: minuteMs, values: warm(earMinutes) },
      { channel: 'activity', dt: minuteMs, values: Float64Array.from({ length: earMinutes }, () => moved()[0]!) },
    ],
  };
}
type Minutes = Record<Kind, { wrist: Minute; ear: Minute }[]>;
function madeMinutes(): Minutes {
  const random = noise(7);
  const made = (kind: Kind) => Array.from({ length: minutesOfAKind }, () => minuteOf(kind, random));
  return { asleep: made('asleep'), dips: made('dips'), awake: made('awake'), ill: made('ill') };
}
/** What somebody does in a minute since the first midnight; `who` moves the illness and the bad nights about. */
function kindAt(minute: number, who: number): Kind {
  const day = Math.floor(minute / dayMinutes) + who;
  const sleeps = minute % dayMinutes < 7 * 60;
  if (sleeps) return day % 3 === 0 ? 'dips' : 'asleep';
  return day % 30 === 20 ? 'ill' : 'awake';
}
/** Midnight in Korea. */
const start = Date.UTC(2026, 9, 20, 15);

/** The packets that arrive at the end of a minute: of the wrist, and each fifth of the ear. */
function packetsAt(minutes: Minutes, minute: number, who: number): Packet[] {
  const t = start + minute * minuteMs;
  const made = minutes[kindAt(minute, who)][minute % minutesOfAKind]!;
  const base = { subject: 'p', sent: t + minuteMs, received: t + minuteMs, clockOffset: 0, battery: 80, events: [] };
  // Every eighth afternoon the wrist device lies on the table.
  const worn = !(
    (Math.floor(minute / dayMinutes) + who) % 8 === 5 &&
    minute % dayMinutes > 800 &&
    minute % dayMinutes < 1000
  );
  const at = (readings: Minute, from: number): Reading[] => readings.map((reading) => ({ ...reading, t: from }));
  const packets: Packet[] = [{ ...base, device: 'wrist', seq: minute, worn, readings: at(made.wrist, t) }];
  if (minute % earMinutes === earMinutes - 1) {
    const from = t - (earMinutes - 1) * minuteMs;
    packets.push({
      ...base,
      device: 'ear',
      seq: Math.floor(minute / earMinutes),
      worn: true,
      readings: at(made.ear, from),
    });
  }
  return packets;
}

export interface DetectFigures {
  samplesPerSecond: number;
  /** Of a second of the processor's time, its collector's included: what a core of one's own would give. */
  processorSamplesPerSecond: number;
  packetsPerSecond: number;
  ceilingSamplesPerSecond: number;
  /** Watch over ceiling, 0..1. */
  ratio: number;
  findings: number;
  /** While the months were lived: every hour's, night's and day's work in it. */
  livedSamplesPerSecond: number;
  /** Of one person, as JSON, in the middle and at most, over the last three days of the months. */
  stateBytes: number;
  largestStateBytes: number;
  /** Suspected falls a second, each with 20 s of acceleration at 50 Hz, and the values that are in them. */
  fallsPerSecond: number;
  fallValuesPerSecond: number;
}

/** Suspected falls judged in a second: 20 s at 50 Hz of walking with one hard blow, so that the whole judge runs. */
function judgedFalls(seconds: number): number {
  const values = Float64Array.from({ length: 3000 }, (_, i) => {
    const at = Math.floor(i / 3) / 50 - 10;
    return [120, 90, 1000 + 250 * Math.sin(11 * at) + (Math.abs(at) < 0.06 ? 2500 : 0)][i % 3]!;
  });
  const readings = [{ channel: 'acceleration' as const, t: -10_000, dt: 20, values }];
  for (let i = 0; i < 200; i++) judgeFall(0, readings);
  let judged = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) if (judgeFall(0, readings)) judged++;
  return judged / ((performance.now() - began) / 1000);
}

interface Lived {
  states: string[];
  samplesPerSecond: number;
  findings: number;
  /** Sizes of the states, bytes, from small to large. */
  sizes: number[];
}
/** Lives with two devices from their first day on. The time of writing states down is not counted. */
function lives(minutes: Minutes, days: number, people: number): Lived {
  const lived: Lived = { states: [], samplesPerSecond: 0, findings: 0, sizes: [] };
  let elapsedMs = 0;
  for (let who = 0; who < people; who++) {
    const watch = createWatch('p');
    for (let from = 0; from < days * dayMinutes; from += 97) {
      const began = performance.now();
      for (let minute = from; minute < Math.min(from + 97, days * dayMinutes); minute++)
        for (const packet of packetsAt(minutes, minute, who))
          lived.findings += stepPacket(watch, packet, settings).findings.length;
      elapsedMs += performance.now() - began;
      if (from > (days - 3) * dayMinutes) lived.sizes.push(serialise(watch).length);
    }
    lived.states.push(serialise(watch));
  }
  lived.sizes.sort((a, b) => a - b);
  lived.samplesPerSecond = (people * days * dayMinutes * samplesAMinute) / (elapsedMs / 1000);
  return lived;
}

/** @param seconds how long to measure; @param people each with a state of her own; @param days lived before */
export function run(seconds = 5, people = 1000, days = 30): DetectFigures {
  const minutes = madeMinutes();
  const lived = lives(minutes, days, 4);
  const watches: WatchState[] = Array.from({ length: people }, (_, i) =>
    restore(lived.states[i % lived.states.length]!),
  );
  let { findings } = lived;
  let samples = 0;
  let packets = 0;
  let minute = days * dayMinutes;
  const advance = () => {
    const due = lived.states.map((_, who) => packetsAt(minutes, minute, who));
    watches.forEach((watch, i) => {
      for (const packet of due[i % due.length]!) findings += stepPacket(watch, packet, settings).findings.length;
    });
    packets += people * due[0]!.length;
    for (const { readings } of due[0]!) for (const { values } of readings) samples += people * values.length;
    minute++;
  };
  for (let round = 0; round < 20; round++) advance();
  samples = 0;
  packets = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) advance();
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const processorSeconds = (user + system) / 1e6;

  let total = 0;
  let summed = 0;
  const summing = performance.now();
  while (performance.now() - summing < 1000) {
    for (const { wrist } of minutes.awake) {
      for (const { values } of wrist) for (let i = 0; i < values.length; i++) total += values[i]!;
    }
    summed += minutesOfAKind * 122;
  }
  const ceiling = summed / ((performance.now() - summing) / 1000);
  if (!Number.isFinite(total)) throw new Error('the ceiling added up nothing');

  const fallsPerSecond = judgedFalls(1);
  const figures: DetectFigures = {
    samplesPerSecond: samples / elapsed,
    processorSamplesPerSecond: samples / processorSeconds,
    packetsPerSecond: packets / elapsed,
    ceilingSamplesPerSecond: ceiling,
    ratio: samples / elapsed / ceiling,
    findings,
    livedSamplesPerSecond: lived.samplesPerSecond,
    stateBytes: lived.sizes[lived.sizes.length >> 1]!,
    largestStateBytes: lived.sizes.at(-1)!,
    fallsPerSecond,
    fallValuesPerSecond: 3000 * fallsPerSecond,
  };
  const thousands = (value: number) => Math.round(value).toLocaleString('en');
  console.log(
    `watch     ${thousands(figures.samplesPerSecond)} samples/s (${thousands(figures.packetsPerSecond)} packets/s), one core, ${people} people of ${days} days`,
  );
  console.log(`          ${thousands(figures.processorSamplesPerSecond)} samples in a second of the processor's time`);
  console.log(
    `lived     ${thousands(figures.livedSamplesPerSecond)} samples/s while ${days} days were lived, each day's work in it`,
  );
  console.log(`summing   ${thousands(ceiling)} samples/s: the same arrays merely added up`);
  console.log(
    `falls     ${thousands(fallsPerSecond)} suspected falls/s (${thousands(figures.fallValuesPerSecond)} values/s), beside the watch`,
  );
  console.log(`ratio     ${figures.ratio.toFixed(3)}`);
  console.log(
    `state     ${thousands(figures.stateBytes)} bytes a person as JSON, ${thousands(figures.largestStateBytes)} at most; findings ${findings}`,
  );
  return figures;
}

if (import.meta.main) run();
