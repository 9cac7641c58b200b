import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FilledForm } from '@munan/flow';
import { allItems, asks, findAnswer } from './asked.ts';
import { findNumber, marks } from './marks.ts';
import { isExclusive, optionCode } from './words.ts';

/** `linkId` is empty where it is the form as a whole. `detail` is for a log, in English. */
export interface FormProblem {
  linkId: string;
  code: 'missing' | 'wrong-type' | 'unknown-item' | 'unknown-code' | 'out-of-range' | 'not-enabled';
  detail: string;
}
type Found = Omit<FormProblem, 'linkId'>;

/** Texts without a maxLength of their own; FormAnswer takes no more. */
const longestText = 5000;
const mostChosen = 60;

const wrongType = (wanted: string): Found => ({ code: 'wrong-type', detail: `wanted ${wanted}` });

function checkNumber(item: QuestionnaireItem, answer: unknown): Found | undefined {
  if (typeof answer !== 'number' || !Number.isFinite(answer)) return wrongType('a number');
  if (item.type === 'integer' && !Number.isSafeInteger(answer)) return wrongType('a whole number');
  const decimals = findNumber(item, marks.decimals);
  if (decimals !== undefined && Number(answer.toFixed(decimals)) !== answer)
    return wrongType(`at most ${decimals} decimal places`);
  const least = findNumber(item, marks.least);
  const most = findNumber(item, marks.most);
  if (least !== undefined && answer < least) return { code: 'out-of-range', detail: `less than ${least}` };
  if (most !== undefined && answer > most) return { code: 'out-of-range', detail: `more than ${most}` };
  return undefined;
}
function checkText(item: QuestionnaireItem, answer: unknown): Found | undefined {
  if (typeof answer !== 'string') return wrongType('a text');
  const longest = item.maxLength ?? longestText;
  return answer.length > longest ? { code: 'out-of-range', detail: `longer than ${longest} characters` } : undefined;
}
function checkDate(answer: unknown): Found | undefined {
  const wanted = 'a date, yyyy-mm-dd';
  if (typeof answer !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(answer)) return wrongType(wanted);
  const [year = 0, month = 0, day = 0] = answer.split('-').map(Number);
  const read = new Date(Date.UTC(year, month - 1, day));
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day && year >= 1900 ? undefined : wrongType(wanted);
}
function checkChoice(item: QuestionnaireItem, answer: unknown): Found | undefined {
  if (item.repeats ? !Array.isArray(answer) : typeof answer !== 'string')
    return wrongType(item.repeats ? 'a list of codes' : 'a code');
  const given = (Array.isArray(answer) ? answer : [answer]) as unknown[];
  const options = item.answerOption ?? [];
  if (given.length > mostChosen) return { code: 'out-of-range', detail: `more than ${mostChosen} chosen` };
  for (const one of given) {
    if (typeof one !== 'string' || one === '') return wrongType('codes that are texts');
    if (options.some((option) => optionCode(option) === one)) continue;
    if (item.type === 'choice') return { code: 'unknown-code', detail: 'no such answer' };
    const found = checkText({ ...item, maxLength: Math.min(item.maxLength ?? longestText, longestText) }, one);
    if (found) return found;
  }
  if (new Set(given).size < given.length) return { code: 'out-of-range', detail: 'chosen twice' };
  const alone = options.some((option) => isExclusive(option) && given.includes(optionCode(option)));
  return alone && given.length > 1 ? { code: 'out-of-range', detail: 'goes with no other answer' } : undefined;
}
function checkAnswer(item: QuestionnaireItem, answer: unknown): Found | undefined {
  switch (item.type) {
    case 'boolean':
      return typeof answer === 'boolean' ? undefined : wrongType('true or false');
    case 'integer':
    case 'decimal':
      return checkNumber(item, answer);
    case 'choice':
    case 'open-choice':
      return checkChoice(item, answer);
    case 'date':
      return checkDate(answer);
    case 'string':
    case 'text':
      return checkText(item, answer);
    default:
      return { code: 'unknown-item', detail: `nothing is answered at a ${item.type}` };
  }
}

/**
 * What is wrong with a filled form, in the order of the form, strangers last. Judges whatever it is given, JSON or not,
 * and never throws; nothing of it is changed or left out.
 */
export function checkForm(form: Questionnaire, filled: FilledForm): FormProblem[] {
  const answers: unknown = (filled as FilledForm | null | undefined)?.answers;
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers))
    return [{ linkId: '', ...wrongType('an object with answers') }];
  const items = allItems(form);
  const asked = asks(form, answers as FilledForm['answers']);
  const problems: FormProblem[] = [];
  for (const item of items) {
    const { linkId } = item;
    const answer = findAnswer(answers, linkId);
    if (answer === undefined) {
      if (item.required && item.type !== 'group' && !item.readOnly && asked(linkId))
        problems.push({ linkId, code: 'missing', detail: 'has to be answered' });
      continue;
    }
    const found: Found | undefined = item.readOnly
      ? { code: 'unknown-item', detail: 'is worked out, not answered' }
      : asked(linkId)
        ? checkAnswer(item, answer)
        : { code: 'not-enabled', detail: 'is not asked with the other answers' };
    if (found) problems.push({ linkId, ...found });
  }
  const known = new Set(items.map(({ linkId }) => linkId));
  for (const linkId of Object.keys(answers))
    if (!known.has(linkId))
      problems.push({ linkId: linkId.slice(0, 64), code: 'unknown-item', detail: 'no such item in this form' });
  return problems;
}
