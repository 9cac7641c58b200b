/** A document as data: what stands on the paper, without where. */

/** `bold`: names and what counts. `mark`: worth the reader's eye. */
export interface Cell {
  text: string;
  bold?: boolean;
  mark?: boolean;
}
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string; bold?: boolean; quiet?: boolean }
  /** Items under each other; marked ones stand out. */
  | { kind: 'lines'; lines: readonly Cell[] }
  /** A ruled grid of names and what they are; each row has one pair or two. */
  | { kind: 'pairs'; rows: readonly (readonly (readonly [name: string, value: string])[])[] }
  /** Ruled, its head repeated on each page. `widths` are shares. */
  | { kind: 'table'; head: readonly string[]; widths?: readonly number[]; rows: readonly (readonly Cell[])[] };

export interface Paper {
  language: 'ko' | 'en';
  title: string;
  /** Stands in a box beside the title: that the person is simulated, that nobody has signed. */
  notices: readonly string[];
  /** Size of the body in points; all else goes by it. */
  sizePt: number;
  blocks: readonly Block[];
  /** At the foot of each page, left; and how page n of all is written, right. */
  foot: string;
  page: (number: number, all: number) => string;
  /** Of the file: Unix ms. */
  madeAt: number;
}
