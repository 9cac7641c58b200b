import { type DeviceEvent, type Finding, type Packet, packetSpan } from '@munan/flow';
import { defaultLatenessMs, eventLatenessMs } from '@munan/vitals';
import type { WatchSettings } from '../detector.ts';
import { longerMs } from '../minutes.ts';
import { contactDue, type Home, stepContact, tickContact } from '../silence/contact.ts';
import { stepSilence } from '../silence/silence.ts';
import { judgeEvents, judgeReadings } from './judge.ts';
import { arrange, noteLate, order, release, standingOf } from './order.ts';
import { type DeviceState, deviceOf, findDevice, type WatchState } from './state.ts';

/**
 * Judges a packet that was committed. Pure: the state is changed in place and nothing else is touched.
 *
 * `late` says that its readings were not judged here, since they are older than the channel's lateness or than what was
 * judged already: they are for `judgeHistory` over the stored series. Its events are judged all the same; a finding whose
 * moment lies back further than its lateness (10 min, more where packets are of many minutes, events 60 min) has `live: false`.
 * A packet that came before gives nothing.
 */
export function stepPacket(
  state: WatchState,
  given: Packet,
  settings: WatchSettings,
): { findings: Finding[]; late: boolean } {
  const packet = notAhead(given);
  const { device, received } = packet;
  // Whatever the passing of time has brought since the last beat comes first, so that how often one ticks changes nothing.
  const findings = tick(state, received, settings);
  const known = deviceOf(state, device, settings.devices);
  const source = { subject: state.subject, device };
  const spokeAt = Math.min(received, packet.sent + packet.clockOffset);
  findings.push(...stepContact(homeOf(state, settings, device), device, known.silence, received, spokeAt));

  const { to } = packetSpan(packet);
  const standing = standingOf(known.order, packet, to, defaultLatenessMs);
  if (standing === 'repeat') return { findings, late: false };
  const timely = { kind: 'timely', received, timely: standing !== 'late', behindMs: received - to } as const;
  findings.push(...stepSilence(known.silence, timely, source, settings));
  for (const finding of judgeEvents(state, device, packet.events, settings))
    findings.push(markedLive(finding, received, eventLatenessMs));
  if (standing === 'late') {
    noteLate(known.order, packet.seq);
    return { findings, late: true };
  }
  // Waiting packets are part of the state: their events, judged already, would only make it large.
  const readings = packet.events.length > 0 ? { ...packet, events: [] } : packet;
  if (standing === 'fills') {
    noteLate(known.order, packet.seq);
    judgeInto(findings, state, known, readings, settings, received);
  } else {
    for (const ready of arrange(known.order, readings)) judgeInto(findings, state, known, ready, settings, received);
  }
  return { findings, late: false };
}

/**
 * An event of moments to come has happened by now, whatever its device's clock says: a pressed button is called, and not at a
 * time years ahead, where whoever counts calls a day would follow it.
 */
function notAhead(packet: Packet): Packet {
  const { received, events } = packet;
  const isAhead = ({ t }: DeviceEvent) => t > received + order.mostAheadMs && t < Number.POSITIVE_INFINITY;
  if (!events.some(isAhead)) return packet;
  const brought = (event: DeviceEvent): DeviceEvent => ({
    ...event,
    t: received,
    readings: event.readings.map((reading) => ({ ...reading, t: reading.t - event.t + received })),
  });
  return { ...packet, events: events.map((event) => (isAhead(event) ? brought(event) : event)) };
}

function judgeInto(
  findings: Finding[],
  state: WatchState,
  known: DeviceState,
  packet: Packet,
  settings: WatchSettings,
  now: number,
): void {
  // A packet of ten minutes is not late: it could not come earlier, and its minutes wait for another as long.
  const before = longerMs(state.minutes);
  for (const finding of judgeReadings(state, known, packet, settings)) {
    const latenessMs = defaultLatenessMs + 2 * Math.max(before, longerMs(state.minutes));
    findings.push(markedLive(finding, now, finding.detector === 'fall' ? eventLatenessMs : latenessMs));
  }
}

/** Findings about a moment long past are history. Their end is told when it is known, whenever it was. */
function markedLive(finding: Finding, now: number, latenessMs: number): Finding {
  return finding.phase === 'ended' || finding.at >= now - latenessMs ? finding : { ...finding, live: false };
}

/** Judges what only the passing of time decides: packets that waited long enough, and silence. `now` is server time. */
export function tick(state: WatchState, now: number, settings: WatchSettings): Finding[] {
  const findings: Finding[] = [];
  for (const device of Object.keys(state.devices)) {
    const known = state.devices[device]!;
    if (known.order.releaseAt !== null && known.order.releaseAt <= now) {
      for (const ready of release(known.order, now)) judgeInto(findings, state, known, ready, settings, now);
    }
  }
  if (lostDue(state, settings, now)) findings.push(...tickContact(homeOf(state, settings), now, settings));
  return findings;
}

function lostDue(state: WatchState, settings: WatchSettings, now: number): boolean {
  for (const { id } of settings.devices) {
    const known = findDevice(state, id);
    const due = known && contactDue(known.silence, settings);
    if (due !== undefined && due <= now) return true;
  }
  return false;
}

/** Her devices that were heard once; `also` is one that speaks now, whosever it is by the settings. */
function homeOf(state: WatchState, settings: WatchSettings, also?: string): Home {
  const ids = settings.devices.map(({ id }) => id);
  if (also !== undefined && !ids.includes(also)) ids.push(also);
  const devices = ids.flatMap((id) => {
    const known = findDevice(state, id);
    return known ? [{ id, silence: known.silence, openSign: openSignOf(state, known) }] : [];
  });
  return { subject: state.subject, minutes: state.minutes, devices };
}
/** A bad sign that was open when a device was last heard. */
function openSignOf({ fall }: WatchState, { lowOxygen, pulse }: DeviceState): string | undefined {
  if (fall.fallen.length > 0) return 'fall';
  if (lowOxygen.open) return 'low-oxygen';
  if (pulse.fast.open) return 'fast-pulse';
  return pulse.slow.open ? 'slow-pulse' : undefined;
}

/** When `tick` next matters, Unix ms; undefined when only a packet can change anything. */
export function nextDue(state: WatchState, settings: WatchSettings): number | undefined {
  let next: number | undefined;
  const earliest = (due: number | null | undefined) => {
    if (due !== null && due !== undefined && (next === undefined || due < next)) next = due;
  };
  for (const known of Object.values(state.devices)) earliest(known.order.releaseAt);
  for (const { id } of settings.devices) {
    const known = findDevice(state, id);
    if (known) earliest(contactDue(known.silence, settings));
  }
  return next;
}
