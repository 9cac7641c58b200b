import type { FilledForm, SyncPerson, VisitEntry } from '@munan/flow';
import { checkForm, findAnswer, formsFor, type Questionnaire } from '@munan/visit';

/** What follows the measuring, each on a page of its own. */
export type Part =
  | 'list'
  | 'vitals'
  | 'answers'
  | 'medicines'
  | 'photos'
  | 'remarks'
  | 'question'
  | 'next'
  | 'facts'
  | 'sign'
  | `form-${string}`;
export type PartState = 'done' | 'begun' | 'empty';

const plainParts = [
  'list',
  'vitals',
  'answers',
  'medicines',
  'photos',
  'remarks',
  'question',
  'next',
  'facts',
  'sign',
] as const;

/** The part that is meant by an address or by what was kept; undefined for anything else. */
export function findPart(text: unknown): Part | undefined {
  if (typeof text !== 'string') return undefined;
  const plain = plainParts.find((part) => part === text);
  if (plain) return plain;
  return /^form-[a-z0-9-]{1,40}$/.test(text) ? (text as Part) : undefined;
}

export function formOf(part: Part): string | undefined {
  return part.startsWith('form-') ? part.slice('form-'.length) : undefined;
}

/** How far a form is: how many required answers are left of one that was begun. */
export function formState(
  form: Questionnaire | undefined,
  filled: FilledForm | undefined,
): { state: PartState; missing: number } {
  const answers = filled?.answers ?? {};
  if (!filled || Object.keys(answers).every((name) => findAnswer(answers, name) === undefined)) {
    return { state: 'empty', missing: 0 };
  }
  if (!form) return { state: 'begun', missing: 0 };
  const missing = checkForm(form, filled).filter(({ code }) => code === 'missing').length;
  return { state: missing > 0 ? 'begun' : 'done', missing };
}

const dayMs = 86_400_000;

/** Days since each form was last filled in, as far as the visits on the device know. */
export function daysSinceForms(visits: SyncPerson['visits'], now: number): Record<string, number> {
  const days: Record<string, number> = {};
  for (const { entry, row } of visits) {
    for (const [id, filled] of Object.entries(entry.forms ?? {})) {
      if (Object.keys(filled.answers).length === 0) continue;
      const since = Math.max(0, Math.floor((now - row.finished) / dayMs));
      days[id] = Math.min(days[id] ?? since, since);
    }
  }
  return days;
}

/** At every visit something may have to be passed on; the medicines have a page of their own. */
const always = ['referral'];
const elsewhere = ['medication'];

/** Forms of this visit in the order to ask, and those that can be added. `ids`: what is on the device, in its order. */
export function formsOfVisit(
  ids: readonly string[],
  entry: VisitEntry,
  person: SyncPerson | undefined,
  added: readonly string[],
  now: number,
): { asked: string[]; more: string[] } {
  const conditions = person?.facts.conditions;
  const earlier = (person?.visits ?? []).filter((one) => one.entry.id !== entry.id);
  const wanted = person
    ? formsFor({
        conditions: Array.isArray(conditions) ? conditions : [],
        age: person.person.age,
        daysSince: daysSinceForms(earlier, now),
      })
    : [];
  const begun = Object.keys(entry.forms ?? {});
  const all = [...new Set([...wanted, ...begun, ...added, ...always])].filter((id) => !elsewhere.includes(id));
  // A form that was filled in stays in sight even where the device no longer has it.
  const asked = all.filter((id) => ids.includes(id) || begun.includes(id));
  return { asked, more: ids.filter((id) => !asked.includes(id) && !elsewhere.includes(id)) };
}

/** With one answer of a form; undefined takes it out. The version stays the one it was begun with. */
export function withAnswer(
  entry: VisitEntry,
  form: { id: string; version: string },
  linkId: string,
  answer: FilledForm['answers'][string] | undefined,
): VisitEntry {
  const before = entry.forms?.[form.id] ?? { version: form.version, answers: {} };
  const answers = { ...before.answers };
  if (answer === undefined || answer === '' || (Array.isArray(answer) && answer.length === 0)) delete answers[linkId];
  else answers[linkId] = answer;
  return withForm(entry, form.id, { ...before, answers });
}

/** With a form as given; one without an answer is no form. */
export function withForm(entry: VisitEntry, id: string, filled: FilledForm | undefined): VisitEntry {
  const { forms, ...rest } = entry;
  const next = { ...forms };
  if (filled && Object.keys(filled.answers).length > 0) next[id] = filled;
  else delete next[id];
  return Object.keys(next).length > 0 ? { ...rest, forms: next } : rest;
}

/** With a text, or without it: of nothing but spaces nothing is kept. */
export function withText(entry: VisitEntry, name: 'remarks' | 'question', text: string): VisitEntry {
  const { [name]: _before, ...rest } = entry;
  return text.trim() === '' ? rest : { ...rest, [name]: text };
}
