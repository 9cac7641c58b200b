import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, KeptInMap } from './draft-fixtures.ts';
import { DraftStore } from './draft-store.ts';
import { HeldStorage } from './held-storage.ts';

test('HeldStorage keeps on the disk while the disk takes it', () => {
  const disk = new KeptInMap();
  const storage = new HeldStorage(disk);
  new DraftStore(storage).put(draftOf('v1'));
  assert.equal(storage.isHolding, false);
  assert.equal(new DraftStore(disk).find('v1')?.id, 'v1');
});

test('HeldStorage holds what a full disk refuses, newest version first, and says so until the disk takes it', () => {
  const disk = new KeptInMap();
  const storage = new HeldStorage(disk);
  const store = new DraftStore(storage);
  store.put(draftOf('v1'));
  const take = disk.setItem.bind(disk);
  disk.setItem = () => {
    throw new Error('QuotaExceededError');
  };
  store.put(draftOf('v1', { remarks: 'new' }));
  assert.equal(storage.isHolding, true);
  assert.deepEqual(
    store.of('nurse-1').map((draft) => draft.remarks),
    ['new'],
  );
  disk.setItem = take;
  store.put(draftOf('v1', { remarks: 'newer' }));
  assert.equal(storage.isHolding, false);
  assert.equal(new DraftStore(disk).find('v1')?.remarks, 'newer');
});

test('HeldStorage works where there is no storage at all', () => {
  const storage = new HeldStorage(undefined);
  const store = new DraftStore(storage);
  store.put(draftOf('v1'));
  assert.deepEqual([store.of('nurse-1').length, storage.isHolding], [1, true]);
  store.remove('v1');
  assert.deepEqual([store.of('nurse-1').length, storage.isHolding], [0, false]);
});
