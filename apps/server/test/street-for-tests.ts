import { judgeFall } from '@munan/detectors';
import type { OutgoingEvent, OutgoingPacket } from '@munan/devices';
import type { Channel } from '@munan/flow';
import { fallSignal } from '@munan/simulator';
import { StubbornDevice } from './device-for-tests.ts';

/** One packet of each device speaks of so long: eight a second. */
export const periodMs = 125;
const residentCount = 20;
/** Who is sick has measured so long before her devices reach the server. */
const backlogMs = 150_000;

export interface Resident {
  name: string;
  number: number;
  subject: string;
  isSick: boolean;
  ear?: StubbornDevice;
  wrist?: StubbornDevice;
}

/** Twenty people whose forty devices measure by the wall clock, whether a server is there or not. */
export class Street {
  readonly residents: Resident[] = Array.from({ length: residentCount }, (_, number) => ({
    name: `p${number}`,
    number,
    subject: '',
    isSick: number < 3,
  }));
  startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  give(resident: Resident, kind: 'ear' | 'wrist', id: string, secret: string): void {
    resident[kind] = new StubbornDevice(id, secret, (seq) => packetAt(this, resident, kind, seq));
  }

  *devices(): Iterable<StubbornDevice> {
    for (const { ear, wrist } of this.residents) {
      if (ear) yield ear;
      if (wrist) yield wrist;
    }
  }

  connect(url: string): void {
    for (const device of this.devices()) device.connect(url);
  }

  hangUp(): void {
    for (const device of this.devices()) device.hangUp();
  }

  /** First moment that a resident's devices speak of. */
  beginOf({ isSick }: Resident): number {
    return this.startedAt - (isSick ? backlogMs : 0);
  }

  open(): void {
    this.startedAt = Math.floor(Date.now() / 1000) * 1000;
    this.#timer = setInterval(() => {
      const now = Date.now();
      for (const resident of this.residents) {
        // Each house in its own moment, so that a kill always finds some packets on their way.
        const due = Math.floor((now - this.beginOf(resident) - 6 * resident.number) / periodMs);
        resident.ear?.measureUntil(due);
        resident.wrist?.measureUntil(due);
      }
    }, 5);
  }

  stopMeasuring(): void {
    clearInterval(this.#timer);
  }

  close(): void {
    this.stopMeasuring();
    this.hangUp();
  }

  figures(): { made: number; acknowledged: number; resent: number; waiting: number } {
    const sum = { made: 0, acknowledged: 0, resent: 0, waiting: 0 };
    for (const { made, acknowledged, resent, waiting } of this.devices()) {
      sum.made += made;
      sum.acknowledged += acknowledged.size;
      sum.resent += resent;
      sum.waiting += waiting;
    }
    return sum;
  }
}

const spo2At = ({ isSick }: Resident, seq: number): number => (isSick ? 78 : 95) + (seq % 3);
const pulseAt = (seq: number): number => 66 + (seq % 7);
const activityAt = (seq: number): number => seq % 4;

/** Each presses her button now and then, and the second half of the street falls once. */
const pressesAt = ({ number }: Resident, seq: number): boolean => seq % 320 === 16 * number + 9;
const fallsAt = ({ number }: Resident, seq: number): boolean => number >= 10 && seq === 60 + 50 * (number - 10);

function fallEvent(resident: Resident, sent: number): OutgoingEvent {
  const { dt, impactMs, samples } = fallSignal(resident.number);
  const t = sent - (samples.length / 3) * dt;
  return { e: 'fall-suspected', t: t + impactMs, channels: [{ c: 'acceleration', t, dt, x: samples }] };
}

function packetAt(street: Street, resident: Resident, kind: 'ear' | 'wrist', seq: number): OutgoingPacket {
  const t = street.beginOf(resident) + seq * periodMs;
  const sent = t + periodMs;
  const base = { v: 1, seq, sent, battery: 80, worn: true } as const;
  if (kind === 'wrist') return { ...base, channels: [{ c: 'activity', t, dt: periodMs, x: [activityAt(seq)] }] };
  const events: OutgoingEvent[] = [];
  if (pressesAt(resident, seq)) events.push({ e: 'button', t });
  if (fallsAt(resident, seq)) events.push(fallEvent(resident, sent));
  return {
    ...base,
    channels: [
      { c: 'spo2', t, dt: periodMs, x: [spo2At(resident, seq)] },
      { c: 'pulse', t, dt: periodMs, x: [pulseAt(seq)] },
    ],
    ...(events.length > 0 ? { events } : {}),
  };
}

const seqsOf = (device: StubbornDevice | undefined): number[] =>
  Array.from({ length: device?.made ?? 0 }, (_, seq) => seq);

/** Time -> value of every sample that a resident's devices have measured, by channel. */
export function expectedSamples(street: Street, resident: Resident): Map<Channel, Map<number, number>> {
  const begin = street.beginOf(resident);
  const at = (seqs: number[], value: (seq: number) => number) =>
    new Map(seqs.map((seq) => [begin + seq * periodMs, value(seq)]));
  const ear = seqsOf(resident.ear);
  const samples = new Map<Channel, Map<number, number>>([
    ['spo2', at(ear, (seq) => spo2At(resident, seq))],
    ['pulse', at(ear, pulseAt)],
    ['activity', at(seqsOf(resident.wrist), activityAt)],
  ]);
  const fall = ear.find((seq) => fallsAt(resident, seq));
  if (fall !== undefined) {
    const { t, dt, x } = fallEvent(resident, begin + (fall + 1) * periodMs).channels![0]!;
    samples.set('acceleration', new Map(Array.from({ length: x.length / 3 }, (_, i) => [t + i * dt, Number.NaN])));
  }
  return samples;
}

/** Minutes in which a button was pressed, and the moments of what the detector takes for falls. */
export function expectedSafety(street: Street, resident: Resident): { buttonMinutes: number[]; falls: number[] } {
  const begin = street.beginOf(resident);
  const seqs = seqsOf(resident.ear);
  const presses = seqs.filter((seq) => pressesAt(resident, seq)).map((seq) => begin + seq * periodMs);
  const falls = seqs
    .filter((seq) => fallsAt(resident, seq))
    .map((seq) => fallEvent(resident, begin + (seq + 1) * periodMs))
    .filter(({ t, channels = [] }) => {
      const readings = channels.map(({ c, t, dt, x }) => ({
        channel: c,
        t,
        dt,
        values: Float64Array.from(x as Int16Array),
      }));
      return judgeFall(t, readings)?.isFall;
    })
    .map(({ t }) => t);
  return { buttonMinutes: [...new Set(presses.map((t) => Math.floor(t / 60_000)))].sort(), falls: falls.sort() };
}
