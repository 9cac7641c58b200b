import { type BoardPerson, type Channel, type ChannelNow, channels, type Freshness } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';
import { presentScore } from '../score/score.ts';
import { presentSilence } from '../silence/silence.ts';
import { findDevice, type WatchState } from './state.ts';

/** How old a value may be and still be shown as the present one, ms: what is measured each second, and what each minute. */
export const liveWithinMs: Record<Exclude<Channel, 'acceleration'>, number> = {
  spo2: 3 * minuteMs,
  pulse: 3 * minuteMs,
  temperature: 10 * minuteMs,
  activity: 10 * minuteMs,
  steps: 10 * minuteMs,
};

/** A person's row of the board, as far as the watch knows it. A stale value keeps its time: the screen says how old it is. */
export type Present = Pick<BoardPerson, 'channels' | 'silence' | 'news2' | 'lastContact'>;

export function present(state: WatchState, now: number, settings: WatchSettings): Present {
  const assigned = settings.devices.map(({ id }) => ({ id, known: findDevice(state, id) }));
  const shown: ChannelNow[] = [];
  for (const channel of channels) {
    if (channel === 'acceleration') continue;
    let newest: ChannelNow = { channel, freshness: 'none' };
    for (const { known } of assigned) {
      const latest = known?.latest[channel];
      if (!known || !latest || (newest.t !== undefined && newest.t >= latest[0])) continue;
      const dead =
        channel === 'temperature'
          ? (known.silence.stuckTemperature ?? null) !== null
          : known.silence.stuck !== null && (channel === 'spo2' || channel === 'pulse');
      const out = channel === 'temperature' && known.temperature.outSince !== null;
      const live = known.worn && !dead && !out && now - latest[0] <= liveWithinMs[channel];
      const freshness: Freshness = live ? 'live' : 'stale';
      newest = { channel, value: latest[1], t: latest[0], freshness };
    }
    shown.push(newest);
  }
  const heard = assigned.flatMap(({ known }) => known?.silence.lastReceived ?? []);
  return {
    channels: shown,
    silence: assigned.flatMap(({ id, known }) => presentSilence(known?.silence, id, now, settings)),
    news2: presentScore(state.minutes, now, settings),
    lastContact: heard.length > 0 ? Math.max(...heard) : undefined,
  };
}
