import { samplesWidth } from '@munan/flow';
import { vitals } from '@munan/vitals';
import { decodePacket, guessFormat, type PacketFormat } from './decode.ts';
import type { Manifest } from './manifest.ts';
import type { RawChannel, RawPacket } from './raw-packet.ts';
import type { RefusalCode } from './refusals.ts';

/** One recorded packet, in the order in which the device built them. */
export interface Capture {
  bytes: Uint8Array;
  format?: PacketFormat;
}

export type ConformanceCode =
  | RefusalCode
  | 'seq-repeated'
  | 'seq-not-growing'
  | 'seq-gap'
  | 'sent-goes-back'
  | 'ignored'
  | 'samples-overlap'
  | 'implausible'
  | 'channel-not-in-manifest'
  | 'period-not-in-manifest'
  | 'event-not-in-manifest'
  | 'fall-without-acceleration'
  | 'battery-never-told';

export interface ConformanceFinding {
  /** Which capture, from 0. */
  index: number;
  /** An `error` keeps a device from being admitted; a `warning` is to be explained. */
  grade: 'error' | 'warning';
  code: ConformanceCode;
  detail: string;
}

/** A fall is judged on what came before and after the blow. */
const fallSeconds = 15;

/**
 * Holds recorded packets of one device against the protocol and, where given, its maker's manifest.
 * @returns what was found, in the order of the packets; an empty list is a device that conforms as far as was recorded.
 */
export function conformance(captures: readonly Capture[], manifest?: Manifest): ConformanceFinding[] {
  const findings: ConformanceFinding[] = [];
  const seen = new Map<number, string>();
  const ends = new Map<string, number>();
  let last: RawPacket | undefined;
  let batteryTold = false;
  captures.forEach(({ bytes, format = guessFormat(bytes) }, index) => {
    const say = (grade: ConformanceFinding['grade'], code: ConformanceCode, detail: string) => {
      findings.push({ index, grade, code, detail });
    };
    const decoded = decodePacket(bytes, format);
    if (!decoded.ok) {
      say('error', decoded.code, decoded.detail);
      return;
    }
    const { raw } = decoded;
    const content = bytes.join();
    if (seen.has(raw.seq)) {
      // The very same bytes are a resend, as the protocol asks for.
      if (seen.get(raw.seq) !== content) {
        say('error', 'seq-repeated', `seq ${raw.seq} was used before for another packet; a seq is used once.`);
      }
      return;
    }
    seen.set(raw.seq, content);
    batteryTold ||= raw.battery !== undefined;
    if (last) checkOrder(raw, last, say);
    last = raw;
    for (const code of raw.ignored) {
      say('warning', 'ignored', `The ${code} is not of version 1 and is left out of the series.`);
    }
    for (const run of raw.channels) {
      checkRun(run, manifest, say);
      checkOverlap(run, ends, say);
    }
    checkEvents(raw, manifest, say);
  });
  if (last && manifest?.battery.reported && !batteryTold) {
    const detail = 'The manifest promises battery; no packet tells it.';
    findings.push({ index: captures.length - 1, grade: 'error', code: 'battery-never-told', detail });
  }
  return findings;
}

type Say = (grade: ConformanceFinding['grade'], code: ConformanceCode, detail: string) => void;

function checkOrder(raw: RawPacket, last: RawPacket, say: Say): void {
  if (raw.seq < last.seq) {
    say('error', 'seq-not-growing', `seq ${raw.seq} follows ${last.seq}; it grows by one with each packet built.`);
  } else if (raw.seq > last.seq + 1) {
    const missing = raw.seq - last.seq - 1;
    say('warning', 'seq-gap', `${missing} packets are missing between seq ${last.seq} and ${raw.seq}.`);
  }
  if (raw.sent < last.sent) {
    const detail = `sent ${raw.sent} is before ${last.sent} of the packet before; only a set clock explains that.`;
    say('warning', 'sent-goes-back', detail);
  }
}

function checkRun(run: RawChannel, manifest: Manifest | undefined, say: Say): void {
  const { min, max } = vitals[run.c].plausible;
  const outside = run.x.find((value) => value < min || value > max);
  if (outside !== undefined) {
    say('warning', 'implausible', `A sample of ${run.c} is ${outside}; ${min} to ${max} is plausible.`);
  }
  if (!manifest) return;
  const promised = manifest.channels.filter(({ channel }) => channel === run.c);
  if (promised.length === 0) {
    say('error', 'channel-not-in-manifest', `The channel ${run.c} is sent; the manifest does not name it.`);
  } else if (run.x.length > samplesWidth[run.c] && !promised.some(({ periodMs }) => periodMs === run.dt)) {
    const periods = promised.map(({ periodMs }) => `${periodMs} ms`).join(', ');
    say('error', 'period-not-in-manifest', `The period of ${run.c} is ${run.dt} ms; the manifest says ${periods}.`);
  }
}

function checkOverlap(run: RawChannel, ends: Map<string, number>, say: Say): void {
  const end = ends.get(run.c);
  if (end !== undefined && run.t < end) {
    say('error', 'samples-overlap', `The samples of ${run.c} begin at ${run.t}; those before reach to ${end}.`);
  }
  ends.set(run.c, Math.max(end ?? 0, run.t + (run.x.length / samplesWidth[run.c]) * run.dt));
}

function checkEvents(raw: RawPacket, manifest: Manifest | undefined, say: Say): void {
  for (const { e, channels } of raw.events) {
    if (manifest && !manifest.events.includes(e)) {
      say('error', 'event-not-in-manifest', `The event ${e} is sent; the manifest does not name it.`);
    }
    for (const run of channels) checkRun(run, manifest, say);
    if (e !== 'fall-suspected') continue;
    const seconds = channels
      .filter(({ c }) => c === 'acceleration')
      .reduce((sum, { x, dt }) => sum + ((x.length / 3) * dt) / 1000, 0);
    if (seconds < fallSeconds) {
      const detail = `A suspected fall comes with ${seconds} s of acceleration; about 20 s around it are expected.`;
      say('error', 'fall-without-acceleration', detail);
    }
  }
}
