import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OutgoingEvent } from '@munan/devices';
import { channels, type Finding } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import { fallSignal } from '@munan/simulator';
import fc from 'fast-check';
import type { House } from '../src/house.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { type Arrival, deliver, judged, type Sent, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const periodMs = 10_000;
const count = 48;
const latenessMs = 30_000;
const twoDaysMs = 48 * hourMs;
const firstHour = Date.UTC(2026, 10, 22, 9);

/** What one person's two devices measure in eight minutes, one packet each every ten seconds. */
const lives = fc.record({
  /** From this packet on the oxygen is so low, percent. */
  lowFrom: fc.integer({ min: 0, max: count }),
  low: fc.constantFrom(78, 87, 95),
  fever: fc.boolean(),
  presses: fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 3 }),
  falls: fc.array(fc.record({ at: fc.integer({ min: 2, max: count - 1 }), seed: fc.integer({ min: 1, max: 40 }) }), {
    maxLength: 2,
  }),
  /** Packets of the ear in which a sample is missing. */
  holes: fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 3 }),
});
type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

function packetsOf(life: Life, begin: number, ear: string, wrist: string): Sent[] {
  const packets: Sent[] = [];
  const fallAt = new Map(life.falls.map(({ at, seed }) => [at, seed]));
  for (let seq = 0; seq < count; seq++) {
    const t = begin + seq * periodMs;
    const sent = t + periodMs;
    const spo2 = Array.from({ length: 10 }, (_, i) => (seq >= life.lowFrom ? life.low : 96) + ((seq + i) % 3));
    const pulse = Array.from({ length: 10 }, (_, i) => 64 + ((3 * seq + i) % 5));
    const hole = life.holes.includes(seq);
    const events: OutgoingEvent[] = [];
    if (life.presses.includes(seq)) events.push({ e: 'button', t: t + 1_000 });
    const seed = fallAt.get(seq);
    if (seed !== undefined) {
      const { dt, impactMs, samples } = fallSignal(seed);
      const from = sent - 20_000;
      const channels = [{ c: 'acceleration', t: from, dt, x: samples }] as const;
      events.push({ e: 'fall-suspected', t: from + impactMs, channels });
    }
    const base = { v: 1, seq: seq + 1, sent, battery: 71, worn: true } as const;
    packets.push(
      sentBy(ear, {
        ...base,
        channels: [
          { c: 'spo2', t, dt: 1_000, x: spo2.map((value, i) => (hole && i === 4 ? null : value)) },
          { c: 'pulse', t, dt: 1_000, x: pulse },
          { c: 'temperature', t, dt: periodMs, x: [(life.fever ? 38.4 : 36.5) + (seq % 2) / 10] },
        ],
        ...(events.length > 0 ? { events } : {}),
      }),
      sentBy(wrist, { ...base, channels: [{ c: 'activity', t, dt: periodMs, x: [seq % 6] }] }),
    );
  }
  return packets;
}

/** A house in which one person after another lives the same eight minutes, and how her packets come. */
class Variant {
  readonly clock = new ManualClock(firstHour);
  readonly #lateMs: number;
  readonly #folder = newFolder();
  house!: House;

  constructor(lateMs = 0) {
    this.#lateMs = lateMs;
  }

  async open(): Promise<void> {
    this.clock.moveTo(firstHour + this.#lateMs);
    this.house = await openTestHouse(this.#folder.folder, this.clock);
  }

  async close(): Promise<void> {
    await this.house.close();
    this.#folder.remove();
  }

  /** What is known when all has come; `arrive` says when each packet does. */
  async live(life: Life, run: number, begin: number, arrive: (packets: readonly Sent[]) => Arrival[]) {
    const { house, clock } = this;
    const subject = `p${run}`;
    const [ear, wrist] = [`ear-${run}`, `wrist-${run}`];
    clock.moveTo(Math.max(clock.now(), begin + this.#lateMs));
    await house.enrol([personOf(subject)]);
    await house.addDevice(ear, 'ear', subject, begin - hourMs);
    await house.addDevice(wrist, 'wrist', subject, begin - hourMs);
    const moveTo = (now: number) => clock.moveTo(Math.max(now, clock.now()));
    const outcomes = await deliver(house, moveTo, arrive(packetsOf(life, begin, ear, wrist)));
    await judged(house, moveTo);
    const found = (await house.findings.of(subject, 0, 1_000)).filter(({ family }) => family !== 'silence');
    const open = await house.response.list({ status: 'open', subject });
    const before = await this.#series(subject, begin);
    moveTo(begin + this.#lateMs + 3 * hourMs);
    await house.series.pack();
    const after = await this.#series(subject, begin);
    // Her devices go into a drawer: their silence from now on is nobody's.
    await house.assignDevice(ear, undefined);
    await house.assignDevice(wrist, undefined);
    return {
      series: [before, after],
      findings: found.map(({ id }) => id).sort(),
      live: found
        .filter((finding) => finding.live)
        .map(({ id }) => id)
        .sort(),
      alerts: open.map(alertKey).sort(),
      stored: outcomes.filter((outcome) => outcome === 'stored').length,
      repeats: outcomes.filter((outcome) => outcome === 'repeat').length,
    };
  }

  async #series(subject: string, begin: number): Promise<unknown[]> {
    const windows: unknown[] = [];
    for (const channel of channels)
      for (const resolution of ['raw', 'minute', 'hour', 'day'] as const) {
        const window = { from: begin - hourMs, to: begin + 2 * hourMs };
        windows.push(await this.house.series.window({ subject, channel, resolution, ...window }));
        if (channel === 'acceleration') break;
      }
    return windows;
  }
}

/** What of an alert does not depend on the moment at which each of its findings came. */
function alertKey({
  subject,
  family,
  priority,
  findings,
}: {
  subject: string;
  family: string;
  priority: string;
  findings: Finding[];
}) {
  return [subject, family, priority, ...findings.map(({ id }) => id).sort()].join(' ');
}

describe('openHouse() whatever the order of arrival', () => {
  const inOrder = new Variant();
  const shuffled = new Variant();
  const doubled = new Variant();
  const late = new Variant(twoDaysMs);
  const all = [inOrder, shuffled, doubled, late];
  before(() => Promise.all(all.map((variant) => variant.open())));
  after(() => Promise.all(all.map((variant) => variant.close())));

  it('gives the same series, findings and alerts; two days late the same series and no alert', async () => {
    let run = 0;
    let alarms = 0;
    const draw = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(lives, draw, async (life, draws) => {
        const drawn = () => draws.next().value as number;
        const begin = firstHour + run++ * 4 * hourMs;
        const onTime = (packet: Sent): Arrival => ({ ...packet, at: packet.sent });
        const delayed = (packet: Sent): Arrival => ({ ...packet, at: packet.sent + Math.floor(drawn() * latenessMs) });
        const expected = await inOrder.live(life, run, begin, (packets) => packets.map(onTime));
        assert.equal(expected.stored, 2 * count);
        assert.deepEqual(expected.series[1], expected.series[0], 'pack() changes no answer');

        const mixed = await shuffled.live(life, run, begin, (packets) => packets.map(delayed));
        assert.deepEqual(mixed, expected);

        const twice = await doubled.live(life, run, begin, (packets) => [
          ...packets.map(onTime),
          ...packets.map(delayed),
        ]);
        assert.equal(twice.repeats, 2 * count);
        assert.deepEqual({ ...twice, repeats: 0 }, expected);

        const drawer = await late.live(life, run, begin, (packets) =>
          packets.map((packet) => ({ ...packet, at: begin + twoDaysMs + Math.floor(drawn() * minuteMs) })),
        );
        assert.deepEqual(drawer.series, expected.series);
        assert.deepEqual(drawer.alerts, [], 'no alarm about the past');
        assert.deepEqual(drawer.live, []);
        const known = new Set(drawer.findings);
        for (const id of expected.findings) assert.ok(known.has(id), `${id} is found in the history too`);
        alarms += expected.alerts.length;
      }),
      { numRuns: 15 },
    );
    assert.ok(alarms > 0, 'some of these lives raise an alarm when they are live');
  });
});
