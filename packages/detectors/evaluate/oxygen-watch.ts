/** Tracks of a recording through the whole watch, a packet a minute, as a device would send them. */
import type { Channel, Finding, NightFigures, Packet, Reading } from '@munan/flow';
import { createWatch, stepPacket, type WatchSettings } from '../src/index.ts';
import { overview } from '../src/watch/overview.ts';

const minuteMs = 60_000;
export const plainSettings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [{ id: 'd', kind: 'test' }],
  zoneOffsetMinutes: 0,
};
export interface Track {
  channel: Channel;
  dtMs: number;
  values: Float64Array;
}
/** `start` Unix ms. The packets end where the longest track ends; with `morning`, a last one comes at noon of the day after. */
export function watched(
  tracks: readonly Track[],
  start: number,
  options: { morning?: boolean } = {},
): { findings: Finding[]; nights: NightFigures[] } {
  const state = createWatch('p');
  const findings: Finding[] = [];
  const minutes = Math.max(...tracks.map(({ values, dtMs }) => Math.ceil((values.length * dtMs) / minuteMs)));
  const send = (seq: number, t: number, readings: Reading[]) => {
    const packet: Packet = {
      device: 'd',
      subject: 'p',
      seq,
      sent: t + minuteMs,
      received: t + minuteMs,
      clockOffset: 0,
      worn: true,
      readings,
      events: [],
    };
    findings.push(...stepPacket(state, packet, plainSettings).findings);
  };
  for (let minute = 0; minute < minutes; minute++) {
    const readings = tracks.flatMap(({ channel, dtMs, values }): Reading[] => {
      const from = Math.ceil((minute * minuteMs) / dtMs);
      const to = Math.min(values.length, Math.ceil(((minute + 1) * minuteMs) / dtMs));
      return to > from ? [{ channel, t: start + from * dtMs, dt: dtMs, values: values.slice(from, to) }] : [];
    });
    if (readings.length > 0) send(minute, start + minute * minuteMs, readings);
  }
  if (options.morning) {
    const noon = (Math.floor((start + minutes * minuteMs - 1) / 86_400_000) + 0.5) * 86_400_000;
    for (let i = 0; i < 6; i++) {
      const t = noon + i * minuteMs;
      send(minutes + i, t, [{ channel: 'pulse', t, dt: minuteMs, values: Float64Array.of(70 + (i % 2)) }]);
    }
  }
  const { nights } = overview(state, start + minutes * minuteMs, plainSettings);
  return { findings, nights };
}
/** That a recording ends is no silence of a device. */
export const saidOf = (findings: readonly Finding[]) =>
  findings.filter(({ phase, family }) => phase !== 'ended' && family !== 'silence');
