import { definitions, type HeldType, parseSearch } from '@munan/fhir';
import type { FhirRecord } from '../fhir-record.ts';
import { evaluate, type Found } from './expressions.ts';
import { type Probe, probesOf } from './probes.ts';

export interface OracleReport {
  searches: number;
  /** Each with what was answered and what was expected. */
  wrong: string[];
  /** `Type.parameter` that none of the resources has a value for. */
  silent: string[];
  /** `Type.parameter` of R4 that the server does not serve. */
  notServed: string[];
  /** `Type.parameter` that were asked. */
  asked: string[];
}

export interface OracleOptions {
  now: number;
  /** At most so many searches a parameter. */
  probesPerParameter: number;
}

interface Parameter {
  code: string;
  type: string;
  expression: string;
  parts: { type: string; expression: string }[];
}

/** As R4 defines them, without a view to what the server makes of them. */
function parametersOf(type: HeldType): Parameter[] {
  const { searchParameters } = definitions();
  const typeOf = new Map(searchParameters.map(({ url, type: searchType }) => [url, searchType]));
  return searchParameters
    .filter(({ base }) =>
      [type, 'Resource', 'DomainResource'].some((each) => (base as readonly string[]).includes(each)),
    )
    .map(({ code, type: searchType, expression = '', component = [] }) => ({
      code,
      type: searchType,
      expression,
      parts: component.map((part) => ({ type: typeOf.get(part.definition) ?? '', expression: part.expression })),
    }));
}

/** Asked by a search for the same moment as those who are written now: the test's own clock. */
const byClock = '_lastUpdated';

/**
 * Asks the record for values that the resources have, of every parameter of a type, and compares the ids with those
 * that the official expressions say. `resources` are all that the record holds of the type, as they were stored.
 */
export async function askOracle(
  record: FhirRecord,
  type: HeldType,
  resources: readonly { id?: string }[],
  { now, probesPerParameter }: OracleOptions,
): Promise<OracleReport> {
  const report: OracleReport = { searches: 0, wrong: [], silent: [], notServed: [], asked: [] };
  const roots = resources.map((value): Found => ({ type, value }));
  for (const parameter of parametersOf(type)) {
    const name = `${type}.${parameter.code}`;
    if (parameter.code === byClock) continue;
    if (parameter.type === 'special') {
      report.notServed.push(name);
      continue;
    }
    const found = roots.map((root) => evaluate(parameter.expression, root, root));
    const asked = new Set<string>();
    for (const { query, matches } of questionsOf(parameter, found, roots)) {
      if (asked.has(query)) continue;
      if (asked.size >= probesPerParameter) break;
      asked.add(query);
      const expected = resources.filter((_, at) => matches(at)).map(({ id }) => String(id));
      let answered: string[];
      try {
        answered = await search(record, type, [parameter.code, query], now);
      } catch (error) {
        answered = [error instanceof Error ? error.message.slice(0, 200) : String(error)];
      }
      report.searches++;
      if (answered.sort().join('\n') !== expected.sort().join('\n')) {
        report.wrong.push(difference(`${type}?${parameter.code}=${query}`, answered, expected));
      }
    }
    (asked.size > 0 ? report.asked : report.silent).push(name);
  }
  return report;
}

function difference(question: string, answered: readonly string[], expected: readonly string[]): string {
  const without = (all: readonly string[], those: readonly string[]) => all.filter((each) => !those.includes(each));
  const few = (ids: readonly string[]) => `${ids.length} (${ids.slice(0, 3).join(', ')})`;
  return `${question}: ${answered.length} answered, ${expected.length} expected; too many ${few(without(answered, expected))}, missing ${few(without(expected, answered))}`;
}

async function search(record: FhirRecord, type: HeldType, query: [string, string], now: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const pairs: [string, string][] = [query, ['_count', '1000']];
    if (cursor !== undefined) pairs.push(['_cursor', cursor]);
    const page = await record.search(parseSearch(type, pairs, { zoneOffsetMinutes: 540, now }));
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

interface Question {
  query: string;
  /** Whether the resource at this place answers. */
  matches(at: number): boolean;
}

function* questionsOf(
  { type, expression, parts }: Parameter,
  found: readonly Found[][],
  roots: readonly Found[],
): Generator<Question> {
  if (type !== 'composite') {
    for (const value of found.flat()) {
      for (const { query, answers } of probesOf(type, expression, value)) {
        yield { query, matches: (at) => (found[at] ?? []).some(answers) };
      }
    }
    return;
  }
  for (const [at, bases] of found.entries()) {
    for (const base of bases) {
      const probes = parts.map((part) =>
        evaluate(part.expression, base, roots[at] as Found).flatMap((value) =>
          probesOf(part.type, part.expression, value).slice(0, 3),
        ),
      );
      for (const chosen of combinations(probes)) {
        const answersAll = (index: number) => (other: Found) =>
          parts.every((part, which) =>
            evaluate(part.expression, other, roots[index] as Found).some((chosen[which] as Probe).answers),
          );
        yield {
          query: chosen.map(({ query }) => query).join('$'),
          matches: (index) => (found[index] ?? []).some(answersAll(index)),
        };
      }
    }
  }
}

/** One of each list, in every way. */
function combinations(lists: readonly Probe[][]): Probe[][] {
  return lists.reduce<Probe[][]>((made, each) => made.flatMap((before) => each.map((one) => [...before, one])), [[]]);
}
