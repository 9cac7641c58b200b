import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FilledForm, FormAnswer } from '@munan/flow';
import fc from 'fast-check';
import { allItems, asks } from './asked.ts';
import { checkForm } from './check.ts';
import { flaggedAnswers, isGrave } from './flagged.ts';
import { findNumber, marks } from './marks.ts';
import { findQuestionnaire, questionnaires } from './questionnaires.ts';
import { totalOf } from './total.ts';
import { isExclusive, optionCode } from './words.ts';

const form = (id: string): Questionnaire => findQuestionnaire(id) as Questionnaire;
const codesOf = (id: string, answers: unknown, linkId: string): string[] =>
  checkForm(form(id), { version: '1.0.0', answers } as FilledForm)
    .filter((problem) => problem.linkId === linkId)
    .map(({ code }) => code);

test('checkForm names what is wrong with each answer, and nothing where nothing is', () => {
  const longest = 'a'.repeat(1000);
  const cases: [form: string, linkId: string, answers: Record<string, unknown>, codes: string[]][] = [
    ['referral', 'why', {}, ['missing']],
    ['referral', 'why', { why: '' }, ['missing']],
    ['referral', 'why', { why: null }, ['missing']],
    ['referral', 'why', { why: longest }, []],
    ['referral', 'why', { why: `${longest}a` }, ['out-of-range']],
    ['referral', 'why', { why: '<script>alert(1)</script>\u0000\ud800' }, []],
    ['referral', 'why', { why: 7 }, ['wrong-type']],
    ['referral', 'why', { why: ['a'] }, ['wrong-type']],
    ['referral', 'why', { why: { text: 'a' } }, ['wrong-type']],
    ['referral', 'urgency', { urgency: 'now' }, []],
    ['referral', 'urgency', { urgency: 'yesterday' }, ['unknown-code']],
    ['referral', 'urgency', { urgency: '__proto__' }, ['unknown-code']],
    ['referral', 'urgency', { urgency: ['now'] }, ['wrong-type']],
    ['referral', 'urgency', { urgency: true }, ['wrong-type']],
    ['referral', 'to', { to: 'doctor' }, []],
    ['referral', 'to', { to: '동네 이장님' }, []],
    ['referral', 'to', { to: 'a'.repeat(201) }, ['out-of-range']],
    ['education', 'topics', { topics: ['diet', 'foot'] }, []],
    ['education', 'topics', { topics: [] }, ['missing']],
    ['education', 'topics', { topics: 'diet' }, ['wrong-type']],
    ['education', 'topics', { topics: ['diet', 'diet'] }, ['out-of-range']],
    ['education', 'topics', { topics: ['none', 'diet'] }, ['out-of-range']],
    ['education', 'topics', { topics: ['diet', 'magic'] }, ['unknown-code']],
    ['education', 'topics', { topics: ['diet', 7] }, ['wrong-type']],
    ['education', 'topics', { topics: Array.from({ length: 61 }, () => 'diet') }, ['out-of-range']],
    ['education', 'who', { topics: ['none'], who: ['person'] }, ['not-enabled']],
    ['education', 'who', { topics: ['none'] }, []],
    ['education', 'who', { topics: ['diet'] }, ['missing']],
    ['activities', 'joint', { joint: 0 }, []],
    ['activities', 'joint', { joint: 240 }, []],
    ['activities', 'joint', { joint: 241 }, ['out-of-range']],
    ['activities', 'joint', { joint: -1 }, ['out-of-range']],
    ['activities', 'joint', { joint: 1.5 }, ['wrong-type']],
    ['activities', 'joint', { joint: '20' }, ['wrong-type']],
    ['activities', 'joint', { joint: Number.NaN }, ['wrong-type']],
    ['activities', 'joint', { joint: Number.POSITIVE_INFINITY }, ['wrong-type']],
    ['activities', 'joint', { joint: 2 ** 60 }, ['wrong-type']],
    ['activities', 'total', { total: 20 }, ['unknown-item']],
    ['activities', 'minutes', { minutes: 20 }, ['unknown-item']],
    ['activities', 'nothing', { nothing: 20 }, ['unknown-item']],
    ['wound', 'length', { length: 2.5 }, []],
    ['wound', 'length', { length: 2.55 }, ['wrong-type']],
    ['wound', 'odour', { odour: false }, []],
    ['wound', 'odour', { odour: 'false' }, ['wrong-type']],
    ['order-difference', 'agreed-on', { agreed: 'before', 'agreed-on': '2026-11-28' }, []],
    ['order-difference', 'agreed-on', { agreed: 'before', 'agreed-on': '2026-02-30' }, ['wrong-type']],
    ['order-difference', 'agreed-on', { agreed: 'before', 'agreed-on': '28.11.2026' }, ['wrong-type']],
    ['order-difference', 'agreed-on', { agreed: 'before', 'agreed-on': 20261128 }, ['wrong-type']],
    ['order-difference', 'agreed-on', { agreed: 'not-yet', 'agreed-on': '2026-11-28' }, ['not-enabled']],
  ];
  for (const [id, linkId, answers, codes] of cases) {
    const before = structuredClone(answers);
    assert.deepEqual(codesOf(id, answers, linkId), codes, `${id} ${JSON.stringify(answers).slice(0, 80)}`);
    assert.deepEqual(answers, before, 'nothing of what was sent is lost');
  }
});

test('checkForm says of what is no filled form that it is none, and is not fooled by names of the prototype', () => {
  for (const filled of [null, undefined, 7, 'text', [], {}, { answers: null }, { answers: [] }, { answers: 'a' }])
    assert.deepEqual(
      checkForm(form('mood'), filled as unknown as FilledForm).map(({ linkId, code }) => [linkId, code]),
      [['', 'wrong-type']],
    );
  const answers = JSON.parse(
    '{"__proto__": {"gds-1": "yes"}, "constructor": 1, "toString": "a", "hasOwnProperty": true}',
  );
  const strangers = checkForm(form('mood'), { version: '1.0.0', answers }).filter(
    ({ code }) => code === 'unknown-item',
  );
  assert.deepEqual(strangers.map(({ linkId }) => linkId).sort(), [
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
  ]);
  assert.ok(codesOf('mood', answers, 'gds-1').includes('missing'));
});

test('checkForm, totalOf and flaggedAnswers never throw, whatever JSON is filled in', () => {
  const linkIds = [...new Set(questionnaires.flatMap((one) => allItems(one).map(({ linkId }) => linkId)))];
  const key = fc.oneof(fc.constantFrom(...linkIds, '__proto__', 'constructor'), fc.string());
  const answers = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constantFrom('yes', 'no', 'none', true, 3, ['none'])));
  fc.assert(
    fc.property(fc.constantFrom(...questionnaires), fc.oneof(answers, fc.jsonValue()), (one, given) => {
      checkForm(one, { version: '1.0.0', answers: given } as unknown as FilledForm);
      checkForm(one, given as unknown as FilledForm);
      totalOf(one, given as FilledForm['answers']);
      flaggedAnswers(one, given as FilledForm['answers']);
      isGrave(one, given as FilledForm['answers']);
    }),
    { numRuns: 500 },
  );
});

/** An answer that the item takes. */
function answerOf(item: QuestionnaireItem): fc.Arbitrary<FormAnswer> {
  const codes = (item.answerOption ?? []).map(optionCode);
  const together = (item.answerOption ?? []).filter((one) => !isExclusive(one)).map(optionCode);
  const text = fc.string({ minLength: 1, maxLength: Math.min(item.maxLength ?? 200, 200) });
  const least = findNumber(item, marks.least) ?? 0;
  const most = findNumber(item, marks.most) ?? 0;
  switch (item.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: least, max: most });
    case 'decimal':
      return fc.integer({ min: Math.ceil(least * 10), max: Math.floor(most * 10) }).map((tenths) => tenths / 10);
    case 'date':
      return fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    case 'choice':
      if (item.repeats) return fc.uniqueArray(fc.constantFrom(...together), { minLength: 1 });
      return fc.constantFrom(...codes);
    case 'open-choice': {
      const one = codes.length > 0 ? fc.oneof(fc.constantFrom(...codes), text) : text;
      return item.repeats ? fc.uniqueArray(one, { minLength: 1, maxLength: 8 }) : one;
    }
    default:
      return text;
  }
}
/** A form as a nurse fills it in: from the top, only what is asked, all that is required and some of the rest. */
const filledIn = (one: Questionnaire): fc.Arbitrary<FilledForm> => {
  const items = allItems(one).filter(({ type, readOnly }) => type !== 'group' && type !== 'display' && !readOnly);
  return fc.tuple(...items.map((item) => fc.tuple(answerOf(item), fc.boolean()))).map((given) => {
    const answers: FilledForm['answers'] = {};
    items.forEach((item, index) => {
      const [answer, rest] = given[index] as [FormAnswer, boolean];
      if ((item.required || rest) && asks(one, answers)(item.linkId)) answers[item.linkId] = answer;
    });
    return { version: one.version ?? '', answers };
  });
};

for (const one of questionnaires)
  test(`checkForm finds nothing wrong with ${one.id} filled in as asked, and flaggedAnswers names only what was asked`, () => {
    fc.assert(
      fc.property(filledIn(one), (filled) => {
        assert.deepEqual(checkForm(one, filled), []);
        const asked = asks(one, filled.answers);
        for (const linkId of flaggedAnswers(one, filled.answers)) assert.ok(asked(linkId), linkId);
        const total = totalOf(one, filled.answers);
        if (total) assert.ok(total.points >= 0 && total.points <= total.most);
      }),
      { numRuns: 60 },
    );
  });

test('checkForm misses nothing that is required: each required answer taken out of a whole form is named', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...questionnaires).chain((one) => fc.tuple(fc.constant(one), filledIn(one))),
      ([one, filled]) => {
        for (const { linkId, required } of allItems(one)) {
          if (!required || !Object.hasOwn(filled.answers, linkId)) continue;
          const { [linkId]: _, ...answers } = filled.answers;
          const problems = checkForm(one, { ...filled, answers });
          assert.ok(
            problems.some((problem) => problem.linkId === linkId && problem.code === 'missing'),
            linkId,
          );
        }
      },
    ),
    { numRuns: 100 },
  );
});
