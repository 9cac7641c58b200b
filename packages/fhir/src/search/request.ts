import type { HeldType } from '../held.ts';
import { OutcomeError, refuse } from '../outcomes.ts';
import { readCriterion, readInclude, resultParameters } from './criterion.ts';
import type { Filter, Include } from './filter.ts';
import { type SearchType, searchParametersOf } from './parameters.ts';
import { invalid, type SearchGrammar } from './values.ts';

export interface Sort {
  parameter: string;
  type: Exclude<SearchType, 'composite'>;
  descending: boolean;
}

export interface SearchRequest {
  type: HeldType;
  filters: Filter[];
  includes: Include[];
  sort: Sort[];
  /** Rows of one page; 0 asks for the total only. */
  count: number;
  /** `bounded`: only where counting is cheap. */
  total: 'none' | 'bounded' | 'accurate';
  /** Where the next page begins, as the `next` link of the page before gave it. */
  cursor?: string;
}

const defaultCount = 50;
export const largestCount = 1000;
const longestValue = 2000;
const mostValues = 200;
const mostIncludes = 20;
const mostParameters = 100;
const mostSorts = 5;
const longestName = 500;

type ResultParameter = Exclude<(typeof resultParameters)[number], '_include' | '_revinclude'>;

/**
 * Reads the query of a search.
 * @throws OutcomeError parameter-unknown, modifier-unknown or parameter-value-invalid, naming what is known.
 */
export function parseSearch(
  type: HeldType,
  query: Iterable<readonly [string, string]>,
  grammar: SearchGrammar,
): SearchRequest {
  const request: SearchRequest = { type, filters: [], includes: [], sort: [], count: defaultCount, total: 'bounded' };
  let parameters = 0;
  for (const [key, text] of query) {
    if (++parameters > mostParameters) {
      throw refuse('parameter-value-invalid', `more than ${mostParameters} parameters`);
    }
    if (key.length > longestName) throw refuse('parameter-unknown', `a parameter name longer than ${longestName}`);
    if (text.length > longestValue) throw invalid(key, `longer than ${longestValue} characters`);
    if (key.includes('\0') || text.includes('\0')) throw invalid(key, 'holds a NUL character');
    if (/^_(rev)?include(:|$)/.test(key)) request.includes.push(readInclude(type, key, text));
    else if ((resultParameters as readonly string[]).includes(key)) {
      readResultParameter(request, key as ResultParameter, text);
    } else {
      const filter = leniently(grammar, () => readCriterion(type, key, text, grammar));
      if (filter) request.filters.push(filter);
    }
  }
  const total = request.filters.reduce((sum, filter) => sum + valuesIn(filter), 0);
  if (total > mostValues) throw refuse('parameter-value-invalid', `${total} values; at most ${mostValues} are allowed`);
  if (request.includes.length > mostIncludes) {
    throw refuse('parameter-value-invalid', `more than ${mostIncludes} _include and _revinclude`);
  }
  return request;
}

function leniently(grammar: SearchGrammar, read: () => Filter): Filter | undefined {
  try {
    return read();
  } catch (error) {
    const unknown =
      error instanceof OutcomeError && (error.code === 'parameter-unknown' || error.code === 'modifier-unknown');
    if (grammar.lenient && unknown) return undefined;
    throw error;
  }
}

function valuesIn(filter: Filter): number {
  if (filter.type === 'chain') return filter.targets.reduce((sum, target) => sum + valuesIn(target.filter), 0);
  if (filter.type === 'has') return valuesIn(filter.filter);
  return 'values' in filter ? filter.values.length : 1;
}

function readResultParameter(request: SearchRequest, name: ResultParameter, text: string): void {
  if (name === '_count') {
    if (!/^\d{1,9}$/.test(text)) throw invalid(name, `"${text}", not a whole number from 0`);
    // [FHIR R4 search.html#count] fewer than asked for may be returned.
    request.count = Math.min(Number(text), largestCount);
  } else if (name === '_cursor') request.cursor = text;
  else if (name === '_total') {
    if (!['none', 'estimate', 'accurate'].includes(text)) {
      throw invalid(name, `"${text}", not none, estimate or accurate`);
    }
    // An estimate may be accurate.
    request.total = text === 'none' ? 'none' : 'accurate';
  } else if (name === '_summary') {
    if (text === 'count') request.count = 0;
    else if (!['true', 'text', 'data', 'false'].includes(text)) {
      throw invalid(name, `"${text}"; known are true, text, data, count, false`);
    }
  } else if (name === '_sort') readSort(request, text);
}

function readSort(request: SearchRequest, text: string): void {
  const known = searchParametersOf(request.type);
  for (const part of text.split(',')) {
    const descending = part.startsWith('-');
    const parameter = descending ? part.slice(1) : part;
    const type = known.get(parameter)?.type;
    if (type === undefined || type === 'composite') {
      const sortable = [...known.values()].filter((each) => each.type !== 'composite').map(({ name }) => name);
      throw invalid('_sort', `"${part}"; sorted can be by ${sortable.join(', ')}`);
    }
    if (request.sort.some((each) => each.parameter === parameter)) throw invalid('_sort', `twice ${parameter}`);
    request.sort.push({ parameter, type, descending });
  }
  if (request.sort.length > mostSorts) throw invalid('_sort', `more than ${mostSorts} parameters`);
}
