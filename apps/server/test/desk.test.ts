import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Alert, AlertPage, DeskNow, Finding, HandoverDraft, HandoverNote, Role, SinceAway } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { type Asked, askingOf } from './asked-for-tests.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const minuteMs = 60_000;

let found = 0;
const findingOf = (subject: string, more: Partial<Finding> = {}): Finding => ({
  ...{ id: `f${++found}`, episode: `e${found}`, subject, detector: 'low-oxygen', version: 1, phase: 'began' },
  ...{ family: 'vital', priority: 'high', reason: { code: 'low-oxygen', params: { percent: 84 } }, confidence: 1 },
  ...{ since: clock.now(), at: clock.now(), live: true, evidence: [] },
  ...more,
});

describe('the desk', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol(['p1', 'p2', 'p3'].map((id) => personOf(id)));
    const password = 'right-password-1';
    await house.addUser({ id: 'op1', name: '하나', role: 'operator', password });
    await house.addUser({ id: 'op2', name: '둘', role: 'operator', password });
    await house.addUser({ id: 'boss', name: '관리', role: 'manager', password });
    await house.start();
    app = await house.openHttp();
    await app.ready();
    ask = askingOf(app, folder, () => clock.now());
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const op1 = (asked: Asked) => ask('operator', 'op1', asked);
  const op2 = (asked: Asked) => ask('operator', 'op2', asked);
  const active = { method: 'POST', url: '/api/desk/active', payload: {} } as const;
  const desk = async () => (await op1({ url: '/api/desk' })).json<DeskNow>();
  const command = (asking: typeof op1, id: string, payload: object) =>
    asking({ method: 'POST', url: `/api/alerts/${id}/commands`, payload });
  const only = async (subject: string): Promise<Alert> => {
    const [alert] = await house.response.list({ status: 'open', subject });
    assert.ok(alert, `no open alert of ${subject}`);
    return alert;
  };
  const settled = async () => {
    await house.desk.settled();
    await house.response.settled();
    await house.desk.settled();
  };

  it('GET /api/desk says who is awake: whoever was active of late', async () => {
    assert.deepEqual(
      (await desk()).operators.map(({ id, awake }) => [id, awake]),
      [
        ['op2', false],
        ['op1', false],
      ],
    );
    assert.equal((await op1(active)).statusCode, 204);
    assert.deepEqual(
      (await desk()).operators.find(({ id }) => id === 'op1'),
      {
        ...{ id: 'op1', name: '하나', onShift: false, awake: true, lastActive: clock.now() },
      },
    );
    clock.advance(5 * minuteMs);
    assert.equal((await desk()).operators.find(({ id }) => id === 'op1')?.awake, false);
  });

  it('looking at a page keeps nobody awake, a command on an alert does', async () => {
    await house.response.take([findingOf('p1')]);
    const { id } = await only('p1');
    await op1({ url: `/api/alerts/${id}` });
    assert.equal(
      (await desk()).operators.some(({ awake }) => awake),
      false,
    );
    assert.equal((await command(op1, id, { command: 'take' })).statusCode, 200);
    assert.equal((await desk()).operators.find((one) => one.id === 'op1')?.awake, true);
  });

  it('the page of an alert says who could take it over, and what its person wishes', async () => {
    const { id } = await only('p1');
    const page = (await op1({ url: `/api/alerts/${id}` })).json<AlertPage>();
    assert.deepEqual(
      page.operators.toSorted((a, b) => a.id.localeCompare(b.id)),
      [
        { id: 'op1', name: '하나', awake: true },
        { id: 'op2', name: '둘', awake: false },
      ],
    );
    assert.equal(page.wishes, undefined);
  });

  it('a desk asleep is an alert of the house, what the sleeper holds is freed, and the alert ends when somebody moves', async () => {
    const { id } = await only('p1');
    clock.advance(5 * minuteMs);
    await settled();
    const trouble = await only('munan');
    assert.deepEqual([trouble.reason.code, trouble.priority, trouble.family], ['desk-asleep', 'high', 'house']);
    assert.equal((await desk()).asleep, true);
    const freed = await house.response.get(id);
    assert.equal(freed.takenBy, undefined);
    assert.equal(freed.status, 'open');
    assert.ok(freed.history.some(({ what, by }) => what === 'released' && by === 'plan'));
    await op2(active);
    await settled();
    assert.equal((await desk()).asleep, false);
    assert.deepEqual(await house.response.list({ status: 'open', subject: 'munan' }), []);
  });

  it('GET /api/desk/since tells what happened since, the oldest first, and how many were opened and closed', async () => {
    const at = clock.now();
    clock.advance(1_000);
    await house.response.take([findingOf('p2'), findingOf('p3')]);
    clock.advance(1_000);
    const { id } = await only('p2');
    await command(op2, id, { command: 'take' });
    await command(op2, id, { command: 'close', outcome: { verdict: 'false', code: 'device' } });
    await settled();
    const since = (await op1({ url: `/api/desk/since?at=${at}` })).json<SinceAway>();
    assert.deepEqual([since.opened, since.closed, since.more], [2, 1, false]);
    const lines = since.lines.filter(({ alert }) => alert === id);
    assert.deepEqual(
      lines.map(({ what, byName }) => [what, byName]).filter(([what]) => ['opened', 'taken', 'closed'].includes(what!)),
      [
        ['opened', 'plan'],
        ['taken', '둘'],
        ['closed', '둘'],
      ],
    );
    assert.deepEqual(lines[0]?.person, { id: 'p2', name: '김p2' });
    assert.equal(lines[0]?.reason?.code, 'low-oxygen');
    assert.deepEqual(
      since.lines.map((line) => line.at),
      since.lines.map((line) => line.at).sort((a, b) => a - b),
    );
    assert.ok(since.lines.every((line) => line.at > at));
    assert.deepEqual((await op1({ url: `/api/desk/since?at=${clock.now()}` })).json<SinceAway>().lines, []);
  });

  it('a hand-over note lists what was open as it stood, and who accepts it holds what the giver held', async () => {
    const [held, other] = [await only('p1'), await only('p3')];
    await command(op1, held.id, { command: 'take' });
    await command(op1, held.id, { command: 'note', note: '따님과 통화 예정' });
    await command(op2, other.id, { command: 'take' });
    const draft = (await op1({ url: '/api/handover' })).json<HandoverDraft>();
    assert.deepEqual(draft.open.map(({ alert }) => alert).sort(), [held.id, other.id].sort());
    const line = draft.open.find(({ alert }) => alert === held.id);
    assert.deepEqual(
      [line?.person?.name, line?.takenBy, line?.note, line?.reason.code],
      ['김p1', '하나', '따님과 통화 예정', 'low-oxygen'],
    );
    const written = await op1({ method: 'POST', url: '/api/handover', payload: { text: ' 조용한 밤 ', to: 'op2' } });
    assert.equal(written.statusCode, 201, written.body);
    const note = written.json<HandoverNote>();
    assert.deepEqual([note.by.name, note.to?.name, note.text, note.open.length], ['하나', '둘', '조용한 밤', 2]);

    const accept = (asking: typeof op1) => asking({ method: 'POST', url: `/api/handover/${note.id}/accept` });
    assert.equal((await accept(op1)).json().error.code, 'own-handover');
    assert.equal((await accept((asked) => ask('operator', 'op3', asked))).json().error.code, 'not-for-you');
    const accepted = await accept(op2);
    assert.equal(accepted.statusCode, 200, accepted.body);
    assert.deepEqual(accepted.json<HandoverNote>().acceptedBy, { id: 'op2', name: '둘' });
    const now = await house.response.get(held.id);
    assert.equal(now.takenBy, 'op2');
    assert.deepEqual(now.history.at(-1)?.reason, { code: 'taken-over', params: { from: 'op1' } });
    assert.equal(now.history.at(-1)?.by, 'op2');
    const again = await accept(op2);
    assert.deepEqual([again.statusCode, again.json<HandoverNote>().acceptedAt], [200, accepted.json().acceptedAt]);
    // What stood in the note stands there as it was.
    const [last] = (await op2({ url: '/api/handover' })).json<HandoverDraft>().notes;
    assert.equal(last?.open.find(({ alert }) => alert === held.id)?.takenBy, '하나');
  });

  it('of two operators who accept at once one does', async () => {
    const write = await op1({ method: 'POST', url: '/api/handover', payload: { text: '' } });
    const url = `/api/handover/${write.json().id}/accept`;
    const both = await Promise.all(['op2', 'op3'].map((user) => ask('operator', user, { method: 'POST', url })));
    assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 409]);
    assert.equal(both.find(({ statusCode }) => statusCode === 409)?.json().error.code, 'accepted-already');
  });

  it('who falls asleep or wakes is told to the open screens of desk and manager, and to no nurse', async () => {
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-1' }, ['p1']);
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const heard = async (role: Role, user: string) => {
      const authorization = await bearer(folder, role, user, clock.now());
      const answer = await fetch(`${address}/api/stream`, { headers: { authorization } });
      return answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    };
    const [boss, nurse] = [await heard('manager', 'boss'), await heard('nurse', 'nurse')];
    clock.advance(5 * minuteMs);
    await settled();
    await op1(active);
    let [toBoss, toNurse] = ['', ''];
    while (!/event: desk\ndata: .*"id":"op1","name":"하나","onShift":false,"awake":true/.test(toBoss))
      toBoss += (await boss.read()).value ?? '';
    // When hers has come, the other would have come before.
    house.live.publish({ type: 'day', data: { person: 'p1' } }, 'p1');
    while (!/event: day/.test(toNurse)) toNurse += (await nurse.read()).value ?? '';
    assert.doesNotMatch(toNurse, /event: desk/);
    await Promise.all([boss.cancel(), nurse.cancel()]);
  });

  const hostile: [string, Asked][] = [
    ['since when is missing', { url: '/api/desk/since' }],
    ['since a word', { url: '/api/desk/since?at=yesterday' }],
    ['since before time', { url: '/api/desk/since?at=-1' }],
    ['activity with a time of its own', { method: 'POST', url: '/api/desk/active', payload: { at: 9e15 } }],
    ['activity as a list', { method: 'POST', url: '/api/desk/active', payload: '[1]' }],
    ['a note without a text', { method: 'POST', url: '/api/handover', payload: {} }],
    ['a note that is a book', { method: 'POST', url: '/api/handover', payload: { text: 'x'.repeat(4001) } }],
    ['a note to a manager', { method: 'POST', url: '/api/handover', payload: { text: '', to: 'boss' } }],
    ['a note to nobody', { method: 'POST', url: '/api/handover', payload: { text: '', to: 'ghost' } }],
    ['a note to herself', { method: 'POST', url: '/api/handover', payload: { text: '', to: 'op1' } }],
    ['a note with what is open of her own', { method: 'POST', url: '/api/handover', payload: { text: '', open: [] } }],
    ['NUL in a note', { method: 'POST', url: '/api/handover', payload: { text: 'a\0b' } }],
  ];
  for (const [what, asked] of hostile)
    it(`${what} is a bad request, and no note is written`, async () => {
      const notes = async () => (await op1({ url: '/api/handover' })).json<HandoverDraft>().notes.length;
      const before = await notes();
      assert.equal((await op1(asked)).statusCode, 400);
      assert.equal(await notes(), before);
    });

  it('a note that there is not is not found', async () => {
    assert.equal((await op1({ method: 'POST', url: '/api/handover/none/accept' })).statusCode, 404);
  });

  const roles: Role[] = ['operator', 'nurse', 'doctor', 'manager', 'family', 'person', 'service'];
  const routes: [Asked, Role[]][] = [
    [{ url: '/api/desk' }, ['operator', 'manager']],
    [{ url: '/api/desk/since?at=0' }, ['operator', 'manager']],
    [{ method: 'POST', url: '/api/desk/active', payload: {} }, ['operator']],
    [{ url: '/api/handover' }, ['operator']],
    [{ method: 'POST', url: '/api/handover', payload: { text: '' } }, ['operator']],
    [{ method: 'POST', url: '/api/handover/none/accept' }, ['operator']],
  ];
  for (const [asked, allowed] of routes)
    it(`${asked.method ?? 'GET'} ${asked.url.split('?')[0]} is for ${allowed.join(', ')} alone`, async () => {
      for (const role of roles) {
        const { statusCode } = await ask(role, `a-${role}`, asked);
        assert.equal(statusCode !== 403, allowed.includes(role), `${role}: ${statusCode}`);
      }
      assert.equal((await ask(undefined, '', asked)).statusCode, 401);
    });
});
