import type { Alert, AlertChange, CallSheet, Language, Reason, StepKind } from '@munan/flow';
import { wordsOf } from '@munan/language';

/** What the house knows of the person. */
export interface CallSheetFacts {
  name: string;
  age: number;
  sex: 'female' | 'male';
  address: string;
  doorCode?: string | undefined;
  phone?: string | undefined;
  conditions: string[];
  medications: string[];
  allergies: string[];
  /** Who calls; said first where given. */
  centre?: string | undefined;
}

export interface SheetOptions {
  /** Sentence of a reason, for what `spoken.what` of the language has no better words for. */
  say(reason: Reason, language: Language): string;
  /** Where the person lives: the clock time that is read out. */
  timeZone?: string;
}

/** Read aloud in 20 s: 5.5 syllables a second in Korean, 165 words a minute in English. */
const mostAloud = { ko: 110, en: 55 } as const;
const aloud = { ko: koSyllablesAloud, en: enWordsAloud } as const;
const mostItems = 3;

/**
 * The sheet that a person reads to 119. Who, where, how to get in and what happened are always said; what was tried,
 * conditions, allergies, medication and phone follow as long as 20 s allow. On the screen the lists are whole.
 */
export function callSheet(
  facts: CallSheetFacts,
  alert: Alert,
  { say, timeZone = 'Asia/Seoul' }: SheetOptions,
): CallSheet {
  const { centre: _, doorCode, phone, ...person } = facts;
  return {
    ...person,
    ...(doorCode === undefined ? {} : { doorCode }),
    ...(phone === undefined ? {} : { phone }),
    happened: alert.reason,
    happenedAt: alert.since,
    tried: alert.history.flatMap((change) => {
      const what = triedReason(change);
      return what ? [{ what, at: change.at }] : [];
    }),
    spoken: {
      ko: spoken(facts, alert, 'ko', say, timeZone),
      en: spoken(facts, alert, 'en', say, timeZone),
    },
  };
}

function spoken(
  facts: CallSheetFacts,
  alert: Alert,
  language: Language,
  say: SheetOptions['say'],
  timeZone: string,
): string[] {
  const words = wordsOf(language).response.spoken;
  const sentences = [words.request(facts), words.who(facts), words.where(facts)];
  if (facts.doorCode) sentences.push(words.door({ doorCode: facts.doorCode }));
  const { code, params = {} } = alert.reason;
  const whats: Record<string, (params: NonNullable<Reason['params']>) => string> = words.what;
  const what = whats[code]?.(params) ?? say(alert.reason, language).replace(/[.\s]+$/, '');
  sentences.push(words.happened({ ...clockTime(alert.since, timeZone), what }));

  const room = (more: string) => aloud[language]([...sentences, more].join(' ')) <= mostAloud[language];
  const tried = triedKey(alert.history);
  if (tried && room(words.tried[tried])) sentences.push(words.tried[tried]);
  for (const kind of ['conditions', 'allergies', 'medications'] as const) {
    // As many as there is time for, the first ones first.
    for (let count = Math.min(mostItems, facts[kind].length); count > 0; count--) {
      const sentence = words[kind]({ items: facts[kind].slice(0, count) });
      if (!room(sentence)) continue;
      sentences.push(sentence);
      break;
    }
  }
  if (facts.phone) {
    const sentence = words.phone({ phone: facts.phone });
    if (room(sentence)) sentences.push(sentence);
  }
  return sentences;
}

/** Only what a person or the device stated: a call that nobody made is not "does not answer". */
function triedKey(history: readonly AlertChange[]): 'help' | 'noAnswer' | 'noPhone' | 'nobody' | 'nurse' | undefined {
  const codes = new Set(history.map((change) => triedReason(change)?.code));
  if (codes.has('tried-nurse-visit-help')) return 'nurse';
  if ([...codes].some((code) => code?.endsWith('-help'))) return 'help';
  if (codes.has('tried-operator-call-ok') || codes.has('tried-ask-device-ok')) return undefined;
  const isPhoned = codes.has('tried-operator-call-no-answer');
  if (isPhoned) return codes.has('tried-family-call-no-answer') ? 'nobody' : 'noPhone';
  return codes.has('tried-ask-device-no-answer') ? 'noAnswer' : undefined;
}

const replies: Record<string, string> = { 'reply-ok': 'ok', 'reply-help': 'help', 'reply-unclear': 'unclear' };
const results: Record<string, string> = { 'reached-ok': 'ok', 'reached-help': 'help', 'not-reached': 'no-answer' };
const notDelivered = new Set(['not-connected', 'no-device', 'step-error']);

/** A line of the history as something that was tried; its words are in `language`, `response.tried`. */
function triedReason({ what, stepKind, reason }: AlertChange): Reason | undefined {
  if (what === 'dispatch-authorised') return { code: 'tried-dispatch-authorised' };
  if (what === 'reply') return tried('ask-device', replies[reason?.code ?? '']);
  if (what === 'step-overdue') return tried(stepKind, stepKind === 'ask-device' ? 'no-answer' : 'overdue');
  if (what !== 'step-done' && what !== 'step-failed') return undefined;
  if (notDelivered.has(reason?.code ?? '')) return tried(stepKind, 'undelivered');
  return tried(stepKind, results[reason?.code ?? '']);
}

function tried(stepKind: StepKind | undefined, how: string | undefined): Reason | undefined {
  const code = `tried-${stepKind}-${how}`;
  return triedReasons.includes(code) ? { code } : undefined;
}

/** Every code of `CallSheet.tried`. */
export const triedReasons: readonly string[] = Object.keys(wordsOf('en').response.tried);

function clockTime(at: number, timeZone: string): { hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const [hour = 0, minute = 0] = parts.format(at).split(':').map(Number);
  return { hour, minute };
}

/** Syllables when read out: Hangul one each, a digit one, a Latin letter two (its name). */
export function koSyllablesAloud(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/\p{Script=Hangul}/gu) + count(/\d/g) + 2 * count(/\p{Script=Latin}/gu);
}

/** Words when read out; the digits of a code of three or more are read one by one. */
export function enWordsAloud(text: string): number {
  return text
    .split(/[\s,.:;–-]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .reduce((sum, word) => sum + Math.max(1, /\d{3,}/.test(word) ? (word.match(/\d/g)?.length ?? 1) : 1), 0);
}
