import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webSealer } from './sealer.ts';
import { migrateRow } from './shape.ts';
import { type SealedRow, Vault } from './vault.ts';

const sealer = webSealer(crypto);
const fromServer = (fill: number): string => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));
const ofDevice = new Uint8Array(32).fill(7);
const key = await sealer.derive(fromServer(1), ofDevice, 'nurse on d-1');
const vault = new Vault(sealer, key);
const content = { value: { name: '김점순', weight: 50 }, unsent: true, revision: 4 };

test('Vault opens what it sealed, and nothing of it stands in the clear', async () => {
  const row = await vault.seal('visits', 'v1', content);
  assert.deepEqual(await vault.open('visits', 'v1', row), content);
  assert.ok(!Buffer.from(row.sealed).includes('김점순'));
  assert.deepEqual(Object.keys(row).sort(), ['iv', 'revision', 'sealed', 'shape', 'unsent']);
});

test('Vault seals with a new number each time', async () => {
  const rows = await Promise.all(Array.from({ length: 200 }, () => vault.seal('visits', 'v1', content)));
  assert.equal(new Set(rows.map((row) => Buffer.from(row.iv).toString('hex'))).size, 200);
  assert.ok(rows.every((row) => row.iv.length === 12));
});

test('Vault opens no row that was moved, marked otherwise, changed, or sealed with another key', async () => {
  const row = await vault.seal('visits', 'v1', content);
  const flipped = new Uint8Array(row.sealed.slice(0));
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  const cases: [string, SealedRow][] = [
    ['v2', row],
    ['v1', { ...row, revision: 5 }],
    ['v1', { ...row, unsent: false }],
    ['v1', { ...row, sealed: flipped.buffer }],
    ['v1', { ...row, sealed: row.sealed.slice(0, -1) }],
    ['v1', { ...row, iv: new Uint8Array(12) }],
  ];
  for (const [name, changed] of cases) assert.equal(await vault.open('visits', name, changed), 'sealed');
  assert.equal(await vault.open('outbox', 'v1', row), 'sealed');
  const others = [
    await sealer.derive(fromServer(2), ofDevice, 'nurse on d-1'),
    await sealer.derive(fromServer(1), new Uint8Array(32), 'nurse on d-1'),
    await sealer.derive(fromServer(1), ofDevice, 'another on d-1'),
  ];
  for (const other of others) assert.equal(await new Vault(sealer, other).open('visits', 'v1', row), 'sealed');
  for (const damaged of [undefined, null, 'x', {}, { ...row, iv: 'x' }, { ...row, sealed: 'x' }])
    assert.equal(await vault.open('visits', 'v1', damaged), 'sealed');
  const again = await sealer.derive(fromServer(1), ofDevice, 'nurse on d-1');
  assert.deepEqual(await new Vault(sealer, again).open('visits', 'v1', row), content);
});

test('webSealer gives keys that cannot be read out, and refuses one of another length', async () => {
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('raw', key));
  await assert.rejects(sealer.derive(btoa('short'), ofDevice, 'x'), /not 32/);
});

test('Vault reads rows of an older app and leaves those of a newer one as they are', async () => {
  const row = await vault.seal('visits', 'v1', content);
  const steps = [
    { from: 1, change: (_area: string, value: unknown) => ({ ...(value as object), second: true }) },
    { from: 2, change: (area: string, value: unknown) => ({ ...(value as object), third: area }) },
  ];
  const updated = new Vault(sealer, key, { to: 3, steps });
  const read = await updated.open('visits', 'v1', row);
  assert.deepEqual(read, { ...content, value: { ...content.value, second: true, third: 'visits' } });
  const newer = await updated.seal('visits', 'v1', content);
  assert.equal(newer.shape, 3);
  assert.equal(await vault.open('visits', 'v1', newer), 'newer');
});

test('migrateRow goes step by step and says which step is missing', () => {
  const steps = [{ from: 2, change: (_area: string, value: unknown) => value }];
  assert.equal(migrateRow('visits', 2, 'x', { to: 3, steps }), 'x');
  assert.equal(migrateRow('visits', 4, 'x', { to: 3, steps }), undefined);
  assert.throws(() => migrateRow('visits', 1, 'x', { to: 3, steps }), /from shape 1 to 2/);
});
