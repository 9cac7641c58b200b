import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storageContract } from './contract-for-tests.ts';
import { indexedStorage } from './indexed.ts';
import { memoryDisk, memoryStorage } from './memory.ts';
import { StorageFull } from './storage.ts';

storageContract('memory', async () => {
  const disk = memoryDisk();
  return { open: async () => memoryStorage({ disk }) };
});
let databases = 0;
storageContract('IndexedDB', async () => {
  const name = `test-${databases++}`;
  return { open: () => indexedStorage({ name }) };
});

test('memoryStorage refuses what grows beyond its room, and lets through what shrinks', async () => {
  let room = 10;
  const storage = memoryStorage({ room: () => room });
  const row = (bytes: number) => ({ area: 'people' as const, key: 'p', value: { sealed: new ArrayBuffer(bytes) } });
  await storage.write([row(8)], false);
  await assert.rejects(storage.write([row(11)], false), StorageFull);
  assert.equal(((await storage.get('people', 'p')) as { sealed: ArrayBuffer }).sealed.byteLength, 8);
  room = 1;
  await storage.write([row(4)], false);
  await storage.write([{ area: 'people', key: 'p', value: undefined }], false);
});

test('indexedStorage gives way to a tab with a newer shape of the database', async () => {
  let told = 0;
  const old = await indexedStorage({ name: 'shape', superseded: () => told++ });
  const wanted = indexedDB.open('shape', 2);
  await new Promise((done, failed) => {
    wanted.onsuccess = done;
    wanted.onerror = failed;
  });
  assert.equal(told, 1);
  await assert.rejects(old.write([{ area: 'visits', key: 'v', value: 1 }], true), StorageFull);
  wanted.result.close();
  await assert.rejects(indexedStorage({ name: 'shape' }), StorageFull);
});
