import assert from 'node:assert/strict';
import { test } from 'node:test';
import { questionnaires } from '../forms/forms.ts';
import { formOf, readForm, readForms, readMinutes } from './form-reading.ts';

const form = (id: string) => formOf(questionnaires, id);
const filled = (answers: Record<string, boolean | number | string | string[]>, version = '1.0.0') => ({
  version,
  answers,
});

test('readForm says what stands out first, then the rest in the order it was asked', () => {
  const read = readForm(
    'wound',
    form('wound'),
    filled({ pain: 4, odour: true, place: 'sacrum', kind: 'pressure', stage: '3' }),
    'ko',
  );
  assert.deepEqual(read.flagged.map(({ linkId }) => linkId).sort(), ['odour', 'stage']);
  assert.ok(read.flagged.every(({ flagged }) => flagged));
  assert.deepEqual(
    read.rest.map(({ linkId }) => linkId),
    ['place', 'kind', 'pain'],
  );
  assert.equal(read.rest[0]?.question, '부위');
});

test('readForm leaves nothing out: unknown questions, hidden ones, forms nobody has', () => {
  const odd = readForm('wound', form('wound'), filled({ 'no-such': ['a', 'b'], place: 'sacrum' }), 'en');
  assert.ok(odd.rest.some(({ question, answer }) => question === 'no-such' && answer === 'a, b'));
  const nobody = readForm('strange', undefined, filled({ q: true }), 'en');
  assert.deepEqual(nobody.rest, [{ linkId: 'q', question: 'q', answer: 'true', flagged: false }]);
  assert.equal(nobody.title, 'strange');
});

test('readForms sets apart what was found and what was done, grave ones first, empty ones not at all', () => {
  const gds = Object.fromEntries(
    (form('mood')?.item ?? [])
      .flatMap((item) => [item, ...(item.item ?? [])])
      .flatMap(({ linkId, answerOption }) => {
        const code = answerOption?.at(-1)?.valueCoding?.code;
        return code ? [[linkId, code]] : [];
      }),
  );
  const { found, done } = readForms(
    {
      wound: filled({ place: 'sacrum' }),
      mood: filled(gds),
      activities: filled({ basic: 10 }),
      education: filled({ topics: ['diet'] }),
      copd: filled({}),
    },
    questionnaires,
    'ko',
  );
  assert.deepEqual(found.map(({ id }) => id).sort(), ['mood', 'wound']);
  assert.deepEqual(
    done.map(({ id }) => id),
    ['activities', 'education'],
  );
});

test('readMinutes gives each activity with its minutes in the order of the form, its own sum not among them', () => {
  const minutes = readMinutes(
    filled({ mouth: 5, total: 20, basic: 15, nutrition: 0, strange: 7 }),
    form('activities'),
    'en',
  );
  assert.deepEqual(
    minutes.map((one) => one.minutes),
    [15, 5, 7],
  );
  assert.equal(minutes[2]?.what, 'strange');
  assert.deepEqual(readMinutes(undefined, undefined, 'ko'), []);
});
