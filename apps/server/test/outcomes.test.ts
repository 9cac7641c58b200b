import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Alert, Finding, OutcomesPage, Role } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const minute = 60_000;
const hour = 60 * minute;
/** 08:00 in Korea: the night was from 18:00 on. */
const morning = Date.UTC(2026, 10, 22, 23);
const begin = morning - 5 * 24 * hour;

function findingOf(subject: string, n: number, more: Partial<Finding> = {}): Finding {
  const at = begin + n;
  const episode = `fall/${subject}/${n}`;
  return {
    ...{ id: `${episode}/began`, episode, subject, detector: 'fall', version: 1, phase: 'began', family: 'safety' },
    ...{ priority: 'high', reason: { code: 'fall', params: { peakG: 3 } }, confidence: 1, since: at, at, live: true },
    evidence: [{ channel: 'acceleration', device: `ear-${subject}`, from: at, to: at, values: {} }],
    ...more,
  };
}

describe('what the calls were worth', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin);
  const tokens = {} as Record<Role, string>;
  const operator = { id: 'op-1', name: '김관제' };
  let house: House;
  let app: App;
  let raised = 0;

  const get = async (by: Role | undefined, path: string) => {
    const answer = await app.inject({ url: path, headers: by ? { authorization: tokens[by] } : {} });
    return { status: answer.statusCode, text: answer.body };
  };
  const page = async (days = 28, by: Role = 'operator'): Promise<OutcomesPage> => {
    const { status, text } = await get(by, `/api/outcomes?days=${days}`);
    assert.equal(status, 200, text);
    return JSON.parse(text);
  };
  const openOf = async (subject: string): Promise<Alert> => {
    const [alert] = await house.response.list({ status: 'open', subject });
    assert.ok(alert);
    return alert;
  };
  /** One alert, opened and closed; its id. */
  const call = async (subject: string, outcome: Alert['outcome'], ...more: Partial<Finding>[]): Promise<string> => {
    raised++;
    await house.response.take([findingOf(subject, raised, more[0])]);
    for (const [index, one] of more.slice(1).entries())
      await house.response.take([findingOf(subject, raised * 1000 + index, one)]);
    const { id } = await openOf(subject);
    const closed = await house.response.command(id, { command: 'close', outcome: outcome! }, operator);
    assert.ok('history' in closed, JSON.stringify(closed));
    return id;
  };
  const isFalse = { verdict: 'false', code: 'dropped' } as const;
  const isTrue = { verdict: 'true', code: 'fell' } as const;

  before(async () => {
    for (const role of ['operator', 'nurse', 'doctor', 'manager', 'family', 'person'] as const)
      tokens[role] = await bearer(folder, role, `token-${role}`, begin);
    house = await openTestHouse(folder, clock);
    app = await house.openHttp();
    await house.enrol([personOf('p1'), personOf('p2')]);
    for (const id of ['p1', 'p2']) await house.addDevice(`ear-${id}`, 'ear', id, begin);
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  it('is nothing before anything was closed', async () => {
    clock.moveTo(begin + hour);
    const { total, byRule, advice, night, people } = await page();
    assert.deepEqual([total, byRule, advice, night], [{ closed: 0, true: 0, false: 0, unclear: 0 }, [], [], []]);
    assert.equal(people, 2);
  });

  it('counts an alert once in the sum, and once for each rule that took part', async () => {
    await call('p1', isTrue, {}, { detector: 'button', reason: { code: 'button' }, evidence: [] });
    const { total, byRule, byModel, byFirmware, byPerson } = await page();
    assert.deepEqual([total.closed, total.true], [1, 1]);
    assert.deepEqual(byRule.map(({ key, closed }) => [key, closed]).sort(), [
      ['button/button', 1],
      ['fall/fall', 1],
    ]);
    assert.deepEqual(byModel.map(({ key }) => key).sort(), ['ear', 'unknown']);
    assert.deepEqual(byFirmware.map(({ key }) => key).sort(), ['ear unknown', 'unknown unknown']);
    assert.deepEqual(
      byPerson.map(({ key, name }) => [key, name]),
      [['p1', '김p1']],
    );
  });

  it('labels in the transaction of the alert: an outcome that cannot be stored closes nothing', async () => {
    await house.database.query.schema.alterTable('outcome_label').renameTo('outcome_label_away').execute();
    await house.response.take([findingOf('p2', 900_000)]);
    const { id } = await openOf('p2');
    await assert.rejects(house.response.command(id, { command: 'close', outcome: isFalse }, operator));
    assert.equal((await openOf('p2')).id, id);
    await house.database.query.schema.alterTable('outcome_label_away').renameTo('outcome_label').execute();
    assert.ok('history' in (await house.response.command(id, { command: 'close', outcome: isFalse }, operator)));
  });

  it('gives a false-call rate with its interval, false ones a person-day, causes, and what that speaks for', async () => {
    for (let n = 0; n < 7; n++) await call('p2', isFalse);
    await call('p2', { verdict: 'unclear', code: 'other' });
    await call('p1', { verdict: 'false', code: 'charging' });
    clock.moveTo(morning - hour);
    const { total, byPerson, causes, advice, people, days } = await page();
    assert.deepEqual([total.true, total.false, total.unclear], [1, 9, 1]);
    assert.equal(total.falseRate!.value, 0.9);
    assert.ok(total.falseRate!.low > 0.5 && total.falseRate!.high < 1);
    assert.deepEqual([people, Math.round(days)], [2, 5], 'not before there was a device');
    assert.equal(total.falsePerPersonDay, 9 / (people * days));
    assert.equal(byPerson[0]!.falsePerPersonDay, 8 / days);
    assert.deepEqual(causes, [
      { code: 'dropped', count: 8 },
      { code: 'charging', count: 1 },
    ]);
    assert.deepEqual(advice.map(({ code, key }) => `${code} ${key}`).sort(), [
      'device-mostly-false ear',
      'person-mostly-false p2',
      'rule-mostly-false fall/fall',
    ]);
  });

  it('shows the last night a line an alert, open ones too', async () => {
    const id = await call('p1', isTrue);
    clock.moveTo(morning);
    await house.response.take([findingOf('p1', 999_999)]);
    const { night, total } = await page(1);
    assert.deepEqual(
      night.map(({ alert, person, outcome, rules }) => [alert === id, person?.name, outcome?.code, rules]),
      [
        [false, '김p1', undefined, ['fall/fall']],
        [true, '김p1', 'fell', ['fall/fall']],
      ],
    );
    assert.equal(total.closed, 1);
    const { id: open } = await openOf('p1');
    await house.response.command(open, { command: 'close', outcome: isTrue }, operator);
  });

  it('forgets the verdict of an alert that is opened again, and takes the next', async () => {
    const before = (await page(1)).total;
    const id = await call('p1', isFalse);
    assert.equal((await page(1)).total.false, before.false + 1);
    const again = await house.response.command(id, { command: 'reopen', note: '다시 확인' }, operator);
    assert.ok('history' in again, JSON.stringify(again));
    assert.deepEqual((await page(1)).total, before);
    await house.response.command(id, { command: 'close', outcome: isTrue }, operator);
    assert.deepEqual([(await page(1)).total.false, (await page(1)).total.true], [before.false, before.true + 1]);
  });

  it('leaves out drills and Munan itself', async () => {
    const before = await page(365);
    await house.response.take([findingOf('drill-abc-1', 5), findingOf('munan', 6, { family: 'house' })]);
    for (const { id } of await house.response.list({ status: 'open' }))
      await house.response.command(id, { command: 'close', outcome: isFalse }, operator);
    const after = await page(365);
    assert.deepEqual([after.total, after.night], [before.total, before.night]);
  });

  it('is a table of labels for training: ids, no names, for the manager alone, and in the audit trail', async () => {
    const { status, text } = await get('manager', '/api/outcomes.csv?days=28');
    assert.equal(status, 200);
    const [head, ...lines] = text.trimEnd().split('\r\n');
    assert.match(head!, /^alert,rule,detector,code,first,subject,/);
    assert.equal(
      lines.length,
      (await page()).byRule.reduce((sum, { closed }) => sum + closed, 0),
    );
    assert.ok(!text.includes('김'));
    for (const role of ['operator', 'doctor', 'nurse', 'family', 'person'] as const)
      assert.equal((await get(role, '/api/outcomes.csv')).status, 403, role);
    const trail = await house.audit.search({ limit: 200 });
    const exported = trail.records.find(({ what }) => what === 'outcomes export of 28 days');
    assert.deepEqual([exported?.persons.toSorted(), exported?.user_id], [['p1', 'p2'], 'token-manager']);
  });

  it('is read by the desk, the doctor and the manager, and by nobody else', async () => {
    for (const role of ['operator', 'doctor', 'manager'] as const) await page(7, role);
    for (const role of ['nurse', 'family', 'person'] as const)
      assert.equal((await get(role, '/api/outcomes')).status, 403, role);
    assert.equal((await get(undefined, '/api/outcomes')).status, 401);
    assert.equal((await get(undefined, '/api/outcomes.csv')).status, 401);
  });

  it('refuses a window that makes no sense', async () => {
    for (const days of ['0', '-1', '366', 'many', '', '1e9', 'NaN', 'Infinity', '[]', '%00'])
      for (const path of ['/api/outcomes', '/api/outcomes.csv']) {
        const { status, text } = await get('manager', `${path}?days=${days}`);
        assert.equal(status, 400, `${path} ${days} ${text.slice(0, 200)}`);
      }
  });
});
