import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRememberedNurse, forgetNurse, hasLeft, isLeaving, rememberLeaving, rememberNurse } from './remembered.ts';

function storageOf(start: Record<string, string> = {}): Storage {
  const kept = new Map(Object.entries(start));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}
const forbidden = {
  getItem: () => {
    throw new Error('denied');
  },
  setItem: () => {
    throw new Error('denied');
  },
  removeItem: () => {
    throw new Error('denied');
  },
} as unknown as Storage;

test('findRememberedNurse gives back who was remembered, until she is forgotten', () => {
  const storage = storageOf();
  assert.equal(findRememberedNurse(storage), undefined);
  rememberNurse({ id: 'n1', name: '정간호', role: 'nurse', demonstration: true, now: 5 }, storage);
  assert.deepEqual(findRememberedNurse(storage), {
    id: 'n1',
    name: '정간호',
    role: 'nurse',
    demonstration: true,
    now: 0,
  });
  forgetNurse(storage);
  assert.equal(findRememberedNurse(storage), undefined);
});

test('findRememberedNurse takes nobody from what is damaged, and never another role', () => {
  for (const text of ['', 'null', '7', '{', '[]', '{"id":7,"name":"a"}', '{"id":"","name":"a"}', '{"name":"a"}'])
    assert.equal(findRememberedNurse(storageOf({ 'munan-nurse': text })), undefined, text);
  const sly = storageOf({ 'munan-nurse': '{"id":"m1","name":"a","role":"manager"}' });
  assert.equal(findRememberedNurse(sly)?.role, 'nurse');
});

test('rememberLeaving stands until hasLeft, and a forbidden storage breaks nothing', () => {
  const storage = storageOf();
  assert.equal(isLeaving(storage), false);
  rememberLeaving(storage);
  assert.equal(isLeaving(storage), true);
  hasLeft(storage);
  assert.equal(isLeaving(storage), false);
  rememberNurse({ id: 'n1', name: 'a', role: 'nurse', demonstration: false, now: 0 }, forbidden);
  rememberLeaving(forbidden);
  hasLeft(forbidden);
  forgetNurse(forbidden);
  assert.equal(findRememberedNurse(forbidden), undefined);
  assert.equal(isLeaving(forbidden), false);
});
