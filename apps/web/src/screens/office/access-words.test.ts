import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '@munan/language';
import { actionSentence } from './access-words.ts';

const en = wordsOf('en');
const ko = wordsOf('ko');
const done = (what: string, interaction = 'read', resource = '') => ({ what, interaction, resource });

test('actionSentence says what the server wrote in the language of the screen, with what it concerns', () => {
  assert.equal(actionSentence(en, done('person')), 'viewed the person');
  assert.equal(actionSentence(en, done('board of 24')), 'viewed the board (24 people)');
  assert.equal(actionSentence(en, done('series spo2')), `viewed measurements: ${en.shell.channels.spo2}`);
  assert.equal(actionSentence(en, done('alert command close')), `acted on an alert: ${en.response.commands.close}`);
  assert.equal(actionSentence(ko, done('device ear-1 revoked')), '기기 ear-1 폐기');
  assert.equal(actionSentence(ko, done('rules changed to version 4', 'update')), '판단 기준 변경 (4판)');
  assert.equal(actionSentence(en, done('watch')), 'viewed what the watch has learned');
});

test('actionSentence says what the FHIR door did, with the resource and without its version', () => {
  assert.equal(actionSentence(en, done('', 'vread', 'Patient/p1/_history/3')), 'read a version of Patient/p1');
  assert.equal(actionSentence(ko, done('', 'search-type', 'Observation')), 'Observation 검색');
  assert.equal(actionSentence(en, done('$everything', 'operation', 'Patient')), 'called $everything Patient');
  for (const [name, sentence] of Object.entries(ko.audit.interactions)) {
    const said = actionSentence(ko, done('', name, 'Task/t1'));
    assert.equal(said, sentence('Task/t1'));
    assert.match(said, /[가-힣]/);
  }
});

test('actionSentence shows a form that it does not know as it was written', () => {
  assert.equal(actionSentence(en, done('something new', 'unheard-of')), 'something new');
  assert.equal(actionSentence(en, done('', 'toString')), 'toString');
});
