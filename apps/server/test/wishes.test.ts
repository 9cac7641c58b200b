import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Finding, noWishes, type Role, type Wishes, type WishesPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { type Asked, askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let found = 0;
const findingOf = (subject: string, more: Partial<Finding> = {}): Finding => ({
  ...{ id: `f${++found}`, episode: `e${found}`, subject, detector: 'silence', version: 1, phase: 'began' },
  ...{ family: 'silence', priority: 'low', reason: { code: 'no-contact', params: { minutes: 30 } }, confidence: 1 },
  ...{ since: clock.now(), at: clock.now(), live: true, evidence: [] },
  ...more,
});

describe('what a person wishes', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;
  let subject: string;
  let made = 0;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol([personOf('p1'), personOf('p2')]);
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-1' }, ['p1']);
    app = await house.openHttp();
    await app.ready();
    ask = askingOf(app, folder, () => clock.now());
  });
  beforeEach(async () => {
    subject = `w${++made}`;
    await house.enrol([personOf(subject)]);
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const desk = (asked: Asked) => ask('operator', 'op1', asked);
  const read = async (id = subject) => (await desk({ url: `/api/people/${id}/wishes` })).json<WishesPage>();
  const put = async (wishes: Partial<Wishes>, id = subject, changedAt?: number | null) => {
    const seen = changedAt === undefined ? ((await read(id)).changedAt ?? null) : changedAt;
    const payload = { wishes: { ...noWishes, ...wishes }, changedAt: seen };
    return desk({ method: 'PUT', url: `/api/people/${id}/wishes`, payload });
  };
  /** As findings go from the watch to the desk. */
  const judged = (findings: Finding[]) => house.desk.away.judge(findings);
  const hand = async (finding: Finding): Promise<Finding> => {
    const [only] = judged([finding]);
    await house.findings.keep([only!]);
    if (!only!.held) await house.response.take([only!]);
    return only!;
  };
  const open = async () => (await house.response.list({ status: 'open', subject })).map(({ reason }) => reason.code);

  it('PUT /api/people/:id/wishes keeps them, with who and when, in the trail too; a restart changes nothing', async () => {
    assert.deepEqual((await read()).wishes, noWishes);
    const wishes: Wishes = {
      ...{ quiet: { from: 1320, to: 540 }, refused: ['voice-call', 'voice-call'], language: 'ko' },
      note: ' 귀가 어두우시니 크게 ',
    };
    const page = (await put(wishes)).json<WishesPage>();
    assert.deepEqual(page.wishes, { ...wishes, refused: ['voice-call'], note: '귀가 어두우시니 크게' });
    assert.deepEqual([page.changedBy, page.changedAt], ['op1', clock.now()]);
    assert.deepEqual((await read()).wishes, page.wishes);
    const other = await openTestHouseAgain();
    assert.deepEqual(other, page.wishes);
  });

  /** What is on disk, read by a second reader. */
  async function openTestHouseAgain(): Promise<Wishes | undefined> {
    const person = await house.people.readWithin(house.database.query, subject);
    return person?.wishes;
  }

  it('a change that started from an older state is refused, and of two at once one is kept', async () => {
    await put({ note: '하나' });
    assert.equal((await put({ note: '둘' }, subject, null)).json().error.code, 'out-of-date');
    const seen = (await read()).changedAt!;
    const both = await Promise.all([put({ note: '셋' }, subject, seen), put({ note: '넷' }, subject, seen)]);
    assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 409]);
  });

  it('a change of other facts beside it loses neither', async () => {
    const change = { field: 'phone', base: '055-000-0000', mine: '055-111-1111' };
    await Promise.all([
      put({ note: '하나' }),
      ask('manager', 'boss', { method: 'POST', url: `/api/people/${subject}/facts`, payload: { changes: [change] } }),
    ]);
    const person = house.people.get(subject);
    assert.deepEqual([person.wishes?.note, person.phone], ['하나', '055-111-1111']);
  });

  const nonsense: [string, object][] = [
    ['quiet all day long', { wishes: { ...noWishes, quiet: { from: 60, to: 60 } }, changedAt: null }],
    [
      'a quiet minute after midnight of 24 h',
      { wishes: { ...noWishes, quiet: { from: 0, to: 1440 } }, changedAt: null },
    ],
    ['half a quiet', { wishes: { ...noWishes, quiet: { from: 0 } }, changedAt: null }],
    ['away to the moon', { wishes: { ...noWishes, away: { kind: 'moon', from: 0 } }, changedAt: null }],
    [
      'back before gone',
      {
        wishes: { ...noWishes, away: { kind: 'hospital', from: clock.now(), until: clock.now() - 1 } },
        changedAt: null,
      },
    ],
    [
      'away for years',
      {
        wishes: { ...noWishes, away: { kind: 'hospital', from: clock.now(), until: clock.now() + 500 * dayMs } },
        changedAt: null,
      },
    ],
    ['away since her birth', { wishes: { ...noWishes, away: { kind: 'travelling', from: 0 } }, changedAt: null }],
    ['without the desk', { wishes: { ...noWishes, refused: ['operator-call'] }, changedAt: null }],
    ['without an ambulance', { wishes: { ...noWishes, refused: ['dispatch'] }, changedAt: null }],
    ['a third language', { wishes: { ...noWishes, language: 'fr' }, changedAt: null }],
    ['a long note', { wishes: { ...noWishes, note: 'x'.repeat(301) }, changedAt: null }],
    ['NUL', { wishes: { ...noWishes, note: 'a\0b' }, changedAt: null }],
    ['what is not known', { wishes: { ...noWishes, never: true }, changedAt: null }],
    ['no word of what was seen', { wishes: noWishes }],
    ['no wishes', { changedAt: null }],
    ['a list', []],
  ];
  for (const [what, payload] of nonsense)
    it(`${what} is a bad request and changes nothing`, async () => {
      const answer = await desk({ method: 'PUT', url: `/api/people/${subject}/wishes`, payload });
      assert.equal(answer.statusCode, 400, answer.body);
      assert.equal((await read()).changedAt, undefined);
    });

  it('wishes of nobody are not found', async () => {
    assert.equal((await put({}, 'ghost', null)).statusCode, 404);
  });

  it('what she wishes is what is so around her, at once', async () => {
    const quiet = { from: 0, to: 1439 };
    await put({ quiet, refused: ['neighbour-call'] });
    const around = house.desk.around(subject, clock.now());
    assert.equal(around.cannot['neighbour-call'], 'refused');
    assert.ok(around.quietUntil! > clock.now());
    const [family] = house.desk.recipients(subject, 'family', clock.now());
    assert.equal(family, undefined, 'nothing is set up by which she could be told');
  });

  describe('away', () => {
    const hospital = (more: object = {}) => ({ away: { kind: 'hospital' as const, from: clock.now(), ...more } });
    const travelling = () => ({ away: { kind: 'travelling' as const, from: clock.now() } });
    const vital = {
      family: 'vital',
      detector: 'low-oxygen',
      priority: 'high',
      reason: { code: 'low-oxygen' },
    } as const;
    const fall = { family: 'safety', detector: 'fall', priority: 'high', reason: { code: 'fall' } } as const;
    const button = { family: 'safety', detector: 'button', priority: 'high', reason: { code: 'button' } } as const;
    const cries = { ...button, reason: { code: 'asked-for-help' } } as const;

    const cases: [string, Partial<Finding>, 'called' | 'held', 'called' | 'held'][] = [
      ['a silence', {}, 'held', 'held'],
      ['that a silence ended', { phase: 'ended' }, 'called', 'called'],
      ['a vital sign', vital, 'held', 'called'],
      ['a fall', fall, 'held', 'called'],
      ['a pressed button', button, 'called', 'called'],
      ['a cry for help', cries, 'called', 'called'],
      ['what late data tell', { live: false }, 'called', 'called'],
    ];
    for (const [what, more, inHospital, onTheWay] of cases)
      it(`${what} is ${inHospital} in hospital, ${onTheWay} when travelling, and called at home`, async () => {
        const fate = () => (judged([findingOf(subject, more)])[0]?.held ? 'held' : 'called');
        assert.equal(fate(), 'called');
        await put(hospital());
        assert.equal(fate(), inHospital);
        await put(travelling());
        assert.equal(fate(), onTheWay);
        await put({});
        assert.equal(fate(), 'called');
      });

    it('without a date it ends after thirty days: a forgotten absence does not keep falls away for ever', async () => {
      const { wishes } = (await put(hospital())).json<WishesPage>();
      assert.deepEqual(wishes.away, { kind: 'hospital', from: clock.now(), until: clock.now() + 30 * dayMs });
      const next = { kind: 'travelling' as const, from: clock.now() + 3 * dayMs };
      assert.equal((await put({ away: next })).json<WishesPage>().wishes.away?.until, next.from + 30 * dayMs);
    });

    it('what was held is said to be held for it, and others are not touched', async () => {
      await put(hospital());
      const [hers, others] = judged([findingOf(subject), findingOf('p2')]);
      assert.deepEqual(hers?.held, { threshold: 0, because: 'away' });
      assert.equal(others?.held, undefined);
    });

    it('a call for help through the ear is heard wherever she is', async () => {
      await put(hospital());
      await house.response.reply({ subject, device: 'ear', answer: 'help', at: clock.now() });
      assert.deepEqual(await open(), ['asked-for-help']);
    });

    it('when it is ended by hand, a silence that is still there is called, what has ended and a fall of then are not', async () => {
      await put(hospital());
      const silent = await hand(findingOf(subject));
      const heard = await hand(findingOf(subject, { episode: 'over' }));
      await hand(findingOf(subject, fall));
      clock.advance(hourMs);
      await hand(findingOf(subject, { episode: heard.episode, phase: 'ended' }));
      assert.deepEqual(await open(), []);
      await put({});
      assert.deepEqual(await open(), ['no-contact']);
      const [alert] = await house.response.list({ status: 'open', subject });
      assert.deepEqual(
        alert?.findings.map(({ episode, held }) => [episode, held]),
        [[silent.episode, undefined]],
      );
      // The sign ends: the alert hears of it, and the same absence once more raises nothing twice.
      await put(hospital());
      await put({});
      assert.equal((await house.response.list({ status: 'open', subject })).length, 1);
      assert.equal((await house.response.get(alert!.id)).findings.length, 1);
    });

    it('from hospital to a journey the fever is called, the silence is not', async () => {
      await put(hospital());
      await hand(findingOf(subject));
      await hand(findingOf(subject, vital));
      await put(travelling());
      assert.deepEqual(await open(), ['low-oxygen']);
      await put({});
      assert.deepEqual((await open()).sort(), ['low-oxygen', 'no-contact']);
    });

    it('a vital sign of days ago is not called when she comes back: only what is measured now speaks of now', async () => {
      await put(hospital());
      await hand(findingOf(subject, vital));
      clock.advance(7 * hourMs);
      await put({});
      assert.deepEqual(await open(), []);
    });
  });

  const roles: Role[] = ['operator', 'nurse', 'doctor', 'manager', 'family', 'person', 'service'];
  const routes: ['GET' | 'PUT', Role[], Role[]][] = [
    ['GET', ['operator', 'nurse', 'doctor', 'manager'], ['operator', 'doctor', 'manager']],
    ['PUT', ['operator', 'nurse', 'manager'], ['operator', 'manager']],
  ];
  for (const [method, ofHers, ofOthers] of routes)
    it(`${method} /api/people/:id/wishes is for ${ofHers.join(', ')}, of a nurse for her own alone`, async () => {
      for (const [id, allowed] of [['p1', ofHers] as const, ['p2', ofOthers] as const]) {
        const payload = { wishes: noWishes, changedAt: -1 };
        const asked: Asked = { method, url: `/api/people/${id}/wishes`, ...(method === 'PUT' && { payload }) };
        for (const role of roles) {
          const { statusCode } = await ask(role, role === 'nurse' ? 'nurse' : `a-${role}`, asked);
          assert.equal(statusCode !== 403, allowed.includes(role), `${role} ${id}: ${statusCode}`);
        }
        assert.equal((await ask(undefined, '', asked)).statusCode, 401);
      }
    });
});

describe('an absence that ends by itself', () => {
  const { folder, remove } = newFolder();
  after(remove);

  it('at its date, and at a start after its date, what still goes on is called', async () => {
    const manual = new ManualClock(clock.now());
    let house = await openTestHouse(folder, manual);
    const away = (days: number): Wishes => ({
      ...noWishes,
      away: { kind: 'hospital', from: manual.now(), until: manual.now() + days * dayMs },
    });
    await house.enrol([
      personOf('a', { wishes: away(1) }),
      personOf('b', { wishes: away(3) }),
      personOf('c', { wishes: { ...noWishes, note: '크게', ...away(1) } }),
    ]);
    house.desk.away.start();
    const silent = ['a', 'b'].map((id) => ({ ...findingOf(id), since: manual.now(), at: manual.now() }));
    await house.findings.keep(house.desk.away.judge(silent));
    const called = async () => (await house.response.list({ status: 'open' })).map(({ subject }) => subject).sort();
    manual.advance(dayMs - 1);
    await house.desk.settled();
    assert.deepEqual(await called(), []);
    manual.advance(1);
    await house.desk.settled();
    assert.deepEqual(await called(), ['a']);
    assert.deepEqual(house.people.get('a').wishes, noWishes);
    assert.deepEqual(house.people.get('c').wishes, { ...noWishes, note: '크게' });
    assert.equal(house.people.get('b').wishes?.away?.kind, 'hospital');
    await house.close();
    manual.advance(4 * dayMs);
    house = await openTestHouse(folder, manual);
    house.desk.away.start();
    await house.desk.settled();
    assert.deepEqual(await called(), ['a', 'b']);
    assert.deepEqual(house.people.get('b').wishes, noWishes);
    await house.close();
  });
});
