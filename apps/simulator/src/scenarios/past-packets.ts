import type { Channel, Packet, Reading } from '@munan/flow';
import type { Body, DeviceKind } from '../body/body.ts';

const secondMs = 1000;
const minuteMs = 60_000;
const packetMs = 5 * minuteMs;
/** As often as shows each pause of a breath, in a night; a minute by day, so that weeks are made in a moment. */
const nightMs = 5 * secondMs;
const arrivesAfterMs = 2 * secondMs;

export interface PastDevice {
  id: string;
  kind: DeviceKind;
}

function reading(channel: Channel, from: number, to: number, dt: number, at: (t: number) => number): Reading {
  return { channel, t: from, dt, values: Float64Array.from({ length: (to - from) / dt }, (_, i) => at(from + i * dt)) };
}

/**
 * What the devices of one simulated person sent in the past, as the server would have had it then: in the order of arrival, five
 * minutes a packet. `from` and `to` are Unix ms and whole minutes; of SpO2 a sample each 5 s while she sleeps, of everything else one a
 * minute; missing while a device lies on its charger.
 */
export function* pastPackets(
  subject: string,
  body: Body,
  devices: readonly PastDevice[],
  from: number,
  to: number,
): Generator<Packet> {
  // Below the numbers of the same devices when they are alive: those begin at the Unix time in ms.
  const firstSeq = Math.floor(from / secondMs);
  let count = 0;
  for (let start = from; start < to; start += packetMs) {
    const end = Math.min(to, start + packetMs);
    const isNight = body.doing(start) === 'asleep' || body.doing(end) === 'asleep';
    for (const [index, { id, kind }] of devices.entries()) {
      const battery = body.findBattery(kind, end);
      if (battery === undefined) continue;
      const whileWorn = (value: (t: number) => number) => (t: number) => (body.worn(kind, t) ? value(t) : Number.NaN);
      const read = (channel: Channel, dt: number, value: (t: number) => number) =>
        reading(channel, start, end, dt, whileWorn(value));
      yield {
        ...{ device: id, subject, seq: firstSeq + count, sent: end, clockOffset: 0, battery },
        received: end + arrivesAfterMs + index * secondMs,
        worn: body.worn(kind, end),
        events: [],
        readings:
          kind === 'wrist'
            ? [
                read('spo2', isNight ? nightMs : minuteMs, (t) => body.spo2(t)),
                read('pulse', minuteMs, (t) => body.pulse(t)),
                read('activity', minuteMs, (t) => body.activity(kind, t)),
              ]
            : [
                read('temperature', minuteMs, (t) => body.temperature(t)),
                read('activity', minuteMs, (t) => body.activity(kind, t)),
                read('steps', minuteMs, (t) => body.steps(t)),
              ],
      };
    }
    count++;
  }
}
