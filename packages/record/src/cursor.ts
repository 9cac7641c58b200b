import { refuse } from '@munan/fhir';

export type CursorValue = number | string | null;
export type CursorKind = 'integer' | 'number' | 'text';

/** Where a page ended: the values of its last row in the order of the search. */
export function writeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Values longer than that are codes or addresses that no client sorts by; a link must fit into the head of a request. */
const longestText = 1400;

function isOf(value: unknown, kind: CursorKind, nullable: boolean): value is CursorValue {
  if (value === null) return nullable;
  if (kind === 'text') return typeof value === 'string' && value.length <= longestText && !value.includes('\0');
  return kind === 'integer' ? Number.isSafeInteger(value) : typeof value === 'number' && Number.isFinite(value);
}

/** @throws OutcomeError parameter-value-invalid when it is no cursor of a search in this order */
export function readCursor(cursor: string, kinds: readonly { kind: CursorKind; nullable: boolean }[]): CursorValue[] {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    values = undefined;
  }
  const fits =
    Array.isArray(values) &&
    values.length === kinds.length &&
    kinds.every(({ kind, nullable }, at) => isOf((values as unknown[])[at], kind, nullable));
  if (!fits) {
    throw refuse('parameter-value-invalid', 'the value of _cursor is not one that a link of this search gave');
  }
  return values as CursorValue[];
}
