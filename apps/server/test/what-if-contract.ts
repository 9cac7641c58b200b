import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Finding, Rules, RulesPage, WhatIf } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { type Arrival, deliver, judged, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 22, 0);
const minutes = 13 * 60;
const people = ['p1', 'p2', 'p3', 'p4', 'p5'];

/** 0..1 from a number; the same each time. */
function chanceAt(number: number): number {
  let x = Math.imul(number ^ 0x9e3779b1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Thirteen hours of five simulated people: low oxygen, fast pulses, a fever, devices taken off and lost, packets late and shuffled. */
function arrivals(): Arrival[] {
  const list: Arrival[] = [];
  people.forEach((person, who) => {
    const turn = 20 * who;
    for (let minute = 0; minute < minutes; minute++) {
      const t = begin + minute * minuteMs;
      const at = minute - turn;
      if (at >= 400 && at < 430) continue; // out of contact
      const wobble = (i: number) => Math.floor(3 * chanceAt(minute * 60 + i + 7000 * who));
      const low = at >= 60 && at < 66 + who;
      const fast = at >= 270 && at < 290;
      const spo2 = Array.from({ length: 12 }, (_, i) => (low ? 86 - who : 95) + wobble(i));
      const pulse = Array.from({ length: 12 }, (_, i) => (fast ? 122 + 3 * who : 68) + wobble(i + 30));
      const worn = !(at >= 600 && at < 640);
      const celsius = at >= 500 && at < 535 ? 38 + 0.2 * who : 36.4 + 0.1 * wobble(50);
      const channels = [
        { c: 'spo2', t, dt: 5000, x: spo2 } as const,
        { c: 'pulse', t, dt: 5000, x: pulse } as const,
        { c: 'temperature', t, dt: minuteMs, x: [Number(celsius.toFixed(1))] } as const,
        { c: 'activity', t, dt: minuteMs, x: [Math.floor(600 * chanceAt(minute + who))] } as const,
      ];
      const sent = t + minuteMs;
      const packet = sentBy(`d-${person}`, { v: 1, seq: minute + 1, sent, battery: 70, worn, channels });
      const jitter = Math.floor(20_000 * chanceAt(minute * 5 + who));
      // One in forty comes hours late: history, whatever the rules.
      const late = chanceAt(minute * 11 + who) < 0.025 ? 2 * 3_600_000 : 0;
      list.push({ ...packet, at: sent + jitter + late });
    }
  });
  return list.filter(({ at }) => at < begin + minutes * minuteMs).sort((a, b) => a.at - b.at);
}

interface Lived {
  called: string[];
  trial(rules: Rules): Promise<WhatIf>;
  rules: Rules;
  close(): Promise<void>;
}

/** A server that lived through it under some rules, with a restart in between. */
async function live(change: (rules: Rules) => void, databaseUrl?: string): Promise<Lived> {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin - minuteMs);
  let house: House;
  let app: App;
  const open = async () => {
    house = await openTestHouse(folder, clock, databaseUrl);
    await house.start();
    app = await house.openHttp();
  };
  const moveTo = (now: number) => clock.moveTo(Math.max(now, clock.now()));
  const authorization = await bearer(folder, 'manager', 'token-manager', begin);
  const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, headers: { authorization }, ...(payload ? { payload } : {}) });
    assert.ok(answer.statusCode < 300, answer.body);
    return answer.json();
  };
  await open();
  const { rules, version } = (await ask('GET', '/api/rules')) as RulesPage;
  change(rules);
  await ask('PUT', '/api/rules', { rules, note: 'what-if', version });
  await house!.enrol(people.map((id) => personOf(id)));
  for (const id of people) await house!.addDevice(`d-${id}`, 'test', id, begin - minuteMs);
  const all = arrivals();
  const restartAt = begin + 200 * minuteMs;
  for (let from = begin; from < begin + minutes * minuteMs; from += minuteMs) {
    if (from === restartAt) {
      await judged(house!, moveTo);
      await app!.close();
      await house!.close();
      moveTo(from + 15 * minuteMs);
      await open();
    }
    const now = Math.max(from, clock.now());
    const due = all
      .filter(({ at }) => at >= from && at < from + minuteMs)
      .map((one) => ({ ...one, at: Math.max(one.at, now) }));
    await deliver(house!, moveTo, due);
    moveTo(from + minuteMs);
    house!.keeper.tick(clock.now());
    // What the running server does each half minute.
    if (Math.round((from - begin) / minuteMs) % 10 === 0) await house!.keeper.checkpoint();
  }
  await judged(house!, moveTo);
  const called = new Set<string>();
  for (const id of people) {
    const found = (await house!.findings.of(id, 0, 10_000)).filter(isCall);
    const episodes = new Set<string>();
    // What comes later in an episode that was called is in the same alert.
    for (const finding of found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
      if (!episodes.has(finding.episode)) called.add(keyOf(finding));
      episodes.add(finding.episode);
    }
  }
  return {
    called: [...called].sort(),
    rules,
    async trial(other) {
      const { id } = (await ask('POST', '/api/what-if', { rules: other, days: 7 })) as WhatIf;
      await house.whatIf.settled();
      return (await ask('GET', `/api/what-if/${id}`)) as WhatIf;
    },
    async close() {
      await app.close();
      await house.close();
      remove();
    },
  };
}
const familyOf = (detector: string): Finding['family'] =>
  detector === 'silence' ? 'silence' : detector === 'no-movement' ? 'safety' : 'vital';
const slotMs = 4 * 3_600_000;
const isCall = ({ live: isLive, held, phase }: Finding) => isLive && !held && phase !== 'ended';
const keyOf = ({ at, family, subject }: Pick<Finding, 'at' | 'family' | 'subject'>) =>
  `${Math.floor(at / slotMs)}/${family}/${subject}`;

/** `newDatabase`: a database for each server; none for SQLite in its own folder. `names`: only these changes. */
export function whatIfContract(newDatabase?: () => Promise<string>, names?: readonly string[]): void {
  const changes: Record<string, (rules: Rules) => void> = {
    'a lower limit of the pulse': ({ pulse }) => {
      pulse.fastFromPerMin = 125;
      pulse.restingFromPerMin = 105;
    },
    'a higher limit of the oxygen and a longer wait': ({ oxygen, silence }) => {
      oxygen.mediumBelowPercent = 88;
      oxygen.highBelowPercent = 82;
      silence.noContactMinutes = 25;
    },
    'a budget': ({ budget }) => {
      budget.callsPerDay = 6;
    },
  };
  it('what-if of the rules in force calls whom the server really called, and of others whom a server with those calls', async () => {
    const open: Lived[] = [];
    const opened = async (change: (rules: Rules) => void) => {
      const lived = await live(change, await newDatabase?.());
      open.push(lived);
      return lived;
    };
    try {
      const here = await opened(() => {});
      assert.ok(here.called.length >= 10, `${here.called.length} calls`);
      const same = await here.trial(here.rules);
      assert.equal(same.state, 'done', same.message);
      assert.equal(same.result!.before.calls, here.called.length);
      assert.deepEqual(same.result!.persons, []);
      for (const [name, change] of Object.entries(changes).filter(([name]) => names?.includes(name) ?? true)) {
        const there = await opened(change);
        const { result } = await here.trial(there.rules);
        const gone = here.called.filter((key) => !there.called.includes(key));
        const come = there.called.filter((key) => !here.called.includes(key));
        const told = (which: 'new' | 'gone') =>
          result!.persons
            .flatMap((person) =>
              person[which].map(({ at, detector }) =>
                keyOf({ at, family: familyOf(detector), subject: person.person.id }),
              ),
            )
            .sort();
        assert.ok(gone.length + come.length > 0, `${name} changes something`);
        assert.deepEqual(told('gone'), gone, name);
        assert.deepEqual(told('new'), come, name);
        assert.equal(result!.after.calls, there.called.length, name);
      }
    } finally {
      for (const one of open) await one.close();
    }
  });
}
