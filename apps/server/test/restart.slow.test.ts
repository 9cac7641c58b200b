import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { afterEach, before, describe, it } from 'node:test';
import type { OutgoingEvent } from '@munan/devices';
import type { Alert, Finding } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import { fallSignal } from '@munan/simulator';
import type { House } from '../src/house.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { deliver, judged, type Sent, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 22, 9);
const minutes = 40;

/** Forty minutes: oxygen sinks and comes back, a fall, a press, a weak battery, and a wrist that is taken off. */
function minutesOf(from: number, to: number): Sent[] {
  const packets: Sent[] = [];
  for (let minute = from; minute < to; minute++) {
    const t = begin + minute * minuteMs;
    const low = minute >= 8 && minute < 15;
    const spo2 = Array.from({ length: 60 }, (_, i) => (low ? 82 : 96) + ((minute + i) % 3));
    const pulse = Array.from({ length: 60 }, (_, i) => 64 + ((7 * minute + i) % 5));
    const events: OutgoingEvent[] = [];
    if (minute === 12) events.push({ e: 'button', t: t + 20_000 });
    if (minute === 22) {
      const { dt, impactMs, samples } = fallSignal(3);
      const channels = [{ c: 'acceleration', t: t + 30_000, dt, x: samples }] as const;
      events.push({ e: 'fall-suspected', t: t + 30_000 + impactMs, channels });
    }
    packets.push(
      sentBy('ear', {
        v: 1,
        seq: minute + 1,
        sent: t + minuteMs,
        battery: minute < 25 ? 40 : 12,
        worn: true,
        channels: [
          { c: 'spo2', t, dt: 1_000, x: spo2 },
          { c: 'pulse', t, dt: 1_000, x: pulse },
          { c: 'temperature', t, dt: minuteMs, x: [36.5] },
        ],
        ...(events.length > 0 ? { events } : {}),
      }),
    );
    // The wrist falls silent from the eleventh minute to the thirtieth.
    if (minute < 11 || minute >= 30) {
      const activity = { c: 'activity', t, dt: minuteMs, x: [minute % 9] } as const;
      packets.push(
        sentBy('wrist', { v: 1, seq: minute + 1, sent: t + minuteMs, battery: 60, worn: true, channels: [activity] }),
      );
    }
  }
  return packets;
}

interface Opened {
  house: House;
  clock: ManualClock;
}

/** Houses that are open and folders that lie there: those that a test leaves behind are cleared away after it. */
const openNow = new Set<House>();
const lying = new Set<() => void>();

function place(): string {
  const { folder, remove } = newFolder();
  lying.add(remove);
  return folder;
}
async function close(house: House): Promise<void> {
  openNow.delete(house);
  await house.close();
}
async function clearAway(): Promise<void> {
  await Promise.all([...openNow].map(close));
  for (const remove of lying) remove();
  lying.clear();
}

/** A house on the folder at `now`, its log read; timers of the process are not started, the test beats itself. */
async function open(folder: string, now: number): Promise<Opened> {
  const clock = new ManualClock(now);
  const house = await openTestHouse(folder, clock);
  openNow.add(house);
  await house.start();
  await house.response.settled();
  return { house, clock };
}

async function settle(folder: string): Promise<void> {
  const { house } = await open(folder, begin);
  await house.enrol([personOf('p1')]);
  await house.addDevice('ear', 'ear', 'p1', begin - minuteMs);
  await house.addDevice('wrist', 'wrist', 'p1', begin - minuteMs);
  await close(house);
}

/** Beats of the watch and packets side by side, minute by minute. */
async function liveThrough({ house, clock }: Opened, from: number, to: number): Promise<void> {
  const moveTo = (now: number) => clock.moveTo(Math.max(now, clock.now()));
  for (let minute = from; minute < to; minute++) {
    await deliver(
      house,
      moveTo,
      minutesOf(minute, minute + 1).map((packet) => ({ ...packet, at: packet.sent })),
    );
    moveTo(begin + (minute + 1) * minuteMs);
    house.keeper.tick(clock.now());
  }
}

async function told({ house }: Opened): Promise<{ findings: Finding[]; alerts: string[] }> {
  const found = await house.findings.of('p1', 0, 1_000);
  const alerts = [
    ...(await house.response.list({ status: 'open' })),
    ...(await house.response.list({ status: 'closed' })),
  ];
  const key = ({ family, priority, status, findings }: Alert) =>
    [family, priority, status, ...findings.map(({ id }) => id).sort()].join(' ');
  // Of Munan itself another start has another tale to tell.
  const ofPeople = alerts.filter(({ family }) => family !== 'house');
  return { findings: found.sort((a, b) => (a.id < b.id ? -1 : 1)), alerts: ofPeople.map(key).sort() };
}

/** A crash: the folder as it lies on disk at this moment goes on elsewhere; the old house ends unheard. */
function crashed(folder: string): string {
  const other = place();
  cpSync(folder, other, { recursive: true });
  return other;
}

describe('openHouse() on a folder that has lived', () => {
  let expected: Awaited<ReturnType<typeof told>>;
  before(async () => {
    const folder = place();
    await settle(folder);
    const one = await open(folder, begin);
    await liveThrough(one, 0, minutes);
    await judged(one.house, (now) => one.clock.moveTo(now));
    expected = await told(one);
    await clearAway();
    const said = new Set(expected.findings.map(({ reason, phase }) => `${reason.code} ${phase}`));
    for (const line of ['low-oxygen began', 'low-oxygen ended', 'button began', 'no-contact began', 'no-contact ended'])
      assert.ok(said.has(line), `these minutes have "${line}"`);
  });

  afterEach(clearAway);

  for (const [name, at] of [
    ['before anything happened', 4],
    ['while oxygen is low', 11],
    ['just after contact was lost', 23],
    ['while the wrist is silent', 26],
    ['after all', 38],
  ] as const) {
    it(`tells after a clean restart ${name} the same findings and alerts as without one`, async () => {
      const folder = place();
      await settle(folder);
      const first = await open(folder, begin);
      await liveThrough(first, 0, at);
      await close(first.house);
      const second = await open(folder, first.clock.now());
      await liveThrough(second, at, minutes);
      await judged(second.house, (now) => second.clock.moveTo(now));
      assert.deepEqual(await told(second), expected);
    });

    it(`tells after a crash ${name}, its checkpoint minutes behind, the same findings and alerts`, async () => {
      const folder = place();
      await settle(folder);
      const first = await open(folder, begin);
      await liveThrough(first, 0, Math.max(1, at - 3));
      await first.house.keeper.checkpoint();
      await liveThrough(first, Math.max(1, at - 3), at);
      // Findings and alerts that were made are on disk, the state of the watch is not.
      await first.house.keeper.settled();
      await first.house.response.settled();
      const second = crashed(folder);
      const again = await open(second, first.clock.now());
      await close(first.house);
      await liveThrough(again, at, minutes);
      await judged(again.house, (now) => again.clock.moveTo(now));
      assert.deepEqual(await told(again), expected);
    });
  }
});
