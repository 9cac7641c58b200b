import { type Conflict, factFields, type NextVisit, type VisitPhoto } from '@munan/flow';
import type { Words } from '@munan/language';
import type { Formats } from '../time/formats.ts';

/** What a form's item asks and an answer says in words; undefined where the form is not at hand. */
export type DescribeAnswer = (field: string, value: unknown) => { name: string; text: string } | undefined;

/** One side as it is shown. `onlyHere`: the other side does not have it. */
export type ShownValue =
  | { kind: 'list'; items: { text: string; onlyHere: boolean }[] }
  | { kind: 'text'; text: string }
  | { kind: 'none' };

const vitalPrefix = 'vitals.';

/** A field of the facts or of a visit, in words; a name that this version does not know is shown as it is. */
export function conflictFieldName(words: Words, field: string, describe?: DescribeAnswer): string {
  const own: Record<string, unknown> = words.conflicts.fields;
  const vitals: Record<string, string> = words.visit.fields;
  const known = (name: string): string | undefined => {
    if (Object.hasOwn(vitals, name)) return vitals[name];
    const mine = Object.hasOwn(own, name) ? own[name] : undefined;
    return typeof mine === 'string' ? mine : undefined;
  };
  if (field.startsWith(vitalPrefix)) {
    const name = field.slice(vitalPrefix.length);
    const second = /^second([A-Z])(.*)$/.exec(name);
    const first = second ? known(second[1]!.toLowerCase() + second[2]!) : undefined;
    return known(name) ?? (first === undefined ? name : words.conflicts.fields.second(first));
  }
  if (field.startsWith('photos.')) return words.conflicts.fields.photo;
  if (field.startsWith('forms.')) return describe?.(field, undefined)?.name ?? words.conflicts.fields.form;
  const [head, ...rest] = field.split('.');
  if (head === 'confirmedWhy') return words.conflicts.fields.confirmedWhy(known(rest.join('.')) ?? rest.join('.'));
  return known(field) ?? field;
}

/** `value` in words; of two lists, what the other one does not have is marked. */
export function shownValue(
  words: Words,
  formats: Formats,
  field: string,
  value: unknown,
  other: unknown,
  describe?: DescribeAnswer,
): ShownValue {
  if (value === undefined || value === null || value === '') return { kind: 'none' };
  if (field.startsWith('forms.')) {
    const said = describe?.(field, value)?.text;
    if (said !== undefined) return { kind: 'text', text: said };
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return { kind: 'none' };
    const others = new Set((Array.isArray(other) ? other : []).map(plain));
    return {
      kind: 'list',
      items: value.map((one) => ({ text: String(one), onlyHere: !others.has(plain(one)) })),
    };
  }
  return { kind: 'text', text: valueText(words, formats, field, value) };
}

/** Two spellings that differ in spaces only are one entry to a reader. */
const plain = (one: unknown): string => String(one).trim().replace(/\s+/g, ' ');

function valueText(words: Words, formats: Formats, field: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? words.conflicts.yes : words.conflicts.no;
  if (typeof value === 'number') {
    const units: Record<string, string> = words.visit.units;
    const name = field.slice(vitalPrefix.length).replace(/^second([A-Z])/, (_, letter: string) => letter.toLowerCase());
    const unit = field.startsWith(vitalPrefix) && Object.hasOwn(units, name) ? units[name] : undefined;
    return unit === undefined ? String(value) : `${value} ${unit}`;
  }
  if (typeof value === 'string') {
    const levels: Record<string, string> = words.visit.levels;
    return field === 'vitals.consciousness' && Object.hasOwn(levels, value) ? (levels[value] ?? value) : value;
  }
  if (field === 'next') {
    const { date, time, note } = value as NextVisit;
    const at = Date.parse(`${date}T00:00:00+09:00`);
    return [Number.isNaN(at) ? date : formats.day(at), time, note].filter(Boolean).join(' · ');
  }
  if (field.startsWith('photos.')) {
    const { caption, lengthMm, widthMm } = value as VisitPhoto;
    return words.conflicts.photo(caption ?? '', lengthMm ?? 0, widthMm ?? 0);
  }
  return JSON.stringify(value);
}

const listFacts: readonly string[] = ['conditions', 'medications', 'allergies'];
const joinedTexts: readonly string[] = ['remarks', 'question'];

/** Whether "both" means something: two lists, or two texts that can be read one after the other. Two doors have one code. */
export function mayKeepBoth({ document, field, kept, other }: Conflict): boolean {
  if (Array.isArray(kept.value) && Array.isArray(other.value)) return true;
  const isFact = document === 'facts' && (factFields as readonly string[]).includes(field);
  if (isFact) return listFacts.includes(field) && (Array.isArray(kept.value) || Array.isArray(other.value));
  return joinedTexts.includes(field) && typeof kept.value === 'string' && typeof other.value === 'string';
}
