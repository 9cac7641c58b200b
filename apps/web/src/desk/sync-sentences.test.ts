import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '@munan/language';
import type { SyncState } from '@munan/sync';
import { syncSaid } from './sync-sentences.ts';

const en = wordsOf('en');
const formats = { moment: (t: number) => new Date(t).toISOString().slice(11, 16) };
const now = Date.parse('2026-11-28T10:00:00+09:00');
const calm: SyncState = {
  waiting: 0,
  needsYou: 0,
  running: false,
  lastContact: now - 60_000,
  cannotKeep: false,
  spaceShort: false,
  clockDoubtful: false,
  unreadable: 0,
};
const said = (more: Partial<SyncState>, signedOut = false) =>
  syncSaid(en, formats, { ...calm, ...more }, now, signedOut);

test('syncSaid says "all saved" only when nothing waits, nothing needs her and the disk keeps what she enters', () => {
  assert.deepEqual([said({}).tone, said({}).short], ['saved', en.desk.state.saved]);
  const savedLong = (more: Partial<SyncState>, signedOut = false) =>
    said(more, signedOut).long.includes(en.desk.state.savedLong);
  assert.equal(savedLong({}), true);
  assert.equal(savedLong({ held: 'offline' }), true);
  for (const more of [{ waiting: 1 }, { needsYou: 1 }, { cannotKeep: true }, { held: 'sign-in' }] as const) {
    assert.equal(savedLong(more), false, JSON.stringify(more));
    assert.notEqual(said(more).tone, 'saved', JSON.stringify(more));
  }
  assert.equal(savedLong({}, true), false);
});

test('syncSaid does not say "all saved" of a device that has fetched nothing yet, and does where something waits', () => {
  const t = en.desk.state;
  for (const more of [{ running: true }, { held: 'server' }, { running: true, preload: 0 }] as const) {
    const { tone, short, long } = said({ empty: true, ...more });
    assert.deepEqual([tone, short], ['waiting', t.fetching], JSON.stringify(more));
    assert.ok(long.includes(t.fetchingLong) && !long.includes(t.savedLong), JSON.stringify(more));
  }
  assert.equal(said({ empty: true, waiting: 2 }).short, t.waiting(2));
  assert.equal(said({ empty: true, held: 'offline' }).short, t.offline);
});

test('syncSaid puts what cannot be kept before what needs her, and that before what waits', () => {
  const all = { cannotKeep: true, needsYou: 2, waiting: 3, held: 'offline' } as const;
  assert.equal(said(all).short, en.desk.state.notKept);
  assert.equal(said({ ...all, cannotKeep: false }).short, en.desk.state.needs(2));
  assert.equal(said({ ...all, cannotKeep: false, needsYou: 0 }).short, en.desk.state.waiting(3));
  assert.deepEqual(said(all).long.slice(0, 2), [en.desk.state.cannotKeep, en.desk.state.needsLong(2)]);
});

test('syncSaid tells how many entries a new sign-in will send, and does not call them sending meanwhile', () => {
  const long = said({ waiting: 3, held: 'sign-in', running: true }).long;
  assert.ok(long.includes(en.desk.state.signInLong(3)));
  assert.ok(!long.includes(en.desk.state.sending(3)));
  assert.deepEqual(said({ waiting: 3 }, true).long[0], en.desk.state.signInLong(3));
});

test('syncSaid says since when it is offline, and that nothing was ever fetched', () => {
  assert.match(said({ held: 'offline' }).long.join(' '), /00:59/);
  const { lastContact: _, ...never } = calm;
  const nothing = syncSaid(en, formats, { ...never, held: 'offline' }, now);
  assert.ok(nothing.long.includes(en.desk.state.offlineNever));
});

test('syncSaid names a short disk, a doubtful clock, unreadable records and the preload, each in a sentence of its own', () => {
  const long = said({ spaceShort: true, clockDoubtful: true, unreadable: 2, preload: 0.426 }).long;
  const t = en.desk.state;
  for (const sentence of [t.spaceShort, t.clockDoubtful, t.unreadable(2), t.preload(42)])
    assert.ok(long.includes(sentence), sentence);
  assert.ok(!said({ preload: 1 }).long.some((one) => one.includes('%')));
});
