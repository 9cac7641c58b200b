import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Finding,
  type PlanPreview,
  type PlanProblem,
  type PlanStep,
  type Plans,
  type PlansPage,
  type PlansVersionPage,
  type Role,
  stepKinds,
} from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { type Asked, askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 28, 3);
/** 03:10 of the next night, in the city. */
const night = Date.UTC(2026, 10, 28, 18, 10);

function findingOf(subject: string, n: number): Finding {
  return {
    id: `fall/${subject}/${n}/began`,
    episode: `fall/${subject}/${n}`,
    subject,
    detector: 'fall',
    version: 1,
    phase: 'began',
    family: 'safety',
    priority: 'high',
    reason: { code: 'fall', params: { peakG: 3.1, movedAfter: false, stillSeconds: 40 } },
    confidence: 0.9,
    since: begin,
    at: begin,
    live: true,
    evidence: [],
  };
}

describe('the response plans', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin);
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;
  const open = async () => {
    house = await openTestHouse(folder, clock);
    await house.start();
    app = await house.openHttp();
    ask = askingOf(app, folder, () => clock.now());
  };
  const close = async () => {
    await app.close();
    await house.close();
  };
  const boss = (asked: Asked) => ask('manager', 'boss', asked);
  const page = async () => (await boss({ url: '/api/plans' })).json<PlansPage>();
  const put = (payload: unknown, role: Role | undefined = 'manager') =>
    ask(role, role === 'manager' ? 'boss' : `token-${role}`, {
      method: 'PUT',
      url: '/api/plans',
      payload: payload as object,
    });
  const tried = (payload: unknown, role: Role | undefined = 'manager') =>
    ask(role, `token-${role}`, { method: 'POST', url: '/api/plans/preview', payload: payload as object });
  const withHigh = (plans: Plans, high: PlanStep[]): Plans => ({ ...plans, safety: { ...plans.safety, high } });

  before(async () => {
    await open();
    await house.enrol([personOf('p1'), personOf('p2', { contacts: [] })]);
    await house.addUser({ id: 'boss', name: '박관리', role: 'manager', password: 'right-password-1' });
  });
  after(async () => {
    await close();
    remove();
  });

  it('GET /api/plans, its versions and the preview are for the desk, the doctor and the manager; PUT is the manager’s', async () => {
    const { plans, defaults, version, earlier, unfit } = await page();
    assert.deepEqual([version, earlier, unfit], [0, [], []]);
    assert.deepEqual(plans, defaults);
    const preview = { family: 'safety', priority: 'high', plan: plans.safety.high, at: night };
    const change = { plans, note: 'n', version: 9 };
    const allowed: [role: Role | undefined, read: number, write: number][] = [
      ['operator', 200, 403],
      ['doctor', 200, 403],
      ['manager', 200, 409],
      ['nurse', 403, 403],
      ['family', 403, 403],
      ['person', 403, 403],
      ['service', 403, 403],
      [undefined, 401, 401],
    ];
    for (const [role, read, write] of allowed) {
      const got = [
        (await ask(role, `token-${role}`, { url: '/api/plans' })).statusCode,
        (await ask(role, `token-${role}`, { url: '/api/plans/versions/0' })).statusCode,
        (await ask(role, `token-${role}`, { method: 'POST', url: '/api/plans/preview', payload: preview })).statusCode,
        (await ask(role, `token-${role}`, { method: 'PUT', url: '/api/plans', payload: change })).statusCode,
      ];
      assert.deepEqual(got, [read, read, read, write], String(role));
    }
  });

  it('refuse what is hostile, and stay as they are', async () => {
    const { plans, version } = await page();
    const step = plans.safety.high[0]!;
    const of = (more: object): object => ({
      plans: withHigh(plans, [{ ...step, ...more } as PlanStep, ...plans.safety.high.slice(1)]),
      note: 'n',
      version,
    });
    const table: [what: string, given: unknown][] = [
      ['nothing', 'null'],
      ['a list', []],
      ['truncated', `{"plans":${JSON.stringify(plans).slice(0, 60)}`],
      ['no note', { plans, note: '', version }],
      ['a novel as a note', { plans, note: 'x'.repeat(501), version }],
      ['no version', { plans, note: 'n' }],
      ['a version of text', { plans, note: 'n', version: 'now' }],
      ['a version below nought', { plans, note: 'n', version: -1 }],
      ['something more', { plans, note: 'n', version, force: true }],
      ['a family more', { plans: { ...plans, garden: plans.safety }, note: 'n', version }],
      ['a family less', { plans: { ...plans, vital: undefined }, note: 'n', version }],
      ['a priority less', { plans: { ...plans, vital: { high: plans.vital.high } }, note: 'n', version }],
      ['a plan of no step', { plans: withHigh(plans, []), note: 'n', version }],
      ['a plan of 21 steps', { plans: withHigh(plans, Array(21).fill(step)), note: 'n', version }],
      ['an unknown kind', of({ kind: 'carrier-pigeon' })],
      ['an inherited kind', of({ kind: 'constructor' })],
      ['no time', of({ withinMs: undefined })],
      ['a time of nought', of({ withinMs: 0 })],
      ['a time of a week', of({ withinMs: 7 * 86_400_000 })],
      ['a time of no number', JSON.stringify(of({ withinMs: 77_777 })).replace('77777', '1e999')],
      ['half a millisecond', of({ withinMs: 1000.5 })],
      ['no attempt', of({ attempts: 0 })],
      ['a hundred attempts', of({ attempts: 100 })],
      ['on to itself', of({ orElse: 0 })],
      ['back', of({ orElse: -1 })],
      ['hours of a longer day', of({ when: { hours: { from: 0, to: 1440 } } })],
      ['half an hour of hours', of({ when: { hours: { from: 0 } } })],
      ['no priority at all', of({ when: { priorities: [] } })],
      ['an unknown condition', of({ when: { moon: 'full' } })],
      ['a step with more', of({ script: '<script>' })],
      ['an inherited step', JSON.stringify(of({ attempts: 4 })).replace('"attempts":4', '"__proto__":{"attempts":4}')],
    ];
    for (const [what, given] of table) {
      const answer = await put(given);
      assert.equal(answer.statusCode, 400, `${what}: ${answer.body}`);
    }
    for (const version of [-1, 'x', 1e9]) {
      const { statusCode } = await boss({ url: `/api/plans/versions/${version}` });
      assert.equal(statusCode, 400, String(version));
    }
    assert.equal((await boss({ url: '/api/plans/versions/7' })).statusCode, 404);
    assert.deepEqual([(await page()).version, (await page()).plans], [version, plans]);
  });

  it('are refused with every problem named at its step', async () => {
    const { plans, version } = await page();
    const call: PlanStep = { kind: 'operator-call', withinMs: minuteMs };
    const table: [code: PlanProblem['code'], plan: PlanStep[], step: number, family?: 'house'][] = [
      ['backwards', [call, call, { ...call, orElse: 1 }, call], 2],
      ['no-such-step', [{ ...call, orElse: 9 }, call], 0],
      ['ends-without-person', [call, { kind: 'ask-device', withinMs: minuteMs }], 1],
      [
        'never-reached',
        [{ ...call, when: { priorities: ['low'] }, orElse: 2 }, { kind: 'manager', withinMs: minuteMs }, call],
        1,
      ],
      ['never-true', [{ ...call, when: { priorities: ['low'] } }, call], 0],
      ['first-is-dispatch', [{ kind: 'dispatch', withinMs: minuteMs }, call], 0],
      ['not-for-family', [{ kind: 'check-house', withinMs: minuteMs }, call], 0],
      ['not-for-family', [{ kind: 'check-house', withinMs: minuteMs }, call], 1, 'house'],
    ];
    for (const [code, plan, step, family = 'safety'] of table) {
      const changed = { ...plans, [family]: { ...plans[family], high: plan } };
      const answer = await put({ plans: changed, note: 'n', version });
      assert.equal(answer.statusCode, 400, code);
      const { error, problems } = answer.json<{ error: { code: string }; problems: PlanProblem[] }>();
      assert.equal(error.code, 'plan-problems');
      assert.ok(
        problems.some(
          (one) => one.code === code && one.step === step && one.family === family && one.priority === 'high',
        ),
        `${code}: ${JSON.stringify(problems)}`,
      );
      const shown = (await tried({ family, priority: 'high', plan, at: night })).json<PlanPreview>();
      assert.deepEqual(shown.problems, problems, code);
    }
    const empty = (await tried({ family: 'safety', priority: 'high', plan: [], at: night })).json<PlanPreview>();
    assert.deepEqual(empty.problems, [{ family: 'safety', priority: 'high', code: 'no-steps' }]);
    assert.deepEqual(empty.lines, []);
    assert.equal((await page()).version, version);
  });

  it('POST /api/plans/preview says what would happen at 03:10, and what of it is passed by', async () => {
    const plan: PlanStep[] = [
      { kind: 'ask-device', withinMs: minuteMs },
      { kind: 'second-operator', withinMs: 2 * minuteMs, when: { desk: 'asleep' } },
      { kind: 'operator-call', withinMs: 3 * minuteMs, attempts: 2 },
      { kind: 'nurse-visit', withinMs: 10 * minuteMs, when: { hours: { from: 540, to: 1080 } } },
      { kind: 'manager', withinMs: 5 * minuteMs },
    ];
    const lines = async (more: object) => {
      const answer = await tried({ family: 'safety', priority: 'high', plan, at: night, ...more });
      assert.equal(answer.statusCode, 200, answer.body);
      return answer
        .json<PlanPreview>()
        .lines.map(
          ({ at, kind, what, why, attempt }) => `${(at - night) / minuteMs} ${kind} ${what} ${why ?? attempt}`,
        );
    };
    assert.deepEqual(await lines({}), [
      '0 ask-device begins 1',
      '1 second-operator passed-by desk',
      '1 operator-call begins 1',
      '4 operator-call begins-again 2',
      '7 nurse-visit passed-by hours',
      '7 manager begins 1',
      '12 manager begins-again 1',
    ]);
    assert.deepEqual((await lines({ suppose: { desk: 'asleep' } })).slice(0, 3), [
      '0 ask-device begins 1',
      '1 second-operator begins 1',
      '3 operator-call begins 1',
    ]);
    assert.deepEqual((await lines({ at: night + 8 * 3_600_000 })).at(-3), '487 nurse-visit begins 1');
    // Nobody wears a device in this house: of a person the question through it is passed by.
    assert.equal((await lines({ person: 'p1' }))[0], '0 ask-device passed-by no-device');
    const quiet = await tried({
      ...{ family: 'safety', priority: 'medium', plan, at: night },
      suppose: { quiet: { from: 1320, to: 420 } },
    });
    assert.deepEqual(quiet.json<PlanPreview>().lines[0]?.why, 'quiet');
  });

  it('POST /api/plans/preview refuses what cannot be tried, and is written down where it shows a person', async () => {
    const { plans } = await page();
    const asked = { family: 'safety', priority: 'high', plan: plans.safety.high, at: night };
    const table: [what: string, given: unknown, status: number][] = [
      ['nothing', 'null', 400],
      ['an unknown family', { ...asked, family: 'garden' }, 400],
      ['an unknown priority', { ...asked, priority: 'highest' }, 400],
      ['a time before time', { ...asked, at: -1 }, 400],
      ['a time of text', { ...asked, at: 'tonight' }, 400],
      ['a time of no number', JSON.stringify({ ...asked, at: 77_777 }).replace('77777', '1e999'), 400],
      ['a plan of 21', { ...asked, plan: Array(21).fill(plans.safety.high[0]) }, 400],
      ['nobody of that name', { ...asked, person: 'nobody' }, 404],
      ['a long name', { ...asked, person: 'x'.repeat(65) }, 400],
      ['somebody at the desk who dreams', { ...asked, suppose: { desk: 'dreaming' } }, 400],
      ['quiet hours of a longer day', { ...asked, suppose: { quiet: { from: 0, to: 1440 } } }, 400],
      ['something more', { ...asked, really: true }, 400],
    ];
    for (const [what, given, status] of table) {
      const answer = await tried(given);
      assert.equal(answer.statusCode, status, `${what}: ${answer.body}`);
    }
    for (const kind of stepKinds) {
      const plan = [
        { kind, withinMs: 1000, attempts: 5 },
        { kind: 'manager', withinMs: 1000 },
      ];
      const { statusCode, body } = await tried({ ...asked, plan, at: 8e15 });
      assert.equal(statusCode, 200, `${kind}: ${body}`);
    }
    await tried({ ...asked, person: 'p2' });
    const month = new Date(clock.now()).toISOString().slice(0, 7);
    const audit = await boss({ url: `/api/manage/audit?month=${month}&kind=all&person=p2` });
    assert.match(audit.body, /plan preview/);
  });

  it('that are changed are those of new alerts; a plan under way stays what it was, also over a restart', async () => {
    await house.response.take([findingOf('p1', 1)]);
    const [before] = await house.response.list({ status: 'open', subject: 'p1' });
    const { plans, version } = await page();
    assert.deepEqual([before?.planVersion, before?.plan], [0, plans.safety.high]);

    const high: PlanStep[] = [
      { kind: 'operator-call', withinMs: 2 * minuteMs },
      { kind: 'manager', withinMs: 4 * minuteMs },
    ];
    const changed = await put({ plans: withHigh(plans, high), note: '밤에는 관리자에게', version });
    assert.equal(changed.statusCode, 200, changed.body);
    const now = changed.json<PlansPage>();
    assert.deepEqual(
      [now.version, now.changedBy, now.note, now.plans.safety.high, now.defaults],
      [version + 1, '박관리', '밤에는 관리자에게', high, plans],
    );
    await house.response.take([findingOf('p2', 2)]);
    await close();
    clock.advance(20 * minuteMs);
    await open();
    await house.response.settled();
    const [old] = await house.response.list({ status: 'open', subject: 'p1' });
    const [fresh] = await house.response.list({ status: 'open', subject: 'p2' });
    assert.deepEqual(
      old?.plan.map(({ kind }) => kind),
      plans.safety.high.map(({ kind }) => kind),
    );
    assert.equal(old?.planVersion, 0);
    assert.deepEqual([fresh?.planVersion, fresh?.plan], [version + 1, high]);
    // A cry for help opens by the present plan, too.
    await house.enrol([personOf('p3')]);
    await house.response.reply({ subject: 'p3', device: 'page', answer: 'help', at: clock.now() });
    const [helped] = await house.response.list({ status: 'open', subject: 'p3' });
    assert.deepEqual([helped?.planVersion, helped?.plan], [version + 1, high]);
  });

  it('are saved by one of two who save at once, and the other is told', async () => {
    const { plans, version } = await page();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        put({
          plans: withHigh(plans, [{ kind: 'operator-call', withinMs: (i + 1) * minuteMs }]),
          note: `n${i}`,
          version,
        }),
      ),
    );
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409, 409, 409, 409]);
    for (const answer of answers.filter(({ statusCode }) => statusCode === 409))
      assert.equal(answer.json().error.code, 'out-of-date');
    const { earlier, note, version: now } = await page();
    assert.equal(now, version + 1);
    assert.deepEqual(
      earlier.map((one) => [one.version, one.by, one.note]),
      [[1, '박관리', '밤에는 관리자에게']],
    );
    assert.match(note ?? '', /^n\d$/);
    const first = (await boss({ url: '/api/plans/versions/0' })).json<PlansVersionPage>();
    const second = (await boss({ url: '/api/plans/versions/1' })).json<PlansVersionPage>();
    assert.deepEqual(first.plans, (await page()).defaults);
    assert.equal(second.plans.safety.high.length, 2);
    const month = new Date(clock.now()).toISOString().slice(0, 7);
    const audit = await boss({ url: `/api/manage/audit?month=${month}&kind=changes` });
    assert.match(audit.body, /plans changed to version 2/);
  });
});
