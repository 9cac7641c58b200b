import { findNumber, marks, type QuestionnaireItem } from '@munan/visit';

export interface NumberLimits {
  least: number;
  most: number;
  decimals: number;
}

/** What an item of whole or decimal numbers takes; without limits of its own, what a form can hold. */
export function limitsOf(item: QuestionnaireItem): NumberLimits {
  return {
    least: findNumber(item, marks.least) ?? -1_000_000,
    most: findNumber(item, marks.most) ?? 1_000_000,
    decimals: item.type === 'integer' ? 0 : (findNumber(item, marks.decimals) ?? 2),
  };
}

export type ReadNumber = { kind: 'none' } | { kind: 'number'; value: number } | { kind: 'wrong' };

/** What was typed as a number: with a comma as with a point, full-width digits too; wrong where it cannot be meant. */
export function readNumber(text: string, { least, most, decimals }: NumberLimits): ReadNumber {
  const plain = text.normalize('NFKC').replace(',', '.').trim();
  if (plain === '') return { kind: 'none' };
  if (!/^-?\d{1,7}(\.\d*)?$/.test(plain)) return { kind: 'wrong' };
  if ((plain.split('.')[1] ?? '').length > decimals) return { kind: 'wrong' };
  const value = Number(plain);
  return value < least || value > most ? { kind: 'wrong' } : { kind: 'number', value };
}

/** One step up or down from what stands there, within the limits. */
export function stepped(value: number | undefined, step: number, { least, most, decimals }: NumberLimits): number {
  const from = value ?? Math.max(0, least);
  const next = Math.min(most, Math.max(least, from + step));
  return Number(next.toFixed(decimals));
}

/** All of them as buttons, where they are few: 0 to 10, 0 to 3. */
export function fewNumbers({ least, most, decimals }: NumberLimits): number[] | undefined {
  if (decimals > 0 || most - least > 10) return undefined;
  return Array.from({ length: most - least + 1 }, (_, n) => least + n);
}
