import { refuse } from '@munan/fhir';
import type { FilledForm, FormAnswer, VisitEntry, VisitPhoto } from '@munan/flow';
import { fhirText } from './systems.ts';

/** Years 1 to 9999, which FHIR can write. */
const earliest = Date.parse('0001-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T00:00:00.000Z');

/**
 * An entry as it reads back from the record: text without control characters and white space around it, nothing empty,
 * times in whole ms, state and order said. Two entries that mean the same are equal after it.
 * @throws OutcomeError resource-invalid for a time that FHIR cannot write
 */
export function normalVisit(entry: VisitEntry): VisitEntry {
  const { id, patient, state = 'signed', arrived, finished, measured, arrivedAt, finishedAt, clockUncertain } = entry;
  const { vitals, confirmed = [], confirmedWhy = {}, forms = {}, photos = [], remarks, question, next } = entry;
  const names = [...new Set(confirmed.flatMap((name) => fhirText(name) ?? []))];
  const why = nonEmpty(mapped(confirmedWhy, fhirText));
  const filled = nonEmpty(mapped(forms, normalForm));
  const pictures = normalPhotos(photos);
  const [remarked, asked] = [fhirText(remarks), fhirText(question)];
  return {
    id,
    patient,
    state,
    arrived: timeIn('arrived', arrived),
    finished: timeIn('finished', finished),
    ...(measured !== undefined && { measured: timeIn('measured', measured) }),
    ...(arrivedAt && { arrivedAt: mapped(arrivedAt, plain) as VisitEntry['arrivedAt'] }),
    ...(finishedAt && { finishedAt: mapped(finishedAt, plain) as VisitEntry['finishedAt'] }),
    ...(clockUncertain && { clockUncertain }),
    vitals: mapped(vitals, plain) as VisitEntry['vitals'],
    ...(names.length > 0 && { confirmed: names }),
    ...(why && { confirmedWhy: why }),
    ...(filled && { forms: filled }),
    ...(pictures.length > 0 && { photos: pictures }),
    ...(remarked && { remarks: remarked }),
    ...(asked && { question: asked }),
    ...(next && { next: normalNext(next) }),
  };
}

function timeIn(what: string, ms: number): number {
  const whole = Math.trunc(ms) + 0;
  if (whole >= earliest && whole <= latest) return whole;
  throw refuse('resource-invalid', `${what} is ${ms}, no time of the years 1 to 9999`);
}

function normalNext({ date, time, note }: NonNullable<VisitEntry['next']>): NonNullable<VisitEntry['next']> {
  const noted = fhirText(note);
  return { date, ...(time !== undefined && { time }), ...(noted && { note: noted }) };
}

function normalForm({ version, answers }: FilledForm): FilledForm {
  return { version: fhirText(version) ?? '', answers: mapped(answers, normalAnswer) };
}

function normalAnswer(answer: FormAnswer): FormAnswer | undefined {
  if (typeof answer === 'string') return fhirText(answer);
  if (!Array.isArray(answer)) return plain(answer);
  const several = answer.flatMap((one) => fhirText(one) ?? []);
  return several.length > 0 ? several : undefined;
}

/** Each once, oldest first. */
export function normalPhotos(photos: readonly VisitPhoto[]): VisitPhoto[] {
  const byId = new Map<string, VisitPhoto>();
  for (const { caption, reference, takenAt, ...photo } of photos) {
    if (byId.has(photo.id)) continue;
    const [captioned, scale] = [fhirText(caption), fhirText(reference)];
    byId.set(photo.id, {
      ...(mapped(photo, plain) as Pick<VisitPhoto, 'id' | 'kind'>),
      takenAt: timeIn('takenAt', takenAt),
      ...(captioned && { caption: captioned }),
      ...(scale && { reference: scale }),
    });
  }
  return [...byId.values()].sort((a, b) => a.takenAt - b.takenAt || (a.id < b.id ? -1 : 1));
}

/** JSON has no -0. */
function plain<T>(value: T): T {
  return (value === 0 ? 0 : value) as T;
}

/** Without what becomes undefined. */
function mapped<T, R>(of: Readonly<Record<string, T>>, change: (value: T) => R | undefined): Record<string, R>;
function mapped<T extends object, R>(of: T, change: (value: T[keyof T]) => R): Record<string, R>;
function mapped(of: object, change: (value: never) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, value]) => {
      const to = value === undefined ? undefined : change(value as never);
      return to === undefined ? [] : [[key, to]];
    }),
  );
}

function nonEmpty<T extends object>(of: T): T | undefined {
  return Object.keys(of).length > 0 ? of : undefined;
}
