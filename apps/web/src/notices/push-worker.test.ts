import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';

const source = readFileSync(join(import.meta.dirname, '../../public/push-worker.js'), 'utf8');

interface Shown {
  title: string;
  options: { tag?: string; data: unknown; actions: { action: string; title: string }[] } & Record<string, unknown>;
}

/** The worker as a browser runs it, with what it does outside itself written down. */
function openWorker({ pages = [] as string[], ok = true as boolean | 'cut' } = {}) {
  const shown: Shown[] = [];
  const posted: { path: string; body: unknown }[] = [];
  const opened: string[] = [];
  const focused: string[] = [];
  const handlers = new Map<string, (event: object) => void>();
  const self = {
    addEventListener: (name: string, handler: (event: object) => void) => handlers.set(name, handler),
    location: { origin: 'https://munan.example' },
    registration: {
      showNotification: async (title: string, options: Shown['options']) => void shown.push({ title, options }),
      pushManager: { subscribe: async () => ({ toJSON: () => ({ endpoint: 'https://push.example/new' }) }) },
    },
    clients: {
      matchAll: async () =>
        pages.map((url) => ({ url: `https://munan.example${url}`, focus: async () => void focused.push(url) })),
      openWindow: async (url: string) => void opened.push(url),
    },
  };
  const fetch = async (path: string, { body }: { body: string }) => {
    posted.push({ path, body: JSON.parse(body) });
    if (ok === 'cut') throw new TypeError('Failed to fetch');
    return { ok };
  };
  runInNewContext(source, { self, fetch, URL });
  const send = async (name: string, event: object) => {
    let waiting: Promise<unknown> = Promise.reject(new Error('nothing was waited for'));
    waiting.catch(() => {});
    handlers.get(name)?.({ ...event, waitUntil: (work: Promise<unknown>) => (waiting = work) });
    await waiting;
  };
  return {
    ...{ posted, opened, focused },
    // What was made in the worker's own world has other prototypes.
    shown: () => JSON.parse(JSON.stringify(shown)) as Shown[],
    push: (told: unknown) =>
      send('push', { data: told === undefined ? null : { json: () => JSON.parse(told as string) } }),
    async press(action: string, data: unknown = { id: 'a.1', link: '/visit' }) {
      let closed = 0;
      await send('notificationclick', { action, notification: { data, close: () => closed++ } });
      assert.equal(closed, 1);
    },
    move: (event: object) => send('pushsubscriptionchange', event),
  };
}
const notice = {
  ...{ id: 'a.1', title: '방문이 필요합니다', body: '확인해 주세요', link: '/visit', language: 'ko', urgent: true },
  keys: ['1', '2', '3'].map((key) => ({ key, label: `답 ${key}` })),
  receipt: 'R',
};

describe('push-worker.js', () => {
  it('shows a notice that stays, replaces the one before it, has two answers, and says that it came', async () => {
    const worker = openWorker();
    await worker.push(JSON.stringify(notice));
    const [{ title, options } = assert.fail()] = worker.shown();
    assert.deepEqual(
      [title, options.body, options.lang, options.tag, options.requireInteraction],
      [...['방문이 필요합니다', '확인해 주세요', 'ko', 'a.1', true]],
    );
    assert.deepEqual(options.data, { id: 'a.1', link: '/visit' });
    assert.deepEqual(options.actions, [
      { action: 'key-1', title: '답 1' },
      { action: 'key-2', title: '답 2' },
    ]);
    assert.deepEqual(worker.posted, [{ path: '/hooks/push', body: { id: 'a.1', receipt: 'R' } }]);
  });

  it('shows something whatever came, or the browser would take the permission away; and leads nowhere else', async () => {
    const bad = [
      undefined,
      '',
      'null',
      '7',
      '"text"',
      '[]',
      '{"title":7,"keys":"x","urgent":"yes","id":{}}',
      '{"keys":[null,1]}',
    ];
    for (const told of bad) {
      const worker = openWorker();
      await worker.push(told);
      const [{ title, options } = assert.fail()] = worker.shown();
      assert.deepEqual(
        [title, options.requireInteraction, options.tag, options.actions],
        ['문안', false, undefined, []],
      );
      assert.deepEqual(worker.posted, []);
    }
    for (const link of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 7]) {
      const worker = openWorker();
      await worker.push(JSON.stringify({ ...notice, link }));
      assert.deepEqual(worker.shown()[0]?.options.data, { id: 'a.1', link: '/' }, String(link));
    }
  });

  it('shows a notice though nobody can be told that it came', async () => {
    const worker = openWorker({ ok: 'cut' });
    await worker.push(JSON.stringify(notice));
    assert.equal(worker.shown().length, 1);
  });

  it('a press on an answer posts its key and opens nothing; one that is not taken opens the page', async () => {
    const worker = openWorker();
    await worker.press('key-2', { id: 'a/1?x', link: '/visit' });
    assert.deepEqual(worker.posted, [{ path: '/api/messages/a%2F1%3Fx/answer', body: { key: '2' } }]);
    assert.deepEqual(worker.opened, []);
    for (const ok of [false, 'cut'] as const) {
      const refused = openWorker({ ok });
      await refused.press('key-1');
      assert.deepEqual(refused.opened, ['/visit']);
    }
  });

  it('a press on the notice itself opens its page, or brings the one that is there to the front', async () => {
    const worker = openWorker({ pages: ['/centre', '/visit?day=1'] });
    await worker.press('');
    assert.deepEqual([worker.opened, worker.focused, worker.posted], [[], ['/visit?day=1'], []]);
    const elsewhere = openWorker({ pages: ['/visit/p01'] });
    await elsewhere.press('');
    assert.deepEqual([elsewhere.opened, elsewhere.focused], [['/visit'], []]);
    const bare = openWorker();
    await bare.press('', null);
    assert.deepEqual(bare.opened, ['/']);
  });

  it('a new address of the push service is told to the house', async () => {
    const wanted = [{ path: '/api/push', body: { endpoint: 'https://push.example/new' } }];
    const subscribed = openWorker();
    await subscribed.move({ oldSubscription: { options: {} } });
    assert.deepEqual(subscribed.posted, wanted);
    const given = openWorker();
    await given.move({ newSubscription: { toJSON: () => ({ endpoint: 'https://push.example/new' }) } });
    assert.deepEqual(given.posted, wanted);
    const nothing = openWorker();
    await nothing.move({});
    assert.deepEqual(nothing.posted, []);
  });
});
