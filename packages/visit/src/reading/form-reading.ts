import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FilledForm, FormAnswer } from '@munan/flow';
import { allItems } from '../forms/asked.ts';
import { flaggedAnswers } from '../forms/flagged.ts';
import { totalOf } from '../forms/total.ts';
import { answerText, textOf } from '../forms/words.ts';

/** One answer in words. */
export interface ReadAnswer {
  linkId: string;
  question: string;
  answer: string;
  /** Worth the doctor's eye. */
  flagged: boolean;
}
/** A filled form as it is read: totals first, what stands out, then the rest in the order it was asked. */
export interface ReadForm {
  id: string;
  title: string;
  total?: { points: number; most: number; complete: boolean; meaning?: string; grave: boolean };
  flagged: ReadAnswer[];
  rest: ReadAnswer[];
}
/** Minutes of one activity of the 방문간호 record. */
export interface ReadMinutes {
  what: string;
  minutes: number;
}

/** Forms that say what was done; all others say what was found. */
export const formsOfDoing: readonly string[] = [
  'activities',
  'education',
  'medication',
  'referral',
  'order-difference',
];

/**
 * What a filled form says. Nothing that was answered is left out: answers to questions that this version does not have,
 * or of a form that is not at hand, are read as they were written.
 */
export function readForm(
  id: string,
  form: Questionnaire | undefined,
  filled: FilledForm,
  language: 'ko' | 'en',
): ReadForm {
  if (!form) return { id, title: id, flagged: [], rest: Object.entries(filled.answers).map(asWritten) };
  const flagged = new Set(flaggedAnswers(form, filled.answers));
  const items = new Map(allItems(form).map((item) => [item.linkId, item]));
  const known = [...items.keys()].filter((linkId) => Object.hasOwn(filled.answers, linkId));
  const answers = known.map((linkId): ReadAnswer => {
    const item = items.get(linkId) as QuestionnaireItem;
    const answer = filled.answers[linkId] as FormAnswer;
    return {
      linkId,
      question: textOf(item, language),
      answer: answerText(item, answer, language),
      flagged: flagged.has(linkId),
    };
  });
  const unknown = Object.entries(filled.answers)
    .filter(([linkId]) => !items.has(linkId))
    .map(asWritten);
  const total = totalOf(form, filled.answers);
  const rank = [...flagged];
  return {
    id,
    title: textOf(form, language) || id,
    ...(total && {
      total: {
        points: total.points,
        most: total.most,
        complete: total.complete,
        grave: total.grave,
        ...(total.meaning && { meaning: total.meaning[language] }),
      },
    }),
    flagged: answers.filter((one) => one.flagged).sort((a, b) => rank.indexOf(a.linkId) - rank.indexOf(b.linkId)),
    rest: [...answers.filter((one) => !one.flagged), ...unknown],
  };
}

/** All forms of a visit: what was found, those with something that stands out first; and what was done. */
export function readForms(
  filled: Readonly<Record<string, FilledForm>> | undefined,
  forms: readonly unknown[],
  language: 'ko' | 'en',
): { found: ReadForm[]; done: ReadForm[] } {
  const read = Object.entries(filled ?? {})
    .filter(([, { answers }]) => Object.keys(answers).length > 0)
    .map(([id, one]) => readForm(id, formOf(forms, id, one.version), one, language));
  const weight = (form: ReadForm) => (form.total?.grave ? 2 : 0) + (form.flagged.length > 0 ? 1 : 0);
  return {
    found: read.filter(({ id }) => !formsOfDoing.includes(id)).sort((a, b) => weight(b) - weight(a)),
    done: read
      .filter(({ id }) => formsOfDoing.includes(id))
      .sort((a, b) => formsOfDoing.indexOf(a.id) - formsOfDoing.indexOf(b.id)),
  };
}

/** Minutes of the activities form; an answer that is no number of minutes is not counted here. */
export function readMinutes(
  filled: FilledForm | undefined,
  form: Questionnaire | undefined,
  language: 'ko' | 'en',
): ReadMinutes[] {
  if (!filled) return [];
  const items = new Map(form ? allItems(form).map((item) => [item.linkId, item]) : []);
  const { answers } = filled;
  return [...new Set([...items.keys(), ...Object.keys(answers)])].flatMap((linkId) => {
    const minutes = Object.hasOwn(answers, linkId) ? answers[linkId] : undefined;
    if (typeof minutes !== 'number' || !(minutes > 0)) return [];
    const item = items.get(linkId);
    // The form's own sum is not an activity.
    if (item?.readOnly) return [];
    return [{ what: item ? textOf(item, language) : linkId, minutes }];
  });
}

/** The form of this id in the version it was filled in; else in any version that is at hand. */
export function formOf(forms: readonly unknown[], id: string, version?: string): Questionnaire | undefined {
  const same = (forms as readonly Questionnaire[]).filter((form) => form.id === id);
  return same.find((form) => form.version === version) ?? same[0];
}

function asWritten([linkId, answer]: [string, FormAnswer]): ReadAnswer {
  return {
    linkId,
    question: linkId,
    answer: Array.isArray(answer) ? answer.join(', ') : String(answer),
    flagged: false,
  };
}
