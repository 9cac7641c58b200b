import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noWishes, type Wishes } from '@munan/flow';
import { centreWordsOf } from '@munan/language';
import { dateOf, draftOf, wishesOf } from './wishes-draft.ts';
import { wishesSentences } from './wishes-sentences.ts';

// 2026-11-28 15:00 in Seoul.
const now = Date.UTC(2026, 10, 28, 6);
const plain: Wishes = { ...noWishes, refused: [] };

test('wishesOf gives back what draftOf was made of', () => {
  for (const wishes of [
    plain,
    { ...plain, quiet: { from: 1320, to: 540 }, note: '크게' },
    { ...plain, quiet: { from: 1260, to: 415 }, refused: ['voice-call'] },
    { ...plain, language: 'en', away: { kind: 'hospital', from: now - 5 } },
    // The end of 2 December in Seoul.
    { ...plain, away: { kind: 'travelling', from: now, until: Date.UTC(2026, 11, 2, 15) } },
  ] satisfies Wishes[])
    assert.deepEqual(wishesOf(draftOf(wishes), wishes, now), { wishes });
});

test('draftOf shows the last day of being away, and wishesOf ends with that day in Seoul', () => {
  const draft = { ...draftOf(plain), away: 'hospital' as const, until: '2026-11-28' };
  const made = wishesOf(draft, plain, now);
  assert.ok('wishes' in made);
  assert.equal(made.wishes.away?.until, Date.UTC(2026, 10, 28, 15));
  assert.equal(draftOf(made.wishes).until, '2026-11-28');
  assert.equal(dateOf(now), '2026-11-28');
});

test('wishesOf says which part cannot be', () => {
  const draft = draftOf(plain);
  for (const bad of [
    { from: '22:00', to: '22:00' },
    { from: '', to: '07:00' },
    { from: '24:00', to: '07:00' },
    { from: '9:00', to: 'x' },
  ])
    assert.deepEqual(wishesOf({ ...draft, quiet: 'own', ...bad }, plain, now), { wrong: 'quiet' });
  for (const until of ['2026-11-27', 'yesterday', '2026-13-01'])
    assert.deepEqual(wishesOf({ ...draft, away: 'travelling', until }, plain, now), { wrong: 'away' });
});

test('wishesSentences says each wish that holds, in both languages, and nothing of an absence that is over', () => {
  const wishes: Wishes = {
    quiet: { from: 1320, to: 540 },
    away: { kind: 'hospital', from: 0, until: now + 1 },
    refused: ['voice-call', 'neighbour-call'],
    language: 'ko',
    note: '귀가 어두우십니다',
  };
  for (const language of ['ko', 'en'] as const) {
    const words = centreWordsOf(language).wishes;
    const said = (given: Wishes, at: number) => wishesSentences(given, words, at, (t) => dateOf(t));
    assert.equal(said(wishes, now).length, 4);
    assert.match(said(wishes, now)[0] ?? '', /22:00.*09:00/);
    assert.equal(said(wishes, now + 1).length, 3);
    assert.deepEqual(said({ ...noWishes }, now), []);
  }
});
