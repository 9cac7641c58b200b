import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '@munan/language';
import { actionSentence } from './access-words.ts';

const en = wordsOf('en');

test('actionSentence says what the server wrote in the language of the screen, with what it concerns', () => {
  assert.equal(actionSentence(en, 'person'), 'viewed the person');
  assert.equal(actionSentence(en, 'board of 24'), 'viewed the board (24 people)');
  assert.equal(actionSentence(en, 'series spo2'), `viewed measurements: ${en.shell.channels.spo2}`);
  assert.equal(actionSentence(en, 'alert command close'), `acted on an alert: ${en.response.commands.close}`);
  assert.equal(actionSentence(wordsOf('ko'), 'device ear-1 revoked'), '기기 ear-1 폐기');
});

test('actionSentence shows a form that it does not know as it was written', () => {
  assert.equal(actionSentence(en, 'something new'), 'something new');
});
