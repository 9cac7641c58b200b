import type { SqlValue } from './database.ts';

/**
 * Rows on their way to or from a database thread: four buffers that are handed over (not copied) in place of
 * thousands of small objects that would be cloned one by one.
 */
export interface PackedRows {
  width: number;
  /** One byte for each value, row by row. */
  kinds: Uint8Array;
  /** For each value: the number itself, or the length of its text, bytes or bigint in the stores below. */
  numbers: Float64Array;
  /** All texts, and bigints in decimal, one after another. */
  text: string;
  bytes: Uint8Array;
}

const kindNull = 0;
const kindNumber = 1;
const kindText = 2;
const kindBytes = 3;
const kindBigint = 4;

/** @throws TypeError for a value that is none of `SqlValue`, and for a row of another width. */
export function packRows(rows: readonly (readonly SqlValue[])[], width: number): PackedRows {
  const kinds = new Uint8Array(rows.length * width);
  const numbers = new Float64Array(rows.length * width);
  const texts: string[] = [];
  const blobs: Uint8Array[] = [];
  let bytesTotal = 0;
  let at = 0;
  for (const row of rows) {
    if (row.length !== width) throw new TypeError(`a row of ${row.length} values where ${width} columns are named`);
    for (const value of row) {
      if (typeof value === 'number') {
        kinds[at] = kindNumber;
        numbers[at] = value;
      } else if (typeof value === 'string') {
        kinds[at] = kindText;
        numbers[at] = value.length;
        texts.push(value);
      } else if (value instanceof Uint8Array) {
        kinds[at] = kindBytes;
        numbers[at] = value.length;
        blobs.push(value);
        bytesTotal += value.length;
      } else if (typeof value === 'bigint') {
        const digits = value.toString();
        kinds[at] = kindBigint;
        numbers[at] = digits.length;
        texts.push(digits);
      } else if (value !== null) {
        throw new TypeError(`a ${typeof value} cannot be stored; use text, numbers, bytes or null`);
      }
      at += 1;
    }
  }
  const bytes = new Uint8Array(bytesTotal);
  let offset = 0;
  for (const blob of blobs) {
    bytes.set(blob, offset);
    offset += blob.length;
  }
  return { width, kinds, numbers, text: texts.join(''), bytes };
}

/** The buffers to hand over with `postMessage`; the sender cannot use them afterwards. */
export function packedBuffers(packed: PackedRows): ArrayBuffer[] {
  return [packed.kinds.buffer, packed.numbers.buffer, packed.bytes.buffer] as ArrayBuffer[];
}

/** The rows again; bytes are views into the one buffer of all. */
export function unpackRows(packed: PackedRows): SqlValue[][] {
  const { width, kinds, numbers, text, bytes } = packed;
  const rows: SqlValue[][] = [];
  let textAt = 0;
  let bytesAt = 0;
  for (let at = 0; at < kinds.length; ) {
    const row: SqlValue[] = [];
    for (let column = 0; column < width; column += 1, at += 1) {
      const number = numbers[at]!;
      switch (kinds[at]) {
        case kindNull:
          row.push(null);
          break;
        case kindNumber:
          row.push(number);
          break;
        case kindBytes:
          row.push(bytes.subarray(bytesAt, bytesAt + number));
          bytesAt += number;
          break;
        default: {
          const part = text.slice(textAt, textAt + number);
          row.push(kinds[at] === kindBigint ? BigInt(part) : part);
          textAt += number;
        }
      }
    }
    rows.push(row);
  }
  return rows;
}
