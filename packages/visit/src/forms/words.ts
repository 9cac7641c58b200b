import type { Coding, Extension, QuestionnaireItem, QuestionnaireItemAnswerOption } from '@medplum/fhirtypes';
import type { FormAnswer } from '@munan/flow';
import { findMark, findMarks, marks } from './marks.ts';

type Language = 'ko' | 'en';

/** Texts in the order of preference: title of a form, text of an item, display of a coding, string of an option. */
const textNames = ['title', 'text', 'display', 'valueString'] as const;
/** Only where the form of the house says nothing: "yes" and "no" of a boolean. */
const yesNo = { ko: { yes: '예', no: '아니요' }, en: { yes: 'Yes', no: 'No' } } as const;

function translated(twin: unknown, language: Language): string | undefined {
  for (const translation of findMarks(twin, marks.translation)) {
    const parts = (translation as Extension).extension;
    if (!Array.isArray(parts)) continue;
    const lang = parts.find(({ url }) => url === 'lang')?.valueCode;
    const content = parts.find(({ url }) => url === 'content');
    const text = content?.valueString ?? content?.valueMarkdown;
    if ((lang === language || lang?.startsWith(`${language}-`)) && typeof text === 'string') return text;
  }
  return undefined;
}

/** Text of a questionnaire, an item, an answer option or a coding in a language (translation extension; else as it stands). */
export function textOf(element: unknown, language: Language): string {
  if (typeof element !== 'object' || element === null) return '';
  const fields = element as Record<string, unknown>;
  for (const name of textNames) {
    const text = fields[name];
    if (typeof text === 'string') return translated(fields[`_${name}`], language) ?? text;
  }
  if (fields.valueCoding !== undefined) return textOf(fields.valueCoding, language);
  if (fields.valueInteger !== undefined) return String(fields.valueInteger);
  return typeof fields.code === 'string' ? fields.code : '';
}

/** What an answer option is stored as in FormAnswer. */
export function optionCode(option: QuestionnaireItemAnswerOption): string {
  return String(option.valueCoding?.code ?? option.valueString ?? option.valueInteger ?? option.valueDate ?? '');
}
/** The option goes with no other of its item ("none of these"). */
export function isExclusive(option: QuestionnaireItemAnswerOption): boolean {
  return findMark(option, marks.exclusive)?.valueBoolean === true;
}
/** The unit of a number, as printed beside it; its `code` is UCUM. */
export function unitOf(item: QuestionnaireItem): Coding | undefined {
  return findMark(item, marks.unit)?.valueCoding;
}

/** An answer as words. */
export function answerText(item: QuestionnaireItem, answer: FormAnswer, language: Language): string {
  if (Array.isArray(answer)) return answer.map((one) => answerText(item, one, language)).join(', ');
  if (typeof answer === 'boolean') return yesNo[language][answer ? 'yes' : 'no'];
  if (typeof answer === 'number') {
    const unit = textOf(unitOf(item), language);
    // Korean writes its own units close to the number, and foreign ones apart.
    return /^[가-힣]/.test(unit) ? `${answer}${unit}` : `${answer} ${unit}`.trimEnd();
  }
  const chosen = item.answerOption?.find((option) => optionCode(option) === answer);
  return chosen ? textOf(chosen, language) : String(answer);
}
