import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FilledForm, FormAnswer } from '@munan/flow';

export type { Questionnaire, QuestionnaireItem };

type Language = 'ko' | 'en';

/** The forms of the house in their newest version. Data, not code: forms/questionnaires/*.json. */
export declare const questionnaires: readonly Questionnaire[];
/** Which forms belong to a visit to this person, in the order to ask; the rest can be added by hand. */
export declare function formsFor(person: { conditions: readonly string[]; age: number }): string[];
/** Items that are asked with these answers (enableWhen), groups without any left out, in order. */
export declare function enabledItems(form: Questionnaire, answers: FilledForm['answers']): QuestionnaireItem[];
/** Sum of the weights of the chosen answers, and what it means; undefined where the form has no total. */
export declare function totalOf(
  form: Questionnaire,
  answers: FilledForm['answers'],
):
  | { points: number; most: number; complete: boolean; meaning?: { ko: string; en: string }; grave: boolean }
  | undefined;
/** What is wrong with a filled form, each by linkId: missing, wrong-type, unknown-item, unknown-code, out-of-range, not-enabled. */
export declare function checkForm(
  form: Questionnaire,
  filled: FilledForm,
): { linkId: string; code: string; detail: string }[];
/** Text of a questionnaire, an item or a coding in a language (translation extension; else as it stands). */
export declare function textOf(element: unknown, language: Language): string;
/** An answer as words. */
export declare function answerText(item: QuestionnaireItem, answer: FormAnswer, language: Language): string;
/** Answers worth the doctor's eye, gravest first (own extension `flagged` on answer options, totals over a limit). */
export declare function flaggedAnswers(form: Questionnaire, answers: FilledForm['answers']): string[];
