import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findCommand } from './command.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('findCommand reads time and ask, and ignores what it does not know', () => {
  assert.deepEqual(findCommand(bytes('{"id":"time-1","time":1795338060000}')), {
    id: 'time-1',
    time: 1795338060000,
    ask: false,
  });
  const asked = findCommand(
    bytes('{"id":"a-1","say":{"ko":"괜찮으세요?","en":"Are you all right?"},"ask":true,"x":1}'),
  );
  assert.deepEqual(asked, { id: 'a-1', ask: true });
  assert.equal(findCommand(bytes('{"ask":true}'))!.ask, false, 'a question without an id cannot be answered');
});

test('findCommand never throws, whatever comes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (payload) => {
      const command = findCommand(payload);
      assert.ok(command === undefined || typeof command.ask === 'boolean');
    }),
  );
});
