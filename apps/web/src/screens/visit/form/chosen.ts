import type { FormAnswer } from '@munan/flow';
import { isExclusive, optionCode, type QuestionnaireItem } from '@munan/visit';

const mostChosen = 60;

/** Codes that are chosen, in the order of choosing. */
export function codesOf(answer: FormAnswer | undefined): string[] {
  if (Array.isArray(answer)) return answer;
  return typeof answer === 'string' && answer !== '' ? [answer] : [];
}

/** The answer after one option was tapped: of one choice the tapped one, or none when it was that; of many, on or off. */
export function tapped(item: QuestionnaireItem, answer: FormAnswer | undefined, code: string): FormAnswer | undefined {
  const before = codesOf(answer);
  if (!item.repeats) return before[0] === code ? undefined : code;
  if (before.includes(code)) return orNothing(before.filter((one) => one !== code));
  const options = item.answerOption ?? [];
  const alone = (one: string) => options.some((option) => isExclusive(option) && optionCode(option) === one);
  if (alone(code)) return [code];
  return [...before.filter((one) => !alone(one)), code].slice(0, mostChosen);
}

/** What is answered in one's own words besides the options. */
export function ownWords(item: QuestionnaireItem, answer: FormAnswer | undefined): string {
  const options = new Set((item.answerOption ?? []).map(optionCode));
  return codesOf(answer).find((one) => !options.has(one)) ?? '';
}

/** The answer with other words of one's own; words that are the code of an option choose that option. */
export function withOwnWords(
  item: QuestionnaireItem,
  answer: FormAnswer | undefined,
  words: string,
): FormAnswer | undefined {
  const options = new Set((item.answerOption ?? []).map(optionCode));
  const text = words.trim() === '' ? undefined : words;
  if (!item.repeats) {
    const chosen = codesOf(answer).find((one) => options.has(one));
    return text ?? chosen;
  }
  const exclusive = new Set((item.answerOption ?? []).filter(isExclusive).map(optionCode));
  if (text !== undefined && exclusive.has(text)) return [text];
  const chosen = codesOf(answer).filter((one) => options.has(one) && !(text !== undefined && exclusive.has(one)));
  return orNothing(text === undefined ? chosen : [...new Set([...chosen, text])]);
}

function orNothing(codes: string[]): string[] | undefined {
  return codes.length > 0 ? codes : undefined;
}
