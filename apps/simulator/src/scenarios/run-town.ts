import { type Clock, systemClock } from '@munan/runtime';
import { Body, type DeviceKind } from '../body/body.ts';
import type { Episode } from '../body/episode.ts';
import { VirtualDevice } from '../devices/virtual-device.ts';
import { town } from '../town/town.ts';
import { Rhythm } from './rhythm.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

export interface TownRunDevice {
  id: string;
  secret: string;
  /** Resident id of `town.people`. */
  person: string;
  /** As in `town.devices` when left out. */
  kind?: DeviceKind;
}

export interface TownRunOptions {
  /** e.g. `mqtt://127.0.0.1:1883`. */
  mqttUrl: string;
  devices: readonly TownRunDevice[];
  clock?: Clock;
  seed?: number;
  /** How many times faster something new happens; 1 is about every four minutes. */
  speed?: number;
  /** How often each device sends, ms; 10,000 when left out. */
  packetMs?: number;
  /** Where the history begins, Unix ms; seven days ago when left out, `Infinity` for none. */
  historyFrom?: number;
  /** No packet of the history spans this moment, Unix ms: what lies before it is known to the watch already. */
  historyCutAt?: number;
  /** When the town was seeded, Unix ms: what has changed in its people counts from then. Without it nothing changes over weeks. */
  seededAt?: number;
  /** False: nobody falls, nothing happens. */
  scenarios?: boolean;
  signal?: AbortSignal;
  /** Told of each thing that happens, when it is arranged. */
  onEpisode?(episode: Episode): void;
  onError?(device: string, error: Error): void;
}

export interface TownRun {
  /** When every device's past is acknowledged and the live stream has begun; packets sent and the time they took, ms. */
  historySent: Promise<{ packets: number; ms: number }>;
  /** Adds something at once, beside the rhythm; for tests and for showing. */
  happen(episode: Episode): void;
  stop(): Promise<void>;
}

/**
 * Runs the demonstration town: sends the past of each device, then streams live, and lets something happen in a rhythm
 * that a visitor can follow. Speaks only the device protocol; knows nothing of the server but its MQTT address.
 * @throws when a device is not of the town and has no kind, or its person is not of the town.
 */
export function runTown(options: TownRunOptions): TownRun {
  const { clock = systemClock, seed = 1, speed = 1, packetMs = 10_000 } = options;
  const bodies = new Map<string, Body>();
  const bodyOf = (person: string): Body => {
    const resident = town.people.find(({ id }) => id === person);
    if (!resident) throw new Error(`runTown: person ${person} does not live in the demonstration town`);
    const { course: kind } = resident;
    const course = kind && options.seededAt !== undefined ? { kind, seededAt: options.seededAt } : undefined;
    const body = bodies.get(person) ?? new Body(resident.body, course);
    bodies.set(person, body);
    return body;
  };
  const devices = options.devices.map(({ id, secret, person, kind }) => {
    const known = kind ?? town.devices.find((one) => one.id === id)?.kind;
    if (!known) throw new Error(`runTown: device ${id} is not of the demonstration town; state its kind`);
    return new VirtualDevice({
      id,
      secret,
      kind: known,
      body: bodyOf(person),
      mqttUrl: options.mqttUrl,
      clock,
      packetMs,
      onError: (error) => options.onError?.(id, error),
    });
  });

  let stopped = false;
  let cancel = () => {};
  const happen = (episode: Episode) => {
    bodies.get(episode.person)?.add(episode, clock.now());
    options.onEpisode?.(episode);
  };
  const follow = (rhythm: Rhythm) => {
    // Arranged a little ahead, so that the ear device knows when it will have something to report.
    const arrangeAt = rhythm.nextAt - packetMs - 1_000;
    cancel = clock.wakeAt(arrangeAt, () => {
      const next = rhythm.findNext();
      if (next) happen(next);
      if (!stopped) follow(rhythm);
    });
  };

  const begin = async () => {
    const began = performance.now();
    const to = Math.floor(clock.now() / minuteMs) * minuteMs;
    const from = Math.floor((options.historyFrom ?? to - 7 * dayMs) / minuteMs) * minuteMs;
    for (const device of devices) device.connect();
    let packets = 0;
    if (from < to) {
      const cut = Math.min(to, Math.max(from, options.historyCutAt ?? from));
      const counts = await Promise.all(
        devices.map(async (device) => (await device.sendHistory(from, cut)) + (await device.sendHistory(cut, to))),
      );
      packets = counts.reduce((sum, count) => sum + count, 0);
    }
    if (!stopped) {
      for (const device of devices) device.start(from < to ? to : clock.now());
      if (options.scenarios ?? true) follow(new Rhythm({ seed, startedAt: clock.now(), speed, bodies }));
    }
    return { packets, ms: performance.now() - began };
  };
  const stop = async () => {
    stopped = true;
    cancel();
    await Promise.all(devices.map((device) => device.stop()));
  };
  options.signal?.addEventListener('abort', () => void stop(), { once: true });
  return { historySent: begin(), happen, stop };
}
