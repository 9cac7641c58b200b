import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FilledForm } from '@munan/flow';
import { allItems, askedQuestions, findAnswer } from './asked.ts';
import { findMark, findMarks, findNumber, marks } from './marks.ts';
import { optionCode, textOf } from './words.ts';

type Answers = FilledForm['answers'];

export interface FormTotal {
  /** The read-only item that the total is of. */
  linkId: string;
  points: number;
  /** The most that can be reached. */
  most: number;
  /** All that count and are required have been answered, and at least one has. */
  complete: boolean;
  /** While it is not complete only where the last band is reached already: points only grow. */
  meaning?: { ko: string; en: string };
  flagged: boolean;
  grave: boolean;
}

/** The item that a form's total is shown at. */
export function findTotalItem(form: Questionnaire): QuestionnaireItem | undefined {
  return allItems(form).find((item) => findMark(item, marks.total) !== undefined);
}

function weights(item: QuestionnaireItem): { code: string; weight: number }[] {
  return (item.answerOption ?? []).flatMap((option) => {
    const weight = findNumber(option, marks.ordinal) ?? findNumber(option.valueCoding, marks.ordinal);
    return weight === undefined ? [] : [{ code: optionCode(option), weight }];
  });
}
function pointsOf(item: QuestionnaireItem, answer: unknown): number {
  if (typeof answer === 'number') return Number.isFinite(answer) ? answer : 0;
  const codes: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return weights(item).reduce((sum, { code, weight }) => (codes.includes(code) ? sum + weight : sum), 0);
}
function mostOf(item: QuestionnaireItem): number {
  const each = weights(item).map(({ weight }) => weight);
  if (each.length === 0) return findNumber(item, marks.most) ?? 0;
  return item.repeats ? each.reduce((sum, weight) => sum + Math.max(0, weight), 0) : Math.max(...each);
}

interface Band {
  from: number;
  text: { ko: string; en: string };
  flagged: boolean;
  grave: boolean;
}
function bandsOf(item: QuestionnaireItem): Band[] {
  return findMarks(item, marks.band)
    .map((band) => {
      const part = (url: string) => band.extension?.find((one) => one.url === url);
      return {
        from: part('from')?.valueDecimal ?? part('from')?.valueInteger ?? 0,
        text: { ko: textOf(part('text'), 'ko'), en: textOf(part('text'), 'en') },
        flagged: part('flagged')?.valueBoolean === true,
        grave: part('grave')?.valueBoolean === true,
      };
    })
    .sort((one, other) => one.from - other.from);
}

/** Sum of the weights of the chosen answers, and what it means; undefined where the form has no total. */
export function totalOf(form: Questionnaire, answers: Answers): FormTotal | undefined {
  const item = findTotalItem(form);
  if (!item) return undefined;
  const numbers = findMark(item, marks.total)?.valueCode === 'numbers';
  const counts = (one: QuestionnaireItem): boolean =>
    !one.readOnly && (numbers ? one.type === 'integer' : weights(one).length > 0);
  const asked = askedQuestions(form, answers).filter(counts);
  const points = asked.reduce((sum, one) => sum + pointsOf(one, findAnswer(answers, one.linkId)), 0);
  const answered = (one: QuestionnaireItem): boolean => findAnswer(answers, one.linkId) !== undefined;
  const complete = asked.some(answered) && asked.every((one) => !one.required || answered(one));
  const bands = bandsOf(item);
  const band = bands.findLast(({ from }) => points >= from);
  const certain = band !== undefined && (complete || (bands.length > 1 && band === bands.at(-1)));
  return {
    linkId: item.linkId,
    points,
    most: allItems(form)
      .filter(counts)
      .reduce((sum, one) => sum + mostOf(one), 0),
    complete,
    ...(certain ? { meaning: band.text } : {}),
    flagged: certain && (band.flagged || band.grave),
    grave: certain && band.grave,
  };
}
