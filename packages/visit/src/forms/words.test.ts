import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { allItems } from './asked.ts';
import { findQuestionnaire } from './questionnaires.ts';
import { answerText, optionCode, textOf } from './words.ts';

const item = (form: string, linkId: string): QuestionnaireItem =>
  allItems(findQuestionnaire(form) as Questionnaire).find((one) => one.linkId === linkId) as QuestionnaireItem;

test('textOf reads a form, an item, an option and a coding in both languages', () => {
  const mood = findQuestionnaire('mood');
  assert.equal(textOf(mood, 'ko'), '우울 선별 (노인우울척도 단축형)');
  assert.equal(textOf(mood, 'en'), 'Mood (Geriatric Depression Scale, short form)');
  assert.equal(textOf(item('wound', 'odour'), 'en'), 'It smells');
  const option = item('wound', 'exudate').answerOption?.[0];
  assert.equal(textOf(option, 'ko'), '없음');
  assert.equal(textOf(option?.valueCoding, 'en'), 'None');
});

test('textOf gives the text as it stands where there is no translation, and nothing of what has no text', () => {
  assert.equal(textOf({ text: 'Frage' }, 'ko'), 'Frage');
  assert.equal(textOf({ text: 'Frage', _text: { extension: [null] } }, 'ko'), 'Frage');
  const region = {
    extension: [
      { url: 'lang', valueCode: 'ko-KR' },
      { url: 'content', valueString: '질문' },
    ],
    url: 'http://hl7.org/fhir/StructureDefinition/translation',
  };
  assert.equal(textOf({ text: 'Question', _text: { extension: [region] } }, 'ko'), '질문');
  for (const nothing of [undefined, null, 7, 'text', {}, []]) assert.equal(textOf(nothing, 'ko'), '');
});

test('answerText says an answer in words: of a choice, of many, a number with its unit, yes and no, and as it was written', () => {
  const cases: [QuestionnaireItem, Parameters<typeof answerText>[1], string, string][] = [
    [item('wound', 'exudate'), 'much', '많음', 'Much'],
    [item('wound', 'tissue'), ['slough', 'necrosis'], '부육(황색), 괴사(흑색)', 'Slough (yellow), Necrosis (black)'],
    [item('wound', 'length'), 2.5, '2.5 cm', '2.5 cm'],
    [item('activities', 'joint'), 20, '20분', '20 min'],
    [item('wound', 'odour'), false, '아니요', 'No'],
    [item('wound', 'place'), 'sacrum', '천골(꼬리뼈)', 'Sacrum'],
    [item('wound', 'place'), '왼쪽 귀 뒤', '왼쪽 귀 뒤', '왼쪽 귀 뒤'],
    [item('wound', 'exudate'), 'of-another-version', 'of-another-version', 'of-another-version'],
    [item('wound', 'pain'), 7, '7', '7'],
  ];
  for (const [one, answer, ko, en] of cases) {
    assert.equal(answerText(one, answer, 'ko'), ko);
    assert.equal(answerText(one, answer, 'en'), en);
  }
});

test('optionCode is a text whatever an option holds', () => {
  assert.equal(optionCode({ valueInteger: 3 }), '3');
  assert.equal(optionCode({ valueString: 'a' }), 'a');
  assert.equal(optionCode({}), '');
});
