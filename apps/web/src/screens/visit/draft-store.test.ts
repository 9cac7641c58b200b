import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitEntry } from '@munan/flow';
import { Value } from 'typebox/value';
import { entryOf, finishedDraft, hasContent, withConfirmed, withVital } from './draft.ts';
import { draftOf, KeptInMap } from './draft-fixtures.ts';
import { DraftStore } from './draft-store.ts';

test('DraftStore gives a draft back as it was to a new store on the same storage', () => {
  const disk = new KeptInMap();
  const draft = withVital(draftOf('v1'), 'systolicMmHg', 128, 2000);
  new DraftStore(disk).put(draft);
  assert.deepEqual(new DraftStore(disk).find('v1'), draft);
});

test('DraftStore.of shows a nurse her own drafts only, oldest arrival first, and nothing of other programs', () => {
  const disk = new KeptInMap();
  const store = new DraftStore(disk);
  disk.setItem('theme', 'dark');
  store.put(draftOf('v2', { arrived: 3000 }));
  store.put(draftOf('v1', { arrived: 2000 }));
  store.put(draftOf('v3', { by: 'nurse-2' }));
  assert.deepEqual(
    store.of('nurse-1').map((draft) => draft.id),
    ['v1', 'v2'],
  );
});

test('DraftStore keeps on disk what it cannot read, and shows it to nobody', () => {
  const disk = new KeptInMap();
  disk.setItem('munan.visit.v9', '{"half');
  disk.setItem('munan.visit.v8', '{"id":"v8"}');
  const store = new DraftStore(disk);
  assert.deepEqual(store.of('nurse-1'), []);
  assert.equal(disk.kept.size, 2);
  assert.equal(store.unreadable(), 2);
});

test('DraftStore.put throws when the storage is full, so that the screen can say so', () => {
  const disk = new KeptInMap();
  disk.setItem = () => {
    throw new Error('QuotaExceededError');
  };
  assert.throws(() => new DraftStore(disk).put(draftOf('v1')), /QuotaExceededError/);
});

test('DraftStore.subscribe tells of every change, also of another tab', () => {
  const store = new DraftStore(new KeptInMap());
  let told = 0;
  const leave = store.subscribe(() => told++);
  store.put(draftOf('v1'));
  store.changedElsewhere('munan.visit.v2');
  store.changedElsewhere('theme');
  store.remove('v1');
  leave();
  store.put(draftOf('v1'));
  assert.equal(told, 3);
});

test('withVital forgets the confirmation of a changed number and keeps that of an unchanged one', () => {
  const asked = withConfirmed(withVital(draftOf('v1'), 'temperatureCel', 39.8, 1), 'temperatureCel', 2);
  assert.deepEqual(withVital(asked, 'temperatureCel', 39.8, 3).confirmed, ['temperatureCel']);
  assert.deepEqual(withVital(asked, 'temperatureCel', 36.8, 3).confirmed, []);
});

test('withVital takes a value away again when it is undefined', () => {
  const draft = withVital(withVital(draftOf('v1'), 'pulsePerMin', 72, 1), 'pulsePerMin', undefined, 2);
  assert.equal('pulsePerMin' in draft.vitals, false);
  assert.equal(hasContent(draft), false);
});

test('entryOf makes what the VisitEntry schema takes, with nothing of the draft in it', () => {
  const draft = finishedDraft(
    draftOf('v1', {
      vitals: { systolicMmHg: 128, diastolicMmHg: 78, onOxygen: false, spo2Percent: 97, consciousness: 'alert' },
      remarks: ' 식사 잘 하심 ',
    }),
    5000,
  );
  const entry = entryOf(draft);
  assert.ok(Value.Check(VisitEntry, entry));
  assert.equal(entry.remarks, '식사 잘 하심');
  assert.equal(entry.finished, 5000);
});

test('finishedDraft ends a visit now, but one found again days later when its last value was entered', () => {
  const hourMs = 3_600_000;
  const draft = withVital(draftOf('v1', { arrived: hourMs }), 'pulsePerMin', 72, 2 * hourMs);
  assert.equal(finishedDraft(draft, 3 * hourMs).finished, 3 * hourMs);
  assert.equal(finishedDraft(draft, 90 * hourMs).finished, 2 * hourMs);
  const resumed = withVital(draft, 'pulsePerMin', 80, 90 * hourMs);
  assert.equal(finishedDraft(resumed, 91 * hourMs).finished, 25 * hourMs, 'never longer than a day');
});

test('finishedDraft never ends before the arrival, even where the clock was ahead then', () => {
  const finished = finishedDraft(draftOf('v1', { arrived: 9000 }), 5000);
  assert.deepEqual([finished.arrived, finished.finished], [5000, 5000]);
});
