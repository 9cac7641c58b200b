import { questionnaires, totalOf } from '@munan/visit';
import type { FormBook } from './visit-forms.ts';

/** The forms of the house, in the version that it has now. */
export const houseForms: FormBook = {
  find: (id, version) => questionnaires.find((form) => form.id === id && form.version === version),
  total: totalOf,
};
