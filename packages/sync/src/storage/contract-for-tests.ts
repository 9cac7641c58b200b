import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DeskStorage, RevisionMoved } from './storage.ts';

/** What each driver must hold. `open` opens the same disk again. */
export function storageContract(name: string, fresh: () => Promise<{ open: () => Promise<DeskStorage> }>): void {
  test(`DeskStorage of ${name} brings back what was written, in order of key`, async () => {
    const { open } = await fresh();
    const storage = await open();
    await storage.write(
      [
        { area: 'visits', key: 'b/2', value: { revision: 1, sealed: new Uint8Array([1, 2, 3]).buffer } },
        { area: 'visits', key: 'b/10', value: { revision: 1 } },
        { area: 'visits', key: 'a/1', value: { revision: 1 } },
        { area: 'people', key: 'b/1', value: 'another area' },
      ],
      true,
    );
    storage.close();
    const again = await open();
    assert.deepEqual(await again.keys('visits', 'b/'), ['b/10', 'b/2']);
    assert.deepEqual(
      (await again.all('visits', 'b/')).map(([key]) => key),
      ['b/10', 'b/2'],
    );
    const row = (await again.get('visits', 'b/2')) as { sealed: ArrayBuffer };
    assert.deepEqual([...new Uint8Array(row.sealed)], [1, 2, 3]);
    assert.equal(await again.get('visits', 'c'), undefined);
    await again.write([{ area: 'visits', key: 'b/2', value: undefined }], false);
    assert.equal(await again.get('visits', 'b/2'), undefined);
    again.close();
  });

  test(`DeskStorage of ${name} writes nothing of a write in which one row has moved`, async () => {
    const { open } = await fresh();
    const storage = await open();
    await storage.write([{ area: 'visits', key: 'v', value: { revision: 3 }, expect: 0 }], true);
    const late = storage.write(
      [
        { area: 'outbox', key: 'o', value: { revision: 1 } },
        { area: 'visits', key: 'v', value: { revision: 3 }, expect: 2 },
      ],
      true,
    );
    await assert.rejects(late, (error) => {
      assert.ok(error instanceof RevisionMoved);
      assert.deepEqual(error.rows, [{ area: 'visits', key: 'v' }]);
      return true;
    });
    assert.equal(await storage.get('outbox', 'o'), undefined);
    await assert.rejects(
      storage.write([{ area: 'visits', key: 'v', value: { revision: 1 }, expect: 0 }], true),
      RevisionMoved,
    );
    await storage.write([{ area: 'visits', key: 'v', value: { revision: 4 }, expect: 3 }], true);
    assert.deepEqual(await storage.get('visits', 'v'), { revision: 4 });
    storage.close();
  });

  test(`DeskStorage of ${name} lets one of two tabs write that write at once`, async () => {
    const { open } = await fresh();
    const tabs = await Promise.all([open(), open()]);
    const outcomes = await Promise.allSettled(
      tabs.map((tab, index) =>
        tab.write([{ area: 'visits', key: 'v', value: { revision: 1, by: index }, expect: 0 }], true),
      ),
    );
    assert.deepEqual(outcomes.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
    for (const tab of tabs) tab.close();
  });

  test(`DeskStorage of ${name} keeps a key that cannot be read out`, async () => {
    const { open } = await fresh();
    const storage = await open();
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await storage.write([{ area: 'clear', key: 'k', value: { key } }], true);
    storage.close();
    const again = await open();
    const kept = ((await again.get('clear', 'k')) as { key: CryptoKey }).key;
    const iv = new Uint8Array(12);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array([7]));
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, kept, sealed);
    assert.deepEqual([...new Uint8Array(opened)], [7]);
    await assert.rejects(crypto.subtle.exportKey('raw', kept));
    again.close();
  });
}
