import { type DeviceEvent, type Finding, type Packet, packetSpan } from '@munan/flow';
import { vitals } from '@munan/vitals';
import { button } from '../button/button.ts';
import type { WatchSettings } from '../detector.ts';
import { afterFall, fall, stepAfterFall } from '../fall/fall.ts';
import { type HalfMinute, isMedianChannel, stepHalfMinutes } from '../half-minutes.ts';
import { lowOxygen } from '../low-oxygen/low-oxygen.ts';
import {
  addHandling,
  addMedian,
  addMovement,
  addOxygen,
  addSpan,
  closeMinutes,
  type Minute,
  minutesWithin,
} from '../minutes.ts';
import { noMovement } from '../no-movement/no-movement.ts';
import { type OxygenTold, startOxygen, stepOxygenReading } from '../oxygen/oxygen-minute.ts';
import { pulse, restingPulse } from '../pulse/pulse.ts';
import { score, scoreWindowMs } from '../score/score.ts';
import { stepSilence } from '../silence/silence.ts';
import { temperature } from '../temperature/temperature.ts';
import { drawUsual } from './draw-usual.ts';
import { stepLong } from './minute-detectors.ts';
import type { DeviceState, WatchState } from './state.ts';

/** Events need no order: a fall is judged the moment it arrives. */
export function judgeEvents(
  state: WatchState,
  device: string,
  events: readonly DeviceEvent[],
  settings: WatchSettings,
) {
  const source = { subject: state.subject, device };
  const findings: Finding[] = [];
  for (const event of events) {
    if (!Number.isFinite(event.t)) continue;
    findings.push(
      ...fall.step(state.fall, event, source, settings),
      ...button.step(state.button, event, source, settings),
    );
  }
  drawUsual(findings, state.long, settings);
  return findings;
}

/** Reused: one packet is judged at a time. */
const halves: HalfMinute[] = [];
const oxygenTold: OxygenTold[] = [];

/** Judges the readings of a packet in its device's order. Event time throughout. */
export function judgeReadings(
  state: WatchState,
  known: DeviceState,
  packet: Packet,
  settings: WatchSettings,
): Finding[] {
  const findings: Finding[] = [];
  const { device } = packet;
  const source = { subject: state.subject, device };
  const { from, to } = packetSpan(packet);
  const worn = packet.worn ?? known.worn;
  if (worn !== known.worn) {
    addHandling(state.minutes, from);
    known.worn = worn;
  }
  halves.length = 0;
  oxygenTold.length = 0;
  for (const reading of packet.readings) {
    const { channel } = reading;
    const end = reading.t + reading.values.length * reading.dt;
    if (channel === 'acceleration' || !Number.isFinite(end)) continue;
    if (end > known.order.judgedTo) known.order.judgedTo = end;
    // What a device says of a body that it does not touch is not about that body.
    if (!worn) continue;
    if (channel === 'spo2') {
      known.oxygen ??= startOxygen();
      stepOxygenReading(known.oxygen, known.halves.spo2, reading, halves, oxygenTold);
      const { last, lastAt } = known.halves.spo2;
      if (last !== null) known.latest.spo2 = [lastAt, last];
    } else if (isMedianChannel(channel)) {
      stepHalfMinutes(known.halves[channel], channel, reading, halves);
      const { last, lastAt } = known.halves[channel];
      if (last !== null) known.latest[channel] = [lastAt, last];
    } else {
      const kind = channel === 'activity' ? 'counts' : 'steps';
      addMovement(state.minutes, device, kind, reading, vitals[channel].plausible.max);
      const value = reading.values[reading.values.length - 1];
      if (value !== undefined && value >= 0) known.latest[channel] = [end, value];
    }
  }
  // One packet may hold ten minutes, the next one: channels are judged side by side, not one after the other.
  if (halves.length > 1) halves.sort((a, b) => a.from - b.from || (a.channel < b.channel ? -1 : 1));
  for (const half of halves) judgeHalf(state, known, half, source, settings, findings);
  for (const told of oxygenTold) addOxygen(state.minutes, device, told);

  const { outSince } = known.temperature;
  const told = {
    kind: 'told',
    from,
    to,
    battery: packet.battery,
    worn: packet.worn,
    outSince,
    latest: known.latest,
  } as const;
  findings.push(...stepSilence(known.silence, told, source, settings));
  addSpan(state.minutes, from, to);
  closeMinutes(state.minutes, (minute) => judgeMinute(state, minute, settings, findings));
  drawUsual(findings, state.long, settings);
  return findings;
}

function judgeHalf(
  state: WatchState,
  known: DeviceState,
  half: HalfMinute,
  source: { subject: string; device: string },
  settings: WatchSettings,
  findings: Finding[],
): void {
  push(findings, stepSilence(known.silence, { kind: 'half', half }, source, settings));
  if (half.channel === 'temperature') {
    if (known.silence.stuckTemperature) return;
    push(findings, temperature.step(known.temperature, half, source, settings));
    if (known.temperature.inEar) addMedian(state.minutes, source.device, half);
    return;
  }
  // A dead sensor's last value, sent again as fresh, neither raises nor clears.
  if (known.silence.stuck) return;
  addMedian(state.minutes, source.device, half);
  if (half.channel === 'spo2') push(findings, lowOxygen.step(known.lowOxygen, half, source, settings));
  else push(findings, pulse.step(known.pulse, half, source, settings));
}
function push(findings: Finding[], more: Finding[]): void {
  for (const finding of more) findings.push(finding);
}

/** What all devices of the person say together about one minute. */
export function judgeMinute(state: WatchState, minute: Minute, settings: WatchSettings, findings: Finding[]): void {
  const source = { subject: state.subject };
  push(findings, noMovement.step(state.noMovement, minute, source, settings));
  push(findings, restingPulse.step(state.restingPulse, minute, source, settings));
  const until = minute.from + 1;
  if (state.fall.fallen.length > 0) {
    const recent = minutesWithin(state.minutes, minute.from - afterFall.untilMs, until, true);
    push(findings, stepAfterFall(state.fall, { minute, recent }, state.subject));
  }
  const recent = minutesWithin(state.minutes, minute.from - scoreWindowMs + 1, until, true);
  push(findings, score.step(state.score, { minute, recent }, source, settings));
  if (state.long) push(findings, stepLong(state.long, minute, source, settings));
}
