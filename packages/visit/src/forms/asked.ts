import type { Questionnaire, QuestionnaireItem, QuestionnaireItemEnableWhen } from '@medplum/fhirtypes';
import type { FilledForm } from '@munan/flow';

type Answers = FilledForm['answers'];

/** Every item of a form, groups before what is in them, in order. */
export function allItems(form: Questionnaire): QuestionnaireItem[] {
  const below = (items: readonly QuestionnaireItem[] | undefined): QuestionnaireItem[] =>
    (items ?? []).flatMap((item) => [item, ...below(item.item)]);
  return below(form.item);
}

/** What was answered, if anything: an empty text and an empty choice of many are no answer. */
export function findAnswer(answers: unknown, linkId: string): unknown {
  if (typeof answers !== 'object' || answers === null || !Object.hasOwn(answers, linkId)) return undefined;
  const answer = (answers as Record<string, unknown>)[linkId];
  if (answer === null || answer === '') return undefined;
  return Array.isArray(answer) && answer.length === 0 ? undefined : answer;
}

/** [FHIR R4 Questionnaire.item.enableWhen] Without an answer every comparison is false; of many answers one is enough. */
function holds(condition: QuestionnaireItemEnableWhen, answer: unknown): boolean {
  if (condition.operator === 'exists') return (answer !== undefined) === (condition.answerBoolean !== false);
  if (answer === undefined) return false;
  const wanted =
    condition.answerCoding?.code ??
    condition.answerBoolean ??
    condition.answerInteger ??
    condition.answerDecimal ??
    condition.answerDate ??
    condition.answerString;
  if (wanted === undefined) return false;
  const given: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  if (condition.operator === '=') return given.includes(wanted);
  if (condition.operator === '!=') return !given.includes(wanted);
  return given.some((one) => {
    if (typeof one !== typeof wanted || (typeof one !== 'number' && typeof one !== 'string')) return false;
    if (condition.operator === '>') return one > wanted;
    if (condition.operator === '<') return one < wanted;
    if (condition.operator === '>=') return one >= wanted;
    return condition.operator === '<=' && one <= wanted;
  });
}

/** Whether an item of this form is asked with these answers; an item in a group that is not asked is not. */
export function asks(form: Questionnaire, answers: Answers): (linkId: string) => boolean {
  const known = new Map<string, { item: QuestionnaireItem; group: string | undefined }>();
  const enter = (items: readonly QuestionnaireItem[] | undefined, group: string | undefined): void => {
    for (const item of items ?? []) {
      if (!known.has(item.linkId)) known.set(item.linkId, { item, group });
      enter(item.item, item.linkId);
    }
  };
  enter(form.item, undefined);
  const decided = new Map<string, boolean>();
  const decide = (linkId: string): boolean => {
    const before = decided.get(linkId);
    if (before !== undefined) return before;
    const found = known.get(linkId);
    // A form that goes round in a circle asks nothing there, rather than going round for ever.
    decided.set(linkId, false);
    if (!found) return false;
    const { item, group } = found;
    // What was answered to a question that is no longer asked does not count.
    const given = (question: string): unknown => (decide(question) ? findAnswer(answers, question) : undefined);
    const conditions = item.enableWhen ?? [];
    const each = (condition: QuestionnaireItemEnableWhen): boolean => holds(condition, given(condition.question));
    const enabled =
      (group === undefined || decide(group)) &&
      (conditions.length === 0 || (item.enableBehavior === 'any' ? conditions.some(each) : conditions.every(each)));
    decided.set(linkId, enabled);
    return enabled;
  };
  return decide;
}

/**
 * Items that are asked with these answers (enableWhen), in order: those of the first level, each group with only those
 * of its own that are asked; a group that has none left is left out. `askedQuestions` gives them flat.
 */
export function enabledItems(form: Questionnaire, answers: Answers): QuestionnaireItem[] {
  const asked = asks(form, answers);
  const keep = (items: readonly QuestionnaireItem[] | undefined): QuestionnaireItem[] =>
    (items ?? []).flatMap((item) => {
      if (!asked(item.linkId)) return [];
      if (item.item === undefined) return [item];
      const inside = keep(item.item);
      return inside.length === 0 && item.type === 'group' ? [] : [{ ...item, item: inside }];
    });
  return keep(form.item);
}

/** Questions that are asked with these answers, flat and in order: no groups, no texts that are only shown. */
export function askedQuestions(form: Questionnaire, answers: Answers): QuestionnaireItem[] {
  const asked = asks(form, answers);
  return allItems(form).filter(({ linkId, type }) => type !== 'group' && type !== 'display' && asked(linkId));
}
