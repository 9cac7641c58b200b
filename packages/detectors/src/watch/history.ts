import { type Finding, type Packet, packetSpan } from '@munan/flow';
import type { WatchSettings } from '../detector.ts';
import { closeMinutes } from '../minutes.ts';
import { judgeEvents, judgeMinute, judgeReadings } from './judge.ts';
import { createWatch, deviceOf } from './state.ts';

/**
 * Judges a stretch of stored packets of one person from a fresh state, in event order whatever order they are given in. All its
 * findings are history (`live: false`); one that was found live already has the same id. Begin the stretch well before
 * what is new (an hour; the danger hours for no movement): a sign that began before it begins with it.
 * Silence as such is not judged: what was silent then has arrived since.
 */
export function judgeHistory(subject: string, packets: readonly Packet[], settings: WatchSettings): Finding[] {
  const { long: _, ...state } = createWatch(subject);
  const seen = new Set<string>();
  // An event may be told long after its moment; the readings of its packet are of their own time.
  const spans = packets.map((packet) => ({ packet, ...packetSpan({ ...packet, events: [] }) }));
  // Packets of one device that begin at the same moment are in the order of their numbers.
  spans.sort((a, b) => a.from - b.from || a.to - b.to || a.packet.seq - b.packet.seq);
  const findings: Finding[] = [];
  for (const { packet } of spans) {
    const name = `${packet.seq} ${packet.device}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const known = deviceOf(state, packet.device, settings.devices);
    findings.push(...judgeEvents(state, packet.device, packet.events, settings));
    findings.push(...judgeReadings(state, known, { ...packet, events: [] }, settings));
  }
  closeMinutes(state.minutes, (minute) => judgeMinute(state, minute, settings, findings), true);
  return findings.map((finding) => ({ ...finding, live: false }));
}
