import { refuse } from '@munan/fhir';

/** Where a page ended: the values of its last row in the order of the search. */
export function writeCursor(values: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws OutcomeError parameter-value-invalid when it is no cursor of a search with so many values. */
export function readCursor(cursor: string, length: number): (number | string)[] {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    values = undefined;
  }
  const isValue = (value: unknown) =>
    typeof value === 'string'
      ? value.length <= 64
      : Number.isSafeInteger(value) || value === 9.1e15 || value === -9.1e15;
  if (!Array.isArray(values) || values.length !== length || !values.every(isValue)) {
    throw refuse('parameter-value-invalid', 'the value of _cursor is not one that a link of this search gave');
  }
  return values;
}
