import type { Questionnaire } from '@medplum/fhirtypes';
import type { VisitEntry } from '@munan/flow';
import { findQuestionnaire, questionnaires, supersededQuestionnaires, totalOf } from '@munan/visit';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { fhirIdOf } from './systems.ts';
import type { FormBook } from './visit-forms.ts';

/** The forms of the house, those that were superseded as well. */
export const houseForms: FormBook = {
  find: findQuestionnaire,
  total: totalOf,
};

/**
 * As they are published: each version is a resource of its own, so that what was filled in on an earlier one is always
 * read with that one.
 */
export function publishedForms(): Questionnaire[] {
  return [...questionnaires, ...supersededQuestionnaires].map((form) => ({
    ...form,
    id: publishedId(form.id ?? '', form.version ?? ''),
  }));
}

function publishedId(form: string, version: string): string {
  return fhirIdOf(`${form}-${version}`);
}

/** A form in any version that this house ever had. */
export async function findForm(
  record: FhirRecord,
  id: string,
  version: string,
  query?: OpenQuery,
): Promise<Questionnaire | undefined> {
  const known = houseForms.find(id, version);
  if (known) return known;
  const stored = await record.find('Questionnaire', publishedId(id, version), query);
  return stored && { ...resourceOf<Questionnaire>(stored), id };
}

/** With the earlier versions that a visit was filled in on. */
export async function bookFor(
  record: FhirRecord,
  { forms = {} }: VisitEntry,
  book: FormBook,
  query?: OpenQuery,
): Promise<FormBook> {
  const earlier = new Map<string, Questionnaire>();
  for (const [id, { version }] of Object.entries(forms)) {
    const form = book.find(id, version) ? undefined : await findForm(record, id, version, query);
    if (form) earlier.set(`${id}|${version}`, form);
  }
  if (earlier.size === 0) return book;
  return { ...book, find: (id, version) => book.find(id, version) ?? earlier.get(`${id}|${version}`) };
}
