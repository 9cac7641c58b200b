import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitEntry, VisitRow } from '@munan/flow';
import { draftOf, KeptInMap } from './draft-fixtures.ts';
import { DraftStore } from './draft-store.ts';
import { Outbox, type Sent, sentOfFailure } from './outbox.ts';

interface Bench {
  outbox: Outbox;
  store: DraftStore;
  sent: string[];
  net: { online: boolean; answer: (entry: VisitEntry) => Sent };
  timers: { ms: number; then: () => void }[];
}

function bench(): Bench {
  const store = new DraftStore(new KeptInMap());
  const sent: string[] = [];
  const timers: Bench['timers'] = [];
  const net: Bench['net'] = { online: true, answer: (entry) => ({ kind: 'stored', row: rowOf(entry) }) };
  const outbox = new Outbox({
    store,
    by: 'nurse-1',
    send: async (entry) => {
      sent.push(entry.id);
      return net.answer(entry);
    },
    isOnline: () => net.online,
    after: (ms, then) => {
      const timer = { ms, then };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  return { outbox, store, sent, net, timers };
}

function rowOf(entry: VisitEntry): VisitRow {
  return {
    id: entry.id,
    person: {
      id: entry.patient,
      name: '김문안',
      birthDate: '1940-01-01',
      age: 86,
      sex: 'female',
      district: '성산구',
      simulated: true,
    },
    nurse: { id: 'nurse-1', name: '이간호' },
    arrived: entry.arrived,
    finished: entry.finished,
    stored: entry.finished,
    vitals: entry.vitals,
    confirmed: [],
  };
}

test('Outbox sends what waits, oldest first, and lets go of it only when stored', async () => {
  const { outbox, store, sent } = bench();
  store.put(draftOf('v2', { state: 'waiting', arrived: 20 }));
  store.put(draftOf('v1', { state: 'waiting', arrived: 10 }));
  store.put(draftOf('v3', { state: 'open' }));
  await outbox.flush();
  assert.deepEqual(sent, ['v1', 'v2']);
  assert.deepEqual(
    store.of('nurse-1').map((draft) => draft.id),
    ['v3'],
  );
});

test('Outbox keeps a visit waiting without a network, asks nothing of it, and tries again later', async () => {
  const { outbox, store, sent, net, timers } = bench();
  net.online = false;
  store.put(draftOf('v1', { state: 'waiting' }));
  await outbox.flush();
  assert.deepEqual(sent, []);
  assert.equal(outbox.waiting().length, 1);
  assert.equal(timers.length, 1);
  net.online = true;
  timers.shift()?.then();
  await outbox.flush();
  assert.deepEqual(sent, ['v1']);
  assert.equal(outbox.waiting().length, 0);
});

test('Outbox waits longer after every failed attempt, a minute at most', async () => {
  const { outbox, store, net, timers } = bench();
  net.answer = () => ({ kind: 'later', why: '503' });
  store.put(draftOf('v1', { state: 'waiting' }));
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    await outbox.flush();
    waits.push(timers.at(-1)?.ms ?? 0);
  }
  assert.deepEqual(waits, [2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
  assert.equal(timers.length, 1);
  assert.equal(store.find('v1')?.problem, '503');
});

test('Outbox keeps a refused visit with the reason and goes on to the next', async () => {
  const { outbox, store, net } = bench();
  net.answer = (entry) =>
    entry.id === 'v1' ? { kind: 'refused', why: 'unknown person' } : { kind: 'stored', row: rowOf(entry) };
  store.put(draftOf('v1', { state: 'waiting', arrived: 10 }));
  store.put(draftOf('v2', { state: 'waiting', arrived: 20 }));
  await outbox.flush();
  assert.equal(store.find('v1')?.state, 'refused');
  assert.equal(store.find('v1')?.problem, 'unknown person');
  assert.equal(store.find('v2'), undefined);
});

test('Outbox.flush called while it runs sends nothing twice and misses nothing new', async () => {
  const { outbox, store, sent } = bench();
  store.put(draftOf('v1', { state: 'waiting', arrived: 10 }));
  const first = outbox.flush();
  store.put(draftOf('v2', { state: 'waiting', arrived: 20 }));
  await Promise.all([first, outbox.flush()]);
  assert.deepEqual(sent, ['v1', 'v2']);
});

test('Outbox does not put back a visit that another tab has sent meanwhile', async () => {
  const { outbox, store, net } = bench();
  net.answer = () => {
    store.remove('v1');
    return { kind: 'later', why: 'cut' };
  };
  store.put(draftOf('v1', { state: 'waiting' }));
  await outbox.flush();
  assert.equal(store.find('v1'), undefined);
});

test('Outbox leaves the visits of another nurse on the same phone alone', async () => {
  const { outbox, store, sent } = bench();
  store.put(draftOf('v1', { state: 'waiting', by: 'nurse-2' }));
  await outbox.flush();
  assert.deepEqual(sent, []);
});

test('sentOfFailure takes only an understood no as final', () => {
  for (const status of [undefined, 401, 403, 408, 429, 500, 503])
    assert.equal(sentOfFailure(status, 'x').kind, 'later');
  for (const status of [400, 404, 422]) assert.equal(sentOfFailure(status, 'x').kind, 'refused');
});
