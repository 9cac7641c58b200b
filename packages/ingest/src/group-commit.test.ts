import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroupCommit } from './group-commit.ts';

const limits = { items: 100, lingerMs: 1, perDevice: 500, bytes: 10_000 };
const item = (device: string, number: number, bytes = 1) => ({ device, number, payload: new Uint8Array(bytes) });

/** Commits that end when told to. */
function held() {
  const batches: { device: string; number: number }[][] = [];
  const ends: (() => void)[] = [];
  const group = new GroupCommit<ReturnType<typeof item>>((items) => {
    batches.push(items);
    return new Promise((resolve) => ends.push(resolve));
  }, limits);
  const next = async () => {
    while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    ends.shift()!();
  };
  return { batches, group, next };
}

describe('GroupCommit', () => {
  it('commits together what arrives while a commit runs', async () => {
    const { batches, group, next } = held();
    group.add(item('a', 0));
    while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let number = 1; number < 6; number += 1) group.add(item('a', number));
    assert.equal(batches.length, 1);
    await next();
    await next();
    await group.settled();
    assert.deepEqual(
      batches.map((batch) => batch.map(({ number }) => number)),
      [[0], [1, 2, 3, 4, 5]],
    );
    assert.deepEqual([group.waiting, group.waitingBytes], [0, 0]);
  });

  it('lets no flood of one device keep another out of the next commit', async () => {
    const { batches, group, next } = held();
    for (let number = 0; number < 400; number += 1) group.add(item('flood', number));
    group.add(item('quiet', 0));
    await next();
    await next();
    assert.ok(batches[1]!.some(({ device }) => device === 'quiet'));
    for (let left = 0; left < 3; left += 1) await next();
    await group.settled();
    assert.ok(batches.every((batch) => batch.length <= 100));
  });

  it('keeps the order of each device', async () => {
    const order: Record<string, number[]> = { a: [], b: [] };
    const group = new GroupCommit<ReturnType<typeof item>>(async (items) => {
      for (const { device, number } of items) order[device]!.push(number);
    }, limits);
    for (let number = 0; number < 300; number += 1) {
      group.add(item('a', number));
      if (number % 2) group.add(item('b', number));
    }
    await group.settled();
    assert.deepEqual(
      order.a,
      Array.from({ length: 300 }, (_, number) => number),
    );
    assert.deepEqual(
      order.b,
      order.a!.filter((number) => number % 2),
    );
  });

  it('takes no more than it may hold, of one device and of all', async () => {
    const { group, next } = held();
    const taken = Array.from({ length: 700 }, (_, number) => group.add(item('a', number)));
    assert.equal(taken.filter(Boolean).length, 600); // 500 waiting, 100 in the first commit
    assert.equal(group.add(item('b', 0, 10_000)), false);
    assert.equal(group.add(item('b', 0, 100)), true);
    for (let left = 0; left < 7; left += 1) await next();
    await group.settled();
    assert.equal(group.add(item('a', 0, 10_000)), true);
    await next();
    await group.settled();
  });
});
