import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validate } from '@munan/fhir';
import type { Questionnaire, QuestionnaireItem } from './forms.ts';
import {
  allItems,
  findMark,
  findMarks,
  findNumber,
  findQuestionnaire,
  findTotalItem,
  isExclusive,
  marks,
  optionCode,
  questionnaires,
  supersededQuestionnaires,
  textOf,
  totalOf,
} from './forms.ts';

const everyForm = [...questionnaires, ...supersededQuestionnaires];
const ids = questionnaires.map(({ id }) => id);
const questions = (form: Questionnaire): QuestionnaireItem[] =>
  allItems(form).filter(({ type }) => type !== 'group' && type !== 'display');

/** Every element of the form that a person reads, with where it is. */
function texts(form: Questionnaire): { where: string; element: unknown; name: string }[] {
  const found: { where: string; element: unknown; name: string }[] = [
    { where: `${form.id}`, element: form, name: 'title' },
  ];
  for (const item of allItems(form)) {
    const where = `${form.id} ${item.linkId}`;
    found.push({ where, element: item, name: 'text' });
    for (const option of item.answerOption ?? [])
      found.push({ where: `${where} ${optionCode(option)}`, element: option.valueCoding, name: 'display' });
    for (const band of findMarks(item, marks.band))
      found.push({
        where: `${where} band`,
        element: band.extension?.find(({ url }) => url === 'text'),
        name: 'valueString',
      });
  }
  return found;
}

test('questionnaires are the forms of the brief, each once, in files named after them', () => {
  assert.deepEqual([...ids].sort(), [
    'activities',
    'copd',
    'dementia',
    'diabetes',
    'education',
    'falls-risk',
    'heart-failure',
    'hypertension',
    'medication',
    'mood',
    'order-difference',
    'referral',
    'wound',
  ]);
  const files = readdirSync(join(import.meta.dirname, 'questionnaires')).sort();
  const names = [
    ...ids.map((id) => `${id}.json`),
    ...supersededQuestionnaires.map(({ id, version }) => `${id}@${version}.json`),
  ];
  assert.deepEqual(files, names.sort(), 'a file that nobody imports, or an import without its file');
});

test('questionnaires are valid FHIR R4, with an address and a version of their own', () => {
  for (const form of everyForm) {
    assert.doesNotThrow(() => validate(structuredClone(form)), form.id);
    assert.equal(form.url, `http://munan.kr/fhir/Questionnaire/${form.id}`);
    assert.match(form.version ?? '', /^\d+\.\d+\.\d+$/);
    assert.equal(form.status, 'active', form.id);
    assert.ok((form.description ?? '').length > 40, `${form.id} names no source`);
  }
  const versions = everyForm.map(({ id, version }) => `${id}|${version}`);
  assert.equal(new Set(versions).size, versions.length);
});

test('every text of questionnaires is there in Korean and in English, and the two differ', () => {
  for (const form of everyForm)
    for (const { where, element, name } of texts(form)) {
      const korean = (element as Record<string, unknown>)[name];
      assert.equal(typeof korean, 'string', where);
      const english = textOf(element, 'en');
      assert.equal(textOf(element, 'ko'), korean, where);
      assert.ok(english.trim() !== '', where);
      assert.doesNotMatch(english, /[가-힣]/, `${where}: Korean in the English`);
      if (/[가-힣]/.test(String(korean))) assert.notEqual(english, korean, where);
      else assert.match(english, /[A-Za-z]/, where);
    }
});

test('linkIds of questionnaires are unique and can be keys of FilledForm', () => {
  for (const form of everyForm) {
    const linkIds = allItems(form).map(({ linkId }) => linkId);
    assert.equal(new Set(linkIds).size, linkIds.length, form.id);
    for (const linkId of linkIds) assert.match(linkId, /^[a-z0-9.-]{1,64}$/, form.id);
  }
});

test('enableWhen of questionnaires asks after a question that stands before, for an answer that it has', () => {
  for (const form of everyForm) {
    const items = allItems(form);
    items.forEach((item, index) => {
      for (const { question, operator, answerCoding, answerBoolean } of item.enableWhen ?? []) {
        const where = `${form.id} ${item.linkId} -> ${question}`;
        const target = items.slice(0, index).find(({ linkId }) => linkId === question);
        assert.ok(target, where);
        if (answerCoding)
          assert.ok(
            target.answerOption?.some((one) => optionCode(one) === answerCoding.code),
            where,
          );
        else assert.ok(answerBoolean !== undefined && (target.type === 'boolean' || operator === 'exists'), where);
      }
    });
  }
});

test('items of questionnaires are of types that the engine judges, options have codes of their own, limits are in order', () => {
  const types = [
    'group',
    'display',
    'boolean',
    'choice',
    'open-choice',
    'integer',
    'decimal',
    'text',
    'string',
    'date',
  ];
  for (const form of everyForm)
    for (const item of allItems(form)) {
      const where = `${form.id} ${item.linkId}`;
      assert.ok(types.includes(item.type), where);
      assert.equal(item.item !== undefined, item.type === 'group', where);
      const codes = (item.answerOption ?? []).map(optionCode);
      assert.ok(item.type !== 'choice' || codes.length > 0, where);
      if (codes.length > 0) assert.ok(item.type === 'choice' || item.type === 'open-choice', where);
      assert.equal(new Set(codes).size, codes.length, where);
      for (const code of codes) assert.match(code, /^[a-z0-9-]{1,40}$/, where);
      if (item.answerOption?.some(isExclusive)) assert.ok(item.repeats, `${where}: exclusive where one is chosen`);
      if (['text', 'string', 'open-choice'].includes(item.type))
        assert.ok(item.maxLength && item.maxLength <= 5000, where);
      if ((item.type === 'integer' || item.type === 'decimal') && !item.readOnly) {
        const [least, most] = [findNumber(item, marks.least), findNumber(item, marks.most)];
        assert.ok(least !== undefined && most !== undefined && least < most, where);
      }
      // What becomes an Observation has to say of what.
      if (findMark(item, marks.observation)) assert.ok((item.code?.length ?? 0) > 0, where);
    }
});

test('codes of questionnaires are LOINC that was looked up, or our own', () => {
  const lookedUp = ['39126-8', '39125-0', '39127-6', '88020-3'];
  for (const form of everyForm)
    for (const item of questions(form))
      for (const { system, code } of item.code ?? [])
        if (system === 'http://loinc.org') assert.ok(lookedUp.includes(code ?? ''), `${form.id} ${item.linkId}`);
        else {
          assert.equal(system, 'urn:munan:question');
          assert.equal(code, `${form.id}.${item.linkId}`);
        }
});

test('weights of questionnaires add up: what totalOf calls the most is reached by the heaviest answers, and no band lies above', () => {
  for (const form of everyForm) {
    const total = findTotalItem(form);
    if (!total) continue;
    assert.ok(total.readOnly, form.id);
    const heaviest = Object.fromEntries(
      questions(form)
        .filter((item) => !item.readOnly)
        .flatMap((item): [string, string | number][] => {
          if (item.type === 'integer') return [[item.linkId, findNumber(item, marks.most) ?? 0]];
          const weighed = (item.answerOption ?? []).map((one) => ({
            code: optionCode(one),
            weight: findNumber(one.valueCoding, marks.ordinal) ?? -1,
          }));
          const best = weighed.sort((one, other) => other.weight - one.weight)[0];
          return best && best.weight >= 0 ? [[item.linkId, best.code]] : [];
        }),
    );
    const reached = totalOf(form, heaviest);
    assert.equal(reached?.points, reached?.most, form.id);
    assert.equal(reached?.complete, true, form.id);
    const froms = findMarks(total, marks.band).map(
      (band) => band.extension?.find(({ url }) => url === 'from')?.valueDecimal ?? Number.NaN,
    );
    assert.deepEqual(
      froms,
      [...froms].sort((one, other) => one - other),
      form.id,
    );
    for (const from of froms) assert.ok(from <= (reached?.most ?? 0), form.id);
  }
});

test('every choice that counts has a weight at each of its answers', () => {
  for (const form of everyForm)
    for (const item of questions(form)) {
      const weighed = (item.answerOption ?? []).filter((one) => findMark(one.valueCoding, marks.ordinal));
      if (weighed.length > 0) assert.equal(weighed.length, item.answerOption?.length, `${form.id} ${item.linkId}`);
    }
});

test('findQuestionnaire gives the newest without a version, and nothing for a version that never was', () => {
  assert.equal(findQuestionnaire('mood')?.id, 'mood');
  assert.equal(findQuestionnaire('mood', '1.0.0')?.version, '1.0.0');
  assert.equal(findQuestionnaire('mood', '0.0.9'), undefined);
  assert.equal(findQuestionnaire('constructor'), undefined);
});
