import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { OutgoingChannel, OutgoingEvent } from '@munan/devices';
import type { Finding } from '@munan/flow';
import { ManualClock, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import type { House } from '../src/house.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { type Arrival, deliver, judged, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Midnight in Korea. */
const begin = Date.UTC(2026, 10, 20, 15);
const minutes = 37 * 60;
const people = ['p1', 'p2', 'p3'];

/** 0..1 from a number; the same each time. */
function chanceAt(number: number): number {
  let x = Math.imul(number ^ 0x9e3779b1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

interface Life {
  /** Minutes in a packet. */
  packetMinutes: number;
  /** Which order of arrival, within half a minute. */
  seed: number;
  /** Hours at which the server stops, and is back within the minute. */
  restartHours: readonly number[];
  /** Every so many packets come twice. */
  twiceEvery?: number;
}

/** A day and a half, simulated: asleep, low oxygen, a fast pulse, a fever, a lost hour, an unworn one, a press, a backlog with a fever in it. */
function arrivalsOf({ packetMinutes, seed, twiceEvery }: Life): Arrival[] {
  const list: Arrival[] = [];
  people.forEach((person, who) => {
    for (const device of ['wrist', 'ear']) {
      for (let seq = 0; seq * packetMinutes < minutes; seq++) {
        const first = seq * packetMinutes;
        const t = begin + first * minuteMs;
        const every = Array.from({ length: packetMinutes }, (_, i) => first + i);
        const within = (from: number, length: number) => first >= from + 60 * who && first < from + 60 * who + length;
        // All of her home is out of contact for an hour.
        if (within(15 * 60, 60)) continue;
        const asleep = first % 1440 < 6 * 60;
        // By the sample's own number, so that how packets are cut changes no sample.
        const chance = (i: number) => chanceAt(first * 6 + i + 50_021 * who);
        const moved = every.map((minute) => (asleep ? 0 : Math.floor(700 * chanceAt(minute * 13 + who))));
        const channels: OutgoingChannel[] = [{ c: 'activity', t, dt: minuteMs, x: moved }];
        if (device === 'wrist') {
          const saturation = within(19 * 60, 12) ? 84 : 96;
          const beats = within(32 * 60, 24) ? 136 : asleep ? 56 : 68;
          const sampled = (base: number, spread: number, salt: number) =>
            Array.from({ length: 6 * packetMinutes }, (_, i) => base + Math.floor(spread * chance(i + salt)));
          channels.push({ c: 'spo2', t, dt: 10_000, x: sampled(saturation, 3, 0) });
          channels.push({ c: 'pulse', t, dt: 10_000, x: sampled(beats, 8, 1_000_003) });
        } else {
          const base = within(30 * 60, 180) ? 38.6 : within(9 * 60, 120) ? 39.2 : 36.4;
          const warm = every.map((minute) => Number((base + 0.3 * chanceAt(minute * 17 + who)).toFixed(1)));
          channels.push({ c: 'temperature', t, dt: minuteMs, x: warm });
        }
        const sent = t + packetMinutes * minuteMs;
        const events: OutgoingEvent[] = device === 'ear' && first === 1020 ? [{ e: 'button', t: t + 30_000 }] : [];
        const worn = !(device === 'wrist' && within(26 * 60, 72));
        const packet = sentBy(`${device}-${person}`, { v: 1, seq, sent, battery: 70, worn, channels, events });
        const jitter = Math.floor(28_000 * chanceAt(seq * 31 + 97 * who + 13 * seed + (device === 'ear' ? 5 : 0)));
        // A backlog: two hours of the ear come hours later, together.
        const late = device === 'ear' && within(9 * 60, 120) ? begin + (13 + who) * hourMs - sent : 0;
        list.push({ ...packet, at: sent + late + jitter });
        if (twiceEvery && seq % twiceEvery === 0) list.push({ ...packet, at: sent + late + jitter + 9_000 });
      }
    }
  });
  return list.sort((a, b) => a.at - b.at);
}

/** What a server that lived through it has in its table of findings. */
async function lived(life: Life, databaseUrl?: string): Promise<Finding[]> {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin - minuteMs);
  const moveTo = (now: number) => clock.moveTo(Math.max(now, clock.now()));
  let house: House = await openTestHouse(folder, clock, databaseUrl);
  await house.start();
  try {
    await house.enrol(people.map((id) => personOf(id)));
    for (const id of people) {
      await house.addDevice(`wrist-${id}`, 'wrist', id, begin - minuteMs);
      await house.addDevice(`ear-${id}`, 'ear', id, begin - minuteMs);
    }
    const all = arrivalsOf(life);
    const stepMs = 5 * minuteMs;
    const end = begin + minutes * minuteMs + 15 * minuteMs;
    let next = 0;
    for (let from = begin; from < end; from += stepMs) {
      const hour = (from - begin) / hourMs;
      if (life.restartHours.includes(hour)) {
        // Between two packets of everybody, so that none is refused: a device would send it again.
        await house.close();
        moveTo(from + 50_000);
        house = await openTestHouse(folder, clock, databaseUrl);
        await house.start();
      }
      const due: Arrival[] = [];
      for (; next < all.length && all[next]!.at < from + stepMs; next++) due.push(all[next]!);
      await deliver(house, moveTo, due);
      moveTo(from + stepMs);
      house.keeper.tick(clock.now());
      if (Math.round((from - begin) / stepMs) % 6 === 0) await house.keeper.checkpoint();
    }
    await judged(house, moveTo);
    const found: Finding[] = [];
    for (const id of people) found.push(...(await house.findings.of(id, 0, 10_000)));
    return found;
  } finally {
    await house.close();
    remove();
  }
}

/** A finding as id, reason and priority. How long contact was lost when it is said is decided by arrival, and left out. */
const said = (findings: readonly Finding[]) =>
  findings
    .map(({ id, reason, priority, live, episode }) => {
      const figures = episode.endsWith('/no-contact') ? '' : JSON.stringify(reason.params);
      return `${id} ${reason.code} ${figures} ${priority} ${live ? 'live' : 'history'}`;
    })
    .sort();
const ofHer = (findings: readonly Finding[]) => said(findings.filter(({ family }) => family !== 'silence'));

describe('the same packets, whatever their order, restarts and database', () => {
  let postgres: PostgresForTests | undefined;
  after(() => postgres?.stop());
  const onPostgres = async (life: Life) => {
    postgres ??= await startPostgresForTests();
    return lived(life, await postgres.newDatabase());
  };
  const one: Life = { packetMinutes: 4, seed: 1, restartHours: [20] };
  const other: Life = { packetMinutes: 4, seed: 2, restartHours: [5, 11, 33], twiceEvery: 7 };
  let plain: Finding[];

  it('give findings of every family on SQLite, live ones and history', async () => {
    plain = await lived(one);
    const codes = new Set(plain.map(({ reason }) => reason.code));
    for (const code of ['low-oxygen', 'fast-pulse', 'fever', 'not-worn', 'gateway-silent', 'button'])
      assert.ok(codes.has(code), `${code} among ${[...codes]}`);
    for (const live of [true, false])
      assert.ok(
        plain.some((finding) => finding.live === live),
        `live: ${live}`,
      );
  });
  it('give the same table of findings on SQLite in another order, twice, with other restarts', async () => {
    assert.deepEqual(said(await lived(other)), said(plain));
  });
  it('give the same table of findings on PostgreSQL', async () => {
    assert.deepEqual(said(await onPostgres(one)), said(plain));
  });
  it('cut into other packets, on PostgreSQL, give the same findings of the person', async () => {
    assert.deepEqual(ofHer(await onPostgres({ ...other, packetMinutes: 3 })), ofHer(plain));
  });
});
