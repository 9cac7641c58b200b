import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Role, Rules, RulesPage, WatchPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { deliver, judged, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 22, 3);

/** Forty minutes with a pulse of 128 from the tenth to the thirtieth: fast only for a house that says so. */
const packets = Array.from({ length: 40 }, (_, minute) => {
  const t = begin + minute * minuteMs;
  const pulse = Array.from({ length: 60 }, (_, i) => (minute < 10 || minute >= 30 ? 70 : 128) + ((7 * minute + i) % 3));
  const channels = [
    { c: 'pulse', t, dt: 1000, x: pulse } as const,
    { c: 'activity', t, dt: minuteMs, x: [700 + minute] } as const,
  ];
  return sentBy('w', { v: 1, seq: minute + 1, sent: t + minuteMs, battery: 60, worn: true, channels });
});

describe('the rules of the house', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin - minuteMs);
  let house: House;
  let app: App;
  const tokens = {} as Record<Role, string>;
  const open = async () => {
    house = await openTestHouse(folder, clock);
    await house.start();
    app = await house.openHttp();
  };
  const ask = async (by: Role, path: string, payload?: unknown) => {
    const answer = await app.inject({
      method: payload === undefined ? 'GET' : 'PUT',
      url: path,
      headers: { authorization: tokens[by], 'content-type': 'application/json' },
      ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const page = async (): Promise<RulesPage> => (await ask('manager', '/api/rules')).body;
  const changed = (change: (rules: Rules) => void, rules: Rules): Rules => {
    const copy = structuredClone(rules);
    change(copy);
    return copy;
  };

  before(async () => {
    for (const role of ['operator', 'nurse', 'doctor', 'manager', 'family'] as const)
      tokens[role] = await bearer(folder, role, `token-${role}`, begin);
    await open();
    await house.enrol([personOf('p1')]);
    await house.addDevice('w', 'wrist', 'p1', begin - minuteMs);
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  it('are read by the desk, the doctor and the manager, and by nobody else', async () => {
    for (const role of ['operator', 'doctor', 'manager'] as const)
      assert.equal((await ask(role, '/api/rules')).status, 200, role);
    for (const role of ['nurse', 'family'] as const) assert.equal((await ask(role, '/api/rules')).status, 403, role);
    const { version, rules, defaults, burden } = await page();
    assert.equal(version, 0);
    assert.deepEqual(rules, defaults);
    assert.equal(burden.callsPerDay, null);
  });

  it('refuse what is hostile, senseless, out of date or not the asker’s, and stay as they are', async () => {
    const { rules, version } = await page();
    const fast = changed(({ pulse }) => {
      pulse.fastFromPerMin = 125;
    }, rules);
    const put = (given: unknown, by: Role = 'manager') => ask(by, '/api/rules', given);
    const budget = changed((copy) => {
      copy.budget.callsPerDay = 8;
    }, rules);
    const table: [what: string, given: unknown, by: Role, status: number][] = [
      ['the operator changes a limit', { rules: fast, note: 'n', version }, 'operator', 403],
      ['the doctor changes the budget', { rules: budget, note: 'n', version }, 'doctor', 403],
      ['the nurse changes the budget', { rules: budget, note: 'n', version }, 'nurse', 403],
      ['a version of tomorrow', { rules: fast, note: 'n', version: version + 1 }, 'manager', 409],
      ['no note', { rules: fast, note: '', version }, 'manager', 400],
      [
        'a pulse of text',
        { rules: { ...rules, pulse: { ...rules.pulse, fastFromPerMin: 'x' } }, note: 'n', version },
        'manager',
        400,
      ],
      [
        'a limit of 9000',
        {
          rules: changed(({ pulse }) => {
            pulse.fastFromPerMin = 9000;
          }, rules),
          note: 'n',
          version,
        },
        'manager',
        400,
      ],
      ['an unknown rule', { rules: { ...rules, more: 1 }, note: 'n', version }, 'manager', 400],
      ['a rule missing', { rules: { ...rules, pulse: undefined }, note: 'n', version }, 'manager', 400],
      [
        'high above medium',
        {
          rules: changed(({ oxygen }) => {
            oxygen.highBelowPercent = 95;
          }, rules),
          note: 'n',
          version,
        },
        'manager',
        400,
      ],
      ['the fall switched off', { rules: { ...rules, off: ['fall'] }, note: 'n', version }, 'manager', 400],
      ['truncated', `{"rules":${JSON.stringify(rules).slice(0, 40)}`, 'manager', 400],
      ['nothing', 'null', 'manager', 400],
    ];
    for (const [what, given, by, status] of table) assert.equal((await put(given, by)).status, status, what);
    assert.equal((await page()).version, version);
    const said = await put({ rules: { ...rules, off: ['fall'] }, note: 'n', version });
    assert.match(said.body.error.message, /cannot be switched off/);
  });

  it('are never set back by a desk that foresees a version which is still being written', async () => {
    const { rules, version } = await page();
    const slow = changed(({ pulse }) => {
      pulse.slowToPerMin = 38;
    }, rules);
    const budget = changed((copy) => {
      copy.budget.callsPerDay = 7;
    }, rules);
    const put = (by: Role, given: unknown) => ask(by, '/api/rules', given);
    const [manager, ...desk] = await Promise.all([
      put('manager', { rules: slow, note: 'n', version }),
      ...Array.from({ length: 8 }, () => put('operator', { rules: budget, note: 'n', version: version + 1 })),
    ]);
    assert.equal(manager.status, 200);
    for (const { status } of desk) assert.ok(status === 403 || status === 409, String(status));
    assert.equal((await page()).rules.pulse.slowToPerMin, 38);
    assert.equal((await put('manager', { rules, note: 'back', version: version + 1 })).status, 200);
  });

  it('are tried only where the trial makes sense, by who may read them, one at a time', async () => {
    const { rules } = await page();
    const trial = async (payload: unknown, by: Role | undefined = 'operator') => {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/what-if',
        headers: { 'content-type': 'application/json', ...(by ? { authorization: tokens[by] } : {}) },
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      });
      return { status: answer.statusCode, body: answer.json() };
    };
    const made = (change: (rules: Rules) => void) => ({ rules: changed(change, rules), days: 1 });
    const table: [what: string, given: unknown, by: Role, status: number][] = [
      ['the nurse', { rules, days: 1 }, 'nurse', 403],
      ['the family', { rules, days: 1 }, 'family', 403],
      ['nothing', 'null', 'operator', 400],
      ['truncated', '{"rules":{', 'operator', 400],
      ['a list', [rules], 'operator', 400],
      ['no rules', { days: 1 }, 'operator', 400],
      ['no days', { rules }, 'operator', 400],
      ['no time', { rules, days: 0 }, 'operator', 400],
      ['time backwards', { rules, days: -1 }, 'operator', 400],
      ['more than the log', { rules, days: 8 }, 'operator', 400],
      ['days of text', { rules, days: 'many' }, 'operator', 400],
      ['days of no number', '{"days":1e999}', 'operator', 400],
      ['something more', { rules, days: 1, people: ['p1'] }, 'operator', 400],
      ['an unknown rule', { rules: { ...rules, more: 1 }, days: 1 }, 'operator', 400],
      [
        'an inherited rule',
        `{"days":1,"rules":${JSON.stringify(rules).slice(0, -1)},"__proto__":{"x":1}}}`,
        'operator',
        400,
      ],
      ['the fall switched off', { rules: { ...rules, off: ['fall'] }, days: 1 }, 'operator', 400],
      ['one switched off twice', { rules: { ...rules, off: ['usual', 'usual'] }, days: 1 }, 'operator', 400],
      [
        'a fever below hypothermia',
        made(({ temperature }) => Object.assign(temperature, { feverFromCel: 34 })),
        'operator',
        400,
      ],
      ['a budget of nothing', made(({ budget }) => Object.assign(budget, { callsPerDay: 0 })), 'operator', 400],
      ['half a minute less', made(({ oxygen }) => Object.assign(oxygen, { highMinutes: 0.1 })), 'operator', 400],
    ];
    for (const [what, given, by, status] of table) {
      const answer = await trial(given, by);
      assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`);
      assert.ok(answer.body.error.message.length > 0, what);
    }
    assert.equal((await ask('nurse', '/api/what-if/none')).status, 403);
    assert.equal((await ask('operator', '/api/what-if/none')).status, 404);
    assert.equal((await ask('operator', '/api/what-if/%00')).status, 400);
    assert.equal((await ask('operator', `/api/what-if/${'x'.repeat(65)}`)).status, 400);
    const [one, other] = await Promise.all([trial({ rules, days: 1 }), trial({ rules, days: 1 }, 'doctor')]);
    assert.deepEqual([one.status, other.status].sort(), [202, 409]);
    const { id } = (one.status === 202 ? one : other).body;
    await house.whatIf.settled();
    const done = await ask('manager', `/api/what-if/${id}`);
    assert.deepEqual([done.status, done.body.state], [200, 'done']);
    assert.equal((await ask('nurse', `/api/what-if/${id}`)).status, 403);
  });

  it('that are changed count at once, and after a restart', async () => {
    const arrive = (from: number, to: number) =>
      deliver(
        house,
        (now) => clock.moveTo(Math.max(now, clock.now())),
        packets.slice(from, to).map((packet) => ({ ...packet, at: packet.sent })),
      );
    await arrive(0, 20);
    await judged(house, (now) => clock.moveTo(now));
    const codes = async () => (await house.findings.of('p1', 0, 100)).map(({ reason }) => reason.code);
    assert.ok(!(await codes()).includes('fast-pulse'), 'ten minutes at 128 are not fast by the rules of a new house');
    const { rules, version } = await page();
    const fast = changed(({ pulse }) => {
      pulse.fastFromPerMin = 125;
    }, rules);
    assert.equal((await ask('manager', '/api/rules', { rules: fast, note: '맥박 기준을 낮춤', version })).status, 200);
    await app.close();
    await house.close();
    await open();
    const now = await page();
    assert.equal(now.version, version + 1);
    assert.equal(now.note, '맥박 기준을 낮춤');
    assert.equal(now.rules.pulse.fastFromPerMin, 125);
    await arrive(20, 30);
    await judged(house, (at) => clock.moveTo(at));
    assert.ok((await codes()).includes('fast-pulse'));
    await arrive(30, 40);
    await judged(house, (at) => clock.moveTo(at));
  });

  it('let the desk set its own budget; what is held raises no alert and stands on the page of the person', async () => {
    const { rules, version } = await page();
    const budget = changed((copy) => {
      copy.budget.callsPerDay = 0.1;
    }, rules);
    assert.equal((await ask('operator', '/api/rules', { rules: budget, note: '밤 근무', version })).status, 200);
    // Contact is lost: low, and rare enough for no such budget.
    const later = clock.now() + 30 * minuteMs;
    clock.moveTo(later);
    house.keeper.tick(later);
    await judged(house, (at) => clock.moveTo(at));
    const { body } = await ask('doctor', '/api/people/p1/watch');
    const watch = body as WatchPage;
    assert.deepEqual(
      watch.held.map(({ reason }) => reason.code),
      ['no-contact'],
    );
    assert.equal(
      (await house.response.list({ status: 'open', subject: 'p1' })).filter(({ family }) => family === 'silence')
        .length,
      0,
    );
    assert.equal((await page()).burden.callsPerDay, 0.1);
    assert.equal((await ask('family', '/api/people/p1/watch')).status, 403);
    assert.equal((await ask('doctor', '/api/people/nobody/watch')).status, 404);
  });
});
