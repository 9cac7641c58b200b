import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FilledForm } from '@munan/flow';
import { askedQuestions, findAnswer } from './asked.ts';
import { findMark, findNumber, marks } from './marks.ts';
import { totalOf } from './total.ts';
import { optionCode } from './words.ts';

type Weight = 'grave' | 'flagged' | undefined;

function weightOf(item: QuestionnaireItem, answer: unknown): Weight {
  const marked = (element: unknown): Weight => (findMark(element, marks.grave)?.valueBoolean ? 'grave' : 'flagged');
  if (typeof answer === 'boolean')
    return findMark(item, marks.flagged)?.valueBoolean === answer ? marked(item) : undefined;
  if (typeof answer === 'number') {
    const from = findNumber(item, marks.flaggedFrom);
    const to = findNumber(item, marks.flaggedTo);
    return (from !== undefined && answer >= from) || (to !== undefined && answer <= to) ? marked(item) : undefined;
  }
  const codes: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  const chosen = (item.answerOption ?? []).filter(
    (option) => codes.includes(optionCode(option)) && findMark(option, marks.flagged)?.valueBoolean === true,
  );
  // A mark on the question itself: whatever was named there in one's own words.
  const named = item.type === 'open-choice' && findMark(item, marks.flagged)?.valueBoolean === true;
  if (named && codes.some((code) => typeof code === 'string' && code !== '')) return marked(item);
  if (chosen.length === 0) return undefined;
  return chosen.some((option) => marked(option) === 'grave') ? 'grave' : 'flagged';
}

/**
 * Answers worth the doctor's eye, as linkIds, gravest first: what is marked grave, a total in a grave band, a total in
 * a flagged one, then the rest in the order of the form. Only what is asked counts.
 */
export function flaggedAnswers(form: Questionnaire, answers: FilledForm['answers']): string[] {
  const total = totalOf(form, answers);
  const found: { linkId: string; rank: number }[] = [];
  if (total?.flagged) found.push({ linkId: total.linkId, rank: total.grave ? 1 : 2 });
  for (const item of askedQuestions(form, answers)) {
    if (item.readOnly) continue;
    const weight = weightOf(item, findAnswer(answers, item.linkId));
    if (weight) found.push({ linkId: item.linkId, rank: weight === 'grave' ? 0 : 3 });
  }
  return found.sort((one, other) => one.rank - other.rank).map(({ linkId }) => linkId);
}
/** Whether one of them cannot wait: a grave answer, or a total in a grave band. */
export function isGrave(form: Questionnaire, answers: FilledForm['answers']): boolean {
  if (totalOf(form, answers)?.grave) return true;
  return askedQuestions(form, answers).some(
    (item) => !item.readOnly && weightOf(item, findAnswer(answers, item.linkId)) === 'grave',
  );
}
