import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Priority } from '@munan/flow';
import fc from 'fast-check';
import { admit, type BurdenState, burdenNow, slotMs, startBurden } from './burden.ts';

const dayMs = 24 * 3_600_000;
const start = Date.UTC(2026, 0, 5);

function drawsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
function findingAt(at: number, subject: string, rarity: number | undefined, more: Partial<Finding> = {}): Finding {
  const episode = `usual/${subject}/${Math.round(at)}`;
  return {
    id: `${episode}/began`,
    episode,
    subject,
    detector: 'usual',
    version: 1,
    phase: 'began',
    family: 'vital',
    priority: 'low',
    reason: { code: 'unusual-pulse' },
    confidence: 0.5,
    ...(rarity === undefined ? {} : { rarity }),
    since: at,
    at,
    live: true,
    evidence: [],
    ...more,
  };
}

/** A simulated stream: several detectors, each with its own rate and scale of rarity, and a rate that changes with the day. */
function stream(days: number, perDayAt: (day: number) => number, seed = 3, people = 200): Finding[] {
  const draw = drawsFrom(seed);
  const findings: Finding[] = [];
  const kinds: {
    detector: string;
    share: number;
    rarity: () => number;
    priority: Priority;
    family: Finding['family'];
  }[] = [
    { detector: 'usual', share: 0.4, rarity: () => 1 - Math.log10(draw()), priority: 'low', family: 'vital' },
    { detector: 'silence', share: 0.3, rarity: () => 0.7, priority: 'low', family: 'silence' },
    {
      detector: 'routine',
      share: 0.28,
      rarity: () => 1.5 - 0.5 * Math.log10(draw()),
      priority: 'medium',
      family: 'safety',
    },
    { detector: 'fall', share: 0.02, rarity: () => 2, priority: 'high', family: 'safety' },
  ];
  for (let at = start; ; ) {
    const day = (at - start) / dayMs;
    at += (-Math.log(draw()) / perDayAt(day)) * dayMs;
    if (at >= start + days * dayMs) break;
    let pick = draw();
    const kind = kinds.find(({ share }) => {
      pick -= share;
      return pick <= 0;
    });
    if (!kind) continue;
    const { detector, priority, family } = kind;
    findings.push(findingAt(at, `p${Math.floor(draw() * people)}`, kind.rarity(), { detector, priority, family }));
  }
  return findings;
}
interface Decided {
  calls: number[];
  called: string[];
  state: BurdenState;
}
/** Calls of each day, and the ids that were called. */
function decide(findings: readonly Finding[], callsPerDay: number | null, state = startBurden()): Decided {
  const slots = new Map<string, number>();
  const called: string[] = [];
  for (const finding of findings) {
    if (!admit(state, finding, { callsPerDay, people: 200 }).called) continue;
    called.push(finding.id);
    slots.set(`${Math.floor(finding.at / slotMs)}/${finding.family}/${finding.subject}`, finding.at);
  }
  const calls: number[] = [];
  for (const at of slots.values()) {
    const day = Math.floor((at - start) / dayMs);
    while (calls.length <= day) calls.push(0);
    calls[day]!++;
  }
  return { calls, called: called.sort(), state };
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('admit delivers the calls a day that were asked for within a fifth, from the second week on', () => {
  for (const callsPerDay of [5, 12, 30, 60]) {
    const { calls } = decide(
      stream(35, () => 150),
      callsPerDay,
    );
    for (const week of [1, 2, 3, 4]) {
      const delivered = mean(calls.slice(7 * week, 7 * week + 7));
      assert.ok(Math.abs(delivered / callsPerDay - 1) <= 0.2, `${callsPerDay}: week ${week} ${delivered}`);
    }
  }
});

test('admit keeps the calls a day through a season in which findings double and go back', () => {
  const season = (day: number) => 150 * (1 + Math.sin((Math.PI * Math.min(60, Math.max(0, day - 10))) / 60));
  for (const callsPerDay of [8, 30]) {
    const { calls } = decide(stream(84, season, 9), callsPerDay);
    for (let week = 1; week < 12; week++) {
      const delivered = mean(calls.slice(7 * week, 7 * week + 7));
      assert.ok(Math.abs(delivered / callsPerDay - 1) <= 0.2, `${callsPerDay}: week ${week} ${delivered}`);
    }
  }
});

test('admit delivers one or two calls a day where all findings come at one hour and are rarer than was expected', () => {
  const draw = drawsFrom(5);
  // Nights: of twelve people each morning one figure, of a single detector.
  const nights = Array.from({ length: 70 * 12 }, (_, i) => {
    const at = start + Math.floor(i / 12) * dayMs + 8 * 3_600_000;
    return findingAt(at, `p${i % 12}`, -Math.log10(draw()), { episode: `night/${i}`, id: `night/${i}` });
  });
  for (const callsPerDay of [1, 2]) {
    const { calls } = decide(nights, callsPerDay);
    const delivered = mean(calls.slice(7));
    assert.ok(Math.abs(delivered / callsPerDay - 1) <= 0.1, `${callsPerDay}: ${delivered}`);
  }
});

test('admit calls whatever is of high priority or states no rarity, and says that the budget is overfull', () => {
  const many = stream(21, () => 40).map((finding) => ({ ...finding, priority: 'high' as const }));
  const { called, state } = decide(many, 5);
  assert.equal(called.length, many.length);
  assert.ok(burdenNow(state, start + 21 * dayMs, { callsPerDay: 5, people: 200 }).overfull);
  const unrated = Array.from({ length: 50 }, (_, i) => findingAt(start + i * 60_000, `q${i}`, undefined));
  assert.equal(decide(unrated, 1).called.length, 50);
});

test('admit calls everything where no budget is set, and knows after a week what a budget would hold', () => {
  const findings = stream(14, () => 60);
  const { called, state } = decide(findings, null);
  assert.equal(called.length, findings.length);
  const { held, threshold, heldPerDay } = burdenNow(state, start + 14 * dayMs, { callsPerDay: null, people: 200 });
  assert.equal(threshold, 0);
  assert.equal(heldPerDay, 0);
  assert.ok(held.find(({ detector }) => detector === 'usual')!.calledPerDay > 10);
});

test('admit lets an episode that was called go on, and judges one that was held anew when it gets graver', () => {
  const state = startBurden();
  for (const finding of stream(14, () => 150)) admit(state, finding, { callsPerDay: 5, people: 200 });
  const at = start + 14 * dayMs;
  const settings = { callsPerDay: 5, people: 200 };
  const held = findingAt(at, 'a', 0.5);
  assert.equal(admit(state, held, settings).called, false);
  assert.equal(admit(state, { ...held, id: 'a2', phase: 'ended' }, settings).called, false);
  assert.equal(admit(state, { ...held, id: 'a3', phase: 'changed', priority: 'high' }, settings).called, true);
  assert.equal(admit(state, { ...held, id: 'a4', phase: 'changed' }, settings).called, true, 'it goes on');
  assert.equal(admit(state, { ...held, id: 'a5', phase: 'ended' }, settings).called, true);
});

test('admit decides alike however findings arrive within an hour, come twice, or the state is text in between', () => {
  const findings = stream(12, () => 120, 21);
  const plain = decide(findings, 20).called;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 400 }), (seed, every) => {
      const draw = drawsFrom(seed);
      const shuffled = findings
        .flatMap((finding) => {
          const arrival = finding.at + draw() * 3_500_000;
          const once = [{ finding, arrival }];
          return draw() < 0.1 ? [...once, { finding, arrival: arrival + draw() * dayMs }] : once;
        })
        .sort((a, b) => a.arrival - b.arrival);
      let state = startBurden();
      const called = new Set<string>();
      const seen = new Set<string>();
      shuffled.forEach(({ finding }, index) => {
        if (index % every === 0) state = JSON.parse(JSON.stringify(state)) as BurdenState;
        const said = admit(state, finding, { callsPerDay: 20, people: 200 }).called;
        // What comes again is known by its id and asks nothing of the desk.
        if (said && !seen.has(finding.id)) called.add(finding.id);
        seen.add(finding.id);
      });
      assert.deepEqual([...called].sort(), plain);
    }),
    { numRuns: 15 },
  );
});

test('the state of the burden stays small over a year of a busy house, and a pause of weeks does it no harm', () => {
  const state = startBurden();
  const settings = { callsPerDay: 30, people: 200 };
  for (const finding of stream(120, () => 150)) admit(state, finding, settings);
  assert.ok(JSON.stringify(state).length < 400_000, `${JSON.stringify(state).length}`);
  const later = findingAt(start + 400 * dayMs, 'z', 9);
  assert.equal(admit(state, later, settings).called, true);
  assert.ok(burdenNow(state, start + 400 * dayMs, settings).threshold < 10);
});

test('admit is not misled by findings with impossible figures', () => {
  const state = startBurden();
  const settings = { callsPerDay: 3, people: 10 };
  for (const [rarity, at] of [
    [Number.POSITIVE_INFINITY, start],
    [1e9, start + 1],
    [0, start + 2],
    [4, start - 300 * dayMs],
  ] as const)
    admit(state, findingAt(at, 'p', rarity), settings);
  assert.ok(Number.isFinite(burdenNow(state, start, settings).threshold));
});
