import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilledForm } from '@munan/flow';
import { checkForm, type Questionnaire, type QuestionnaireItem } from '@munan/visit';
import fc from 'fast-check';
import { ownWords, tapped, withOwnWords } from './chosen.ts';

const option = (code: string, exclusive = false) => ({
  ...(exclusive && {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive', valueBoolean: true }],
  }),
  valueCoding: { code },
});
const one: QuestionnaireItem = { linkId: 'a', type: 'open-choice', answerOption: [option('x'), option('y')] };
const many: QuestionnaireItem = {
  linkId: 'a',
  type: 'open-choice',
  repeats: true,
  answerOption: [option('x'), option('y'), option('none', true)],
};

test('tapped chooses one of one, and a second tap takes it back', () => {
  assert.equal(tapped(one, undefined, 'x'), 'x');
  assert.equal(tapped(one, 'x', 'y'), 'y');
  assert.equal(tapped(one, 'x', 'x'), undefined);
});

test('tapped of many keeps what goes together and clears what does not', () => {
  assert.deepEqual(tapped(many, ['x'], 'y'), ['x', 'y']);
  assert.deepEqual(tapped(many, ['x', 'y'], 'none'), ['none']);
  assert.deepEqual(tapped(many, ['none'], 'x'), ['x']);
  assert.equal(tapped(many, ['x'], 'x'), undefined);
});

test('withOwnWords keeps the options of many beside one’s own words, and replaces the one of one', () => {
  assert.deepEqual(withOwnWords(many, ['x'], '무릎'), ['x', '무릎']);
  assert.deepEqual(withOwnWords(many, ['none'], '무릎'), ['무릎']);
  assert.equal(ownWords(many, ['x', '무릎']), '무릎');
  assert.deepEqual(withOwnWords(many, ['x'], 'x'), ['x']);
  assert.deepEqual(withOwnWords(many, ['x'], 'none'), ['none']);
  assert.equal(withOwnWords(one, 'x', '무릎'), '무릎');
  assert.equal(withOwnWords(one, '무릎', ' '), undefined);
});

test('whatever is tapped and written, tapped and withOwnWords make an answer that checkForm takes', () => {
  const acts = fc.array(
    fc.oneof(
      fc.constantFrom('x', 'y', 'none').map((code) => ({ code })),
      fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('x', 'y', 'none')).map((text) => ({ text })),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(acts, (given) => {
      let answer: ReturnType<typeof tapped>;
      for (const act of given)
        answer = 'code' in act ? tapped(many, answer, act.code) : withOwnWords(many, answer, act.text);
      const form = { resourceType: 'Questionnaire', status: 'active', item: [many] } as Questionnaire;
      const answers: FilledForm['answers'] = answer === undefined ? {} : { a: answer };
      assert.deepEqual(checkForm(form, { version: '1', answers }), []);
    }),
  );
});
