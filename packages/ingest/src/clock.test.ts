import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ClockStamp, clockWasSet, type DeviceClock, hearClock, unknownClock } from './clock.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const hour = 60 * minute;

function hearAll(stamps: readonly ClockStamp[], from: DeviceClock = unknownClock) {
  let clock = from;
  const offsets = stamps.map((stamp) => {
    const heard = hearClock(clock, stamp);
    clock = heard.clock;
    return heard.offset;
  });
  return { clock, offsets };
}

/** One packet a minute; `error` is what the device's clock is ahead, `delay` how long the packet was on its way. */
function stamps(
  count: number,
  { error = 0, delay = (_: number): number => 200, seq = 1, from = noon } = {},
): ClockStamp[] {
  return Array.from({ length: count }, (_, index) => {
    const built = from + index * minute;
    return { seq: seq + index, sent: built + error, received: built + delay(index) };
  });
}

describe('hearClock', () => {
  it('corrects a clock that is ahead from its first packet on', () => {
    assert.deepEqual(hearAll(stamps(3, { error: hour })).offsets, [-hour + 200, -hour + 200, -hour + 200]);
  });

  it('corrects a late packet of a clock that is known to be ahead', () => {
    const live = stamps(2, { error: hour, delay: () => 0 });
    const late = { seq: 3, sent: noon + 2 * minute + hour, received: noon + 30 * hour };
    assert.deepEqual(hearAll([...live, late]).offsets, [-hour, -hour, -hour]);
  });

  it('leaves two days in a drawer where they were', () => {
    const drawer = stamps(2880, { delay: (index) => 48 * hour - index * minute + index * 10 });
    assert.ok(hearAll(drawer).offsets.every((offset) => offset === 0));
  });

  it('believes a clock to be behind after five packets of five minutes without a gap', () => {
    const { offsets } = hearAll(stamps(8, { error: -2 * hour, delay: () => 0 }));
    assert.deepEqual(offsets, [0, 0, 0, 0, 0, 2 * hour, 2 * hour, 2 * hour]);
  });

  it('does not believe it while packets are missing', () => {
    const gaps = stamps(20, { error: -2 * hour }).filter(({ seq }) => seq % 3 !== 0);
    assert.ok(hearAll(gaps).offsets.every((offset) => offset === 0));
  });

  it('puts a clock that was reset to 1970 on the present', () => {
    const error = 120_000 - noon;
    assert.deepEqual(hearAll(stamps(2, { error, delay: () => 0 })).offsets, [-error, -error]);
  });

  it('begins anew when the clock was reset a second time', () => {
    const first = stamps(2, { error: -noon, delay: () => 0 });
    const second = stamps(2, { error: -noon - hour, delay: () => 0, seq: 3, from: noon + hour });
    assert.deepEqual(hearAll([...first, ...second]).offsets, [noon, noon, noon + hour, noon + hour]);
  });

  it('believes a right packet at once after the device took the time', () => {
    const { clock } = hearAll(stamps(3, { error: hour }));
    const right = stamps(1, { seq: 4, from: noon + 3 * minute });
    assert.deepEqual(hearAll(right, clockWasSet(clock)).offsets, [0]);
    assert.deepEqual(hearAll(right, clock).offsets, [-hour + 200]);
  });

  it('believes the second right packet of a clock that was ahead and set itself', () => {
    const { clock } = hearAll(stamps(3, { error: hour, delay: () => 0 }));
    const right = stamps(3, { seq: 4, from: noon + 3 * minute, delay: () => 0 });
    assert.deepEqual(hearAll(right, clock).offsets, [-hour, 0, 0]);
  });

  it('drops what it believed of a clock behind as soon as a packet contradicts it', () => {
    const { clock } = hearAll(stamps(8, { error: -2 * hour }));
    assert.equal(clock.offset, 2 * hour + 200);
    assert.deepEqual(hearAll(stamps(1, { seq: 9, from: noon + hour }), clock).offsets, [0]);
  });

  it('learns nothing from a resend', () => {
    const { clock } = hearAll(stamps(3));
    const resend = hearClock(clock, { seq: 2, sent: noon + minute, received: noon + 9 * hour });
    assert.deepEqual(resend, { clock, offset: 0 });
  });

  it('goes through JSON unchanged, as it does over a restart', () => {
    const { clock } = hearAll(stamps(3, { error: hour }));
    assert.deepEqual(JSON.parse(JSON.stringify(clock)), clock);
  });

  const anyStamps = fc.array(
    fc.record({
      seq: fc.nat(40),
      sent: fc.oneof(fc.nat(100_000_000), fc.integer({ min: noon - 100 * hour, max: noon + 100 * hour })),
      received: fc.integer({ min: noon, max: noon + 48 * hour }),
    }),
    { maxLength: 40 },
  );

  it('never leaves a packet more than 5 s in the future', () => {
    fc.assert(
      fc.property(anyStamps, (given) => {
        const { offsets } = hearAll(given);
        given.forEach(({ sent, received }, index) => {
          assert.ok(sent + offsets[index]! <= received + 5000);
        });
      }),
    );
  });

  it('gives the same offsets when it goes on from what was kept', () => {
    fc.assert(
      fc.property(anyStamps, fc.nat(40), (given, cut) => {
        const first = hearAll(given.slice(0, cut));
        const kept = JSON.parse(JSON.stringify(first.clock)) as DeviceClock;
        const second = hearAll(given.slice(cut), kept);
        assert.deepEqual([...first.offsets, ...second.offsets], hearAll(given).offsets);
      }),
    );
  });

  it('never moves the packets of a right clock, however long each was on its way', () => {
    // Gaps and bursts: away for a while, then everything at once; the network never holds each packet equally long.
    const outages = fc.array(
      fc.record({ live: fc.integer({ min: 1, max: 30 }), away: fc.integer({ min: 1, max: 300 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(outages, fc.integer({ min: -4000, max: 4000 }), (times, error) => {
        const given: ClockStamp[] = [];
        let now = noon;
        const build = (received: number) => given.push({ seq: given.length, sent: now + error, received });
        for (const { live, away } of times) {
          for (let index = 0; index < live; index += 1, now += minute) build(now + 100);
          const back = now + away * minute;
          for (let index = 0; index < away; index += 1, now += minute) build(back + index * 20);
        }
        assert.ok(hearAll(given).offsets.every((offset) => offset === 0));
      }),
    );
  });
});
