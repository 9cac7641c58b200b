import type { OutgoingChannel, OutgoingEvent } from '@munan/devices';
import type { Channel } from '@munan/flow';
import type { Body, DeviceKind } from '../body/body.ts';
import { fallSignal } from '../body/fall.ts';

const secondMs = 1_000;
const minuteMs = 60_000;

/** Moments k * stepMs with from < moment <= to. */
function moments(from: number, to: number, stepMs: number): number[] {
  const list: number[] = [];
  for (let k = Math.floor(from / stepMs) + 1; k * stepMs <= to; k++) list.push(k * stepMs);
  return list;
}

function channel(c: Channel, at: number[], dt: number, value: (t: number) => number): OutgoingChannel[] {
  return at.length === 0 ? [] : [{ c, t: at[0]!, dt, x: Float64Array.from(at, value) }];
}

/**
 * What a device measured from `from` up to `to`, host time: the wrist SpO2 and pulse each second and activity each minute,
 * the ear temperature every `temperatureMs` and activity and steps each minute. A minute's counts come when it is over.
 */
export function measure(
  body: Body,
  kind: DeviceKind,
  from: number,
  to: number,
  temperatureMs: number = minuteMs,
): OutgoingChannel[] {
  const worn = body.worn(kind, to);
  const minutes = moments(from - minuteMs, to - minuteMs, minuteMs);
  const activity = channel('activity', minutes, minuteMs, (t) => body.activity(kind, t));
  if (kind === 'wrist') {
    if (!worn) return activity;
    const seconds = moments(from - secondMs, to - secondMs, secondMs);
    return [
      ...channel('spo2', seconds, secondMs, (t) => body.spo2(t)),
      ...channel('pulse', seconds, secondMs, (t) => body.pulse(t)),
      ...activity,
    ];
  }
  return [
    ...channel('temperature', moments(from, to, temperatureMs), temperatureMs, (t) => body.temperature(t)),
    ...activity,
    ...(worn ? channel('steps', minutes, minuteMs, (t) => body.steps(t)) : []),
  ];
}

/** The minutes of a past stretch, one sample each; what was not worn is missing. */
export function measurePast(body: Body, kind: DeviceKind, from: number, to: number): OutgoingChannel[] {
  const minutes = moments(from - 1, to - 1, minuteMs);
  const whileWorn = (value: (t: number) => number) => (t: number) => (body.worn(kind, t) ? value(t) : Number.NaN);
  if (kind === 'wrist') {
    return [
      ...channel(
        'spo2',
        minutes,
        minuteMs,
        whileWorn((t) => body.spo2(t)),
      ),
      ...channel(
        'pulse',
        minutes,
        minuteMs,
        whileWorn((t) => body.pulse(t)),
      ),
      ...channel(
        'activity',
        minutes,
        minuteMs,
        whileWorn((t) => body.activity(kind, t)),
      ),
    ];
  }
  return [
    ...channel(
      'temperature',
      minutes,
      minuteMs,
      whileWorn((t) => body.temperature(t)),
    ),
    ...channel(
      'activity',
      minutes,
      minuteMs,
      whileWorn((t) => body.activity(kind, t)),
    ),
    ...channel(
      'steps',
      minutes,
      minuteMs,
      whileWorn((t) => body.steps(t)),
    ),
  ];
}

/** After the impact the ear device writes on for this long before it reports, so that the stillness is seen. */
const afterImpactMs = 10_000;

/** When what happens to this body is reported by the ear device, host time, in (from, to]. */
export function eventsDue(body: Body, from: number, to: number): number[] {
  return body.episodes
    .filter(({ kind }) => kind === 'fall' || kind === 'button')
    .map((one) => one.from + (one.kind === 'fall' ? afterImpactMs : 0))
    .filter((at) => at > from && at <= to);
}

/** Events that the ear device reports in (from, to], host time. */
export function measureEvents(body: Body, from: number, to: number): OutgoingEvent[] {
  const events: OutgoingEvent[] = [];
  for (const one of body.episodes) {
    const due = one.kind === 'fall' ? one.from + afterImpactMs : one.from;
    if (due <= from || due > to) continue;
    if (one.kind === 'button') events.push({ e: 'button', t: one.from });
    if (one.kind === 'fall') {
      const { dt, impactMs, samples } = fallSignal(body.seedAt(one.from));
      events.push({
        e: 'fall-suspected',
        t: one.from,
        channels: [{ c: 'acceleration', t: one.from - impactMs, dt, x: samples }],
      });
    }
  }
  return events;
}
