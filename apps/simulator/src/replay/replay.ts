import { encodePacket } from '@munan/devices';
import type { Channel } from '@munan/flow';
import { samplesWidth } from '@munan/flow';
import { type Clock, systemClock } from '@munan/runtime';
import { defaultLatenessMs, eventLatenessMs } from '@munan/vitals';
import { type Link, openLink } from '../devices/link.ts';
import { type ReadOptions, readRecording } from './formats.ts';
import { type Parcel, parcelsOf } from './parcels.ts';
import { ReplayError } from './replay-error.ts';

export interface ReplayOptions extends ReadOptions {
  /** File or folder. */
  path: string;
  /** e.g. `mqtt://127.0.0.1:1883`. */
  mqttUrl: string;
  /** A device of a test person; its id and secret. */
  device: string;
  secret: string;
  /**
   * How much faster than real time the recording is *sent*; `Infinity` as fast as it is acknowledged. The samples keep
   * their own spacing at any speed: nothing is squeezed. The recording is placed so that its last sample is measured at
   * the moment it is sent, so at speed 1 it is live throughout. Faster, its beginning lies in the past: what is then older
   * than the lateness that its channel allows (10 min; a suspected fall 60 min) is judged as history and raises no alarm.
   * A recording of up to ten minutes is therefore judged live at any speed.
   */
  speed?: number;
  clock?: Clock;
  signal?: AbortSignal;
  /** After each acknowledged packet. */
  onSent?(sent: number, of: number): void;
}

export interface ReplaySummary {
  format: string;
  title: string;
  notes: string[];
  /** Where the recording was placed, Unix ms. */
  from: number;
  to: number;
  recordedSeconds: number;
  speed: number;
  packets: number;
  /** Packets whose newest sample was already beyond its lateness when sent: history, no live alarm. */
  latePackets: number;
  events: number;
  /** Samples that are not missing. */
  samples: Partial<Record<Channel, number>>;
}

/**
 * Sends a recording through the real protocol, as a device of a test person, and waits for every acknowledgement.
 * @throws ReplayError: the file, an option, a refused device or a server that cannot be reached, in one line.
 */
export async function replay(options: ReplayOptions): Promise<ReplaySummary> {
  const { mqttUrl, device, secret, clock = systemClock, speed = 1, signal } = options;
  if (!(speed > 0)) throw new ReplayError('bad-option', `speed must be a number above 0, not ${speed}`);
  const recording = readRecording(options.path, options);
  const link = await openRefusingLink(mqttUrl, device, secret);
  const sendingFrom = clock.now();
  const startAt = Math.round(sendingFrom + recording.durationMs / speed - recording.durationMs);
  const parcels = parcelsOf(recording, startAt);
  const summary: ReplaySummary = {
    format: recording.format,
    title: recording.title,
    notes: recording.notes,
    from: startAt,
    to: startAt + recording.durationMs,
    recordedSeconds: recording.durationMs / 1000,
    speed,
    packets: 0,
    latePackets: 0,
    events: recording.events.length,
    samples: {},
  };
  const publish = async (parcel: Parcel, seq: number) => {
    const sent = clock.now();
    if (sent - newestOf(parcel) > (parcel.events.length > 0 ? eventLatenessMs : defaultLatenessMs))
      summary.latePackets++;
    for (const { c, x } of parcel.channels) {
      const known = Array.from(x as Float64Array).filter((value) => !Number.isNaN(value)).length / samplesWidth[c];
      summary.samples[c] = (summary.samples[c] ?? 0) + known;
    }
    await link.publish('data', encodePacket({ v: 1, seq, sent, channels: parcel.channels, events: parcel.events }));
    summary.packets++;
    options.onSent?.(summary.packets, parcels.length);
  };
  try {
    // Seq as Unix ms at the start and one more each: grows from one replay to the next.
    for (const [at, parcel] of parcels.entries()) {
      await until(clock, sendingFrom + parcel.dueMs / speed, signal);
      if (signal?.aborted) break;
      await publish(parcel, sendingFrom + at);
    }
  } finally {
    await link.end();
  }
  return summary;
}

function newestOf({ channels, events }: Parcel): number {
  const ends = channels.map(({ c, t, dt, x }) => t + (x.length / samplesWidth[c]) * dt);
  return Math.max(...ends, ...events.map(({ t }) => t));
}

function until(clock: Clock, at: number, signal: AbortSignal | undefined): Promise<void> {
  if (at <= clock.now() || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.wakeAt(at, done);
    function done(): void {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}

/** A person waits for a replay, so unlike a device it does not go on trying when its first connection fails. */
function openRefusingLink(url: string, device: string, secret: string): Promise<Link> {
  return new Promise((resolve, reject) => {
    let open = false;
    const link = openLink({
      url,
      device,
      secret,
      onCommand: () => {},
      onOpen: () => {
        open = true;
        resolve(link);
      },
      onError: (error) => {
        if (open) return;
        void link.end();
        const refused = /refused: /i.test(error.message);
        const why = error.message || (error as NodeJS.ErrnoException).code || 'no answer';
        reject(
          refused
            ? new ReplayError('refused', `${url} refused device ${device}: ${why}`)
            : new ReplayError('unreachable', `${url} cannot be reached: ${why}`),
        );
      },
    });
  });
}
