import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceEvent, Finding, Packet, Reading } from '@munan/flow';
import fc from 'fast-check';
import { hourMs, minuteMs, secondMs } from '../detector.ts';
import { judgeHistory } from './history.ts';
import { dawn, fallEvent, settings } from './packets-example.ts';
import { createWatch, restore, serialise } from './state.ts';
import { nextDue, stepPacket, tick } from './watch.ts';

/** A day in stretches: what the body does, what the device does, and how long. Packets are of ten seconds here. */
interface Stretch {
  kind:
    | 'well'
    | 'low'
    | 'lower'
    | 'fever'
    | 'fast'
    | 'slow'
    | 'still'
    | 'unworn'
    | 'noise'
    | 'stuck'
    | 'lost'
    | 'silent';
  minutes: number;
}
const packetMs = 10 * secondMs;
const kinds: Stretch['kind'][] = [
  'well',
  'low',
  'lower',
  'fever',
  'fast',
  'slow',
  'still',
  'unworn',
  'noise',
  'stuck',
  'lost',
  'silent',
];
const day = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), minutes: fc.integer({ min: 3, max: 35 }) }), {
    minLength: 3,
    maxLength: 9,
  })
  .map((stretches): Stretch[] =>
    // Contact is lost by arrival, so ten minutes sharp are decided by the network; stretches keep clear of that.
    stretches.map(({ kind, minutes }) => ({
      kind,
      minutes: kind === 'lost' ? 1 : kind === 'silent' ? 15 + minutes : kind === 'stuck' ? 75 : minutes,
    })),
  );

function valuesOf(channel: 'spo2' | 'pulse', kind: Stretch['kind'], t: number): Float64Array {
  const bases: Record<'spo2' | 'pulse', Partial<Record<Stretch['kind'], number>>> = {
    spo2: { low: 88, lower: 80 },
    pulse: { fast: 140, slow: 35 },
  };
  const value = bases[channel][kind] ?? (channel === 'spo2' ? 97 : 72);
  return Float64Array.from({ length: 10 }, (_, i) => {
    const at = t + i * 1000;
    if (kind === 'noise') return [Number.NaN, 0, 255, -1, 1e9, 127][(at / 1000) % 6]!;
    return kind === 'stuck' ? value : Math.round(value + Math.sin(at / 7000) + Math.sin(at / 2300));
  });
}
/** Packets of one device as it sends them; `lost` ones never arrive, `silent` ones are never sent. */
function packetsOf(device: string, stretches: Stretch[], events: Map<number, DeviceEvent[]>): Packet[] {
  const packets: Packet[] = [];
  let seq = 0;
  let t = dawn;
  for (const { kind, minutes } of stretches) {
    for (let i = 0; i < minutes * 6; i++, t += packetMs) {
      if (kind === 'silent') continue;
      const lost = kind === 'lost' && i % 3 === 0;
      const number = seq++;
      if (lost) continue;
      const one = (channel: Reading['channel'], value: number): Reading => ({
        channel,
        t,
        dt: packetMs,
        values: Float64Array.of(value),
      });
      const readings: Reading[] = [one('activity', kind === 'still' || kind === 'unworn' ? 0 : 60)];
      if (device === 'wrist') {
        readings.push({ channel: 'spo2', t, dt: 1000, values: valuesOf('spo2', kind, t) });
        readings.push({ channel: 'pulse', t, dt: 1000, values: valuesOf('pulse', kind, t) });
      } else readings.push(one('temperature', kind === 'fever' ? 39.4 : kind === 'noise' ? Number.NaN : 36.7));
      packets.push({
        device,
        subject: 'p1',
        seq: number,
        sent: t + packetMs,
        received: t + packetMs + 2 * secondMs,
        clockOffset: 0,
        worn: kind !== 'unworn',
        readings,
        events: device === 'ear' ? (events.get(packets.length) ?? []) : [],
      });
    }
  }
  return packets;
}

interface Case {
  ear: Packet[];
  wrist: Packet[];
  all: Packet[];
}
interface Recipe {
  ear: Stretch[];
  wrist: Stretch[];
  falls: number[];
}
/** A failing case is printed as its recipe, not as thousands of samples. */
const recipes: fc.Arbitrary<Recipe> = fc.record({
  ear: day,
  wrist: day,
  falls: fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 2 }),
});
function made({ ear, wrist, falls }: Recipe): Case {
  const events = new Map<number, DeviceEvent[]>();
  for (const index of falls) {
    const at = dawn + index * packetMs;
    events.set(index, [fallEvent(at), { code: 'button', t: at + 7 * secondMs, readings: [] }]);
  }
  const packets = { ear: packetsOf('ear', ear, events), wrist: packetsOf('wrist', wrist, events) };
  return { ...packets, all: inOrder([...packets.ear, ...packets.wrist]) };
}
function inOrder(packets: Packet[]): Packet[] {
  return [...packets].sort((a, b) => a.received - b.received || (a.device < b.device ? -1 : 1) || a.seq - b.seq);
}
function jittered(packets: Packet[], seed: number, mostMs: number): Packet[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return inOrder(packets.map((packet) => ({ ...packet, received: packet.received + Math.floor(next() * mostMs) })));
}

/** Feeds and lets time pass to an hour after the end; `restartEvery` turns the state to text and back on the way. */
function findingsOf(packets: Packet[], options: { restartEvery?: number; ticks?: boolean } = {}): Finding[] {
  let state = createWatch('p1');
  const findings: Finding[] = [];
  packets.forEach((packet, index) => {
    if (options.ticks) {
      for (
        let due = nextDue(state, settings);
        due !== undefined && due <= packet.received;
        due = nextDue(state, settings)
      )
        findings.push(...tick(state, due, settings));
    }
    findings.push(...stepPacket(state, packet, settings).findings);
    if (options.restartEvery && index % options.restartEvery === 0) state = restore(serialise(state));
  });
  const end = Math.max(dawn, ...packets.map(({ received }) => received));
  for (let now = end; now <= end + hourMs; now += 10 * secondMs) findings.push(...tick(state, now, settings));
  return findings;
}
const ids = (findings: Finding[]) => [...new Set(findings.map(({ id }) => id))].sort();
/** Without contact, which is a matter of arrival. */
const plain = (findings: Finding[]) => ids(findings.filter(({ episode }) => !episode.endsWith('/no-contact')));

test('the made days of these properties do raise findings of every family', () => {
  const seen = new Set<string>();
  for (const recipe of fc.sample(recipes, { numRuns: 40, seed: 3 }))
    for (const { reason } of findingsOf(made(recipe).all)) seen.add(reason.code);
  for (const code of [
    'low-oxygen',
    'fever',
    'fast-pulse',
    'slow-pulse',
    'fall',
    'button',
    'not-worn',
    'no-contact',
    'stuck-sensor',
  ])
    assert.ok(seen.has(code), `${code} among ${[...seen]}`);
});

test('the same packets shuffled within 30 s give the same findings', () => {
  fc.assert(
    fc.property(recipes, fc.integer(), (recipe, seed) => {
      const { all } = made(recipe);
      assert.deepEqual(ids(findingsOf(jittered(all, seed, 29 * secondMs))), ids(findingsOf(all)));
    }),
    { numRuns: 30 },
  );
});

test('packets that come twice, at once or minutes later, give the same findings, each once', () => {
  fc.assert(
    fc.property(recipes, fc.integer({ min: 0, max: 5 }), (recipe, minutes) => {
      const { all } = made(recipe);
      const again = all.map((packet) => ({ ...packet, received: packet.received + minutes * minuteMs }));
      const doubled = findingsOf(inOrder([...all, ...again]));
      assert.equal(doubled.length, ids(doubled).length);
      // A repeat is contact, too: a silence may end minutes later or not begin, everything else is the same.
      assert.deepEqual(plain(doubled), plain(findingsOf(all)));
    }),
    { numRuns: 30 },
  );
});

test('a watch that is turned to text and back at any point, and ticked or not, gives the same findings', () => {
  fc.assert(
    fc.property(recipes, fc.integer(), fc.integer({ min: 1, max: 60 }), (recipe, seed, restartEvery) => {
      const { all } = made(recipe);
      const packets = jittered(all, seed, 29 * secondMs);
      const plain = findingsOf(packets);
      assert.deepEqual(findingsOf(packets, { restartEvery }), plain);
      assert.deepEqual(ids(findingsOf(packets, { ticks: true })), ids(plain));
    }),
    { numRuns: 30 },
  );
});

test('how readings are cut into packets changes no finding', () => {
  fc.assert(
    fc.property(recipes, fc.integer({ min: 2, max: 9 }), (recipe, size) => {
      // An hour on, both speak once more: a minute waits for its longest packet, and the last ones of a day would wait for ever.
      const later: Stretch[] = [
        { kind: 'silent', minutes: 60 },
        { kind: 'well', minutes: 1 },
      ];
      const whole = { ...recipe, ear: [...recipe.ear, ...later], wrist: [...recipe.wrist, ...later] };
      const { ear, wrist, all } = made(whole);
      const batched = [ear, wrist].flatMap((packets) => joined(packets, size));
      assert.deepEqual(plain(findingsOf(inOrder(batched))), plain(findingsOf(all)));
    }),
    { numRuns: 30 },
  );
});
/** Up to `size` packets made one, where they follow on each other and agree on being worn. */
function joined(packets: Packet[], size: number): Packet[] {
  const result: Packet[] = [];
  let count = 0;
  for (const packet of packets) {
    const last = result.at(-1);
    if (last && count < size && last.worn === packet.worn && last.sent === packet.sent - packetMs) {
      last.sent = packet.sent;
      last.received = packet.received;
      last.readings = [...last.readings, ...packet.readings];
      last.events = [...last.events, ...packet.events];
      count++;
    } else {
      result.push({ ...packet, seq: result.length });
      count = 1;
    }
  }
  return result;
}

test('what comes two days late raises nothing live, and judgeHistory finds in it what would have been found live', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      const { all } = made(recipe);
      const state = createWatch('p1');
      for (const packet of all) {
        const said = stepPacket(state, { ...packet, received: packet.received + 48 * hourMs }, settings);
        assert.ok(said.late);
        // Contact is contact, whatever it brings: how long the line was silent is of now.
        assert.deepEqual(ids(said.findings.filter(({ live, family }) => live && family !== 'silence')), []);
      }
      const history = judgeHistory('p1', [...all].reverse(), settings);
      assert.ok(history.every(({ live }) => !live));
      const live = plain(findingsOf(all));
      const late = plain(history);
      // The end of a history is judged whole, where a live watch still waits for the other device.
      for (const id of live) assert.ok(late.includes(id), `${id} is missing from the history`);
    }),
    { numRuns: 30 },
  );
});

test('hostile samples never throw and never raise a vital sign', () => {
  const hostile = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e308, 1e308, 0, -0, 255, 127, -50, 4e9);
  const reading = fc.record({
    channel: fc.constantFrom('spo2', 'pulse', 'temperature', 'activity', 'steps', 'acceleration') as fc.Arbitrary<
      Reading['channel']
    >,
    t: fc.constantFrom(dawn, dawn + 1, Number.NaN, 0, -1e15, 1e300, Number.POSITIVE_INFINITY),
    dt: fc.constantFrom(1000, 0, -5, Number.NaN, 1e300, 0.001, minuteMs),
    values: fc.array(hostile, { maxLength: 400 }).map((values) => Float64Array.from(values)),
  });
  fc.assert(
    fc.property(fc.array(fc.array(reading, { maxLength: 6 }), { maxLength: 20 }), (packets) => {
      const state = createWatch('p1');
      packets.forEach((readings, seq) => {
        const t = dawn + seq * minuteMs;
        const events: DeviceEvent[] = [{ code: 'fall-suspected', t, readings }];
        const packet: Packet = { device: '__proto__', seq, sent: t, received: t, clockOffset: 0, readings, events };
        for (const { family, reason } of stepPacket(state, packet, settings).findings)
          assert.notEqual(family, 'vital', reason.code);
        assert.ok(serialise(restore(serialise(state))).length < 200_000);
      });
    }),
    { numRuns: 200 },
  );
});
