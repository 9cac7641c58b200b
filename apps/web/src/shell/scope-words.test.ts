import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '@munan/language';
import { scopeSentences } from './scope-words.ts';

test('scopeSentences says each thing once, old forms and new, in both languages', () => {
  const scopes = ['openid', 'fhirUser', 'launch/patient', 'patient/*.rs', 'patient/*.read', 'user/Observation.cruds'];
  assert.deepEqual(scopeSentences(languages.en, scopes), [
    'know who you are',
    'know which person is chosen',
    'read all records of this one person',
    'read and change measurements and observations of everybody whom you may see',
  ]);
  assert.equal(scopeSentences(languages.ko, scopes).length, 4);
});

test('scopeSentences tells writing from reading, and shows what it has no sentence for', () => {
  const of = (scope: string) => scopeSentences(languages.en, [scope])[0];
  assert.match(of('patient/Observation.write') ?? '', /^change/);
  assert.match(of('patient/Observation.read') ?? '', /^read measurements/);
  assert.match(of('patient/Observation.c') ?? '', /^change/);
  assert.match(of('patient/Observation.*') ?? '', /^read and change/);
  assert.match(of('patient/Observation.rs?category=vital-signs') ?? '', /some of: measurements/);
  assert.match(of('patient/Goal.rs') ?? '', /records of the kind Goal/);
  assert.equal(of('something/else'), 'something/else');
});
