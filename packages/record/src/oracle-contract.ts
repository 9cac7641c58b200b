import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { evalFhirPathTyped, parseFhirPath, type TypedValue, toTypedValue } from '@medplum/core';
import type {
  Address,
  CodeableConcept,
  HumanName,
  Identifier,
  Period,
  Quantity,
  Reference,
  SearchParameter,
} from '@medplum/fhirtypes';
import { definitions, type HeldType, heldTypes, parseSearch } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import type { FhirRecord } from './fhir-record.ts';
import { generateResource, isValid } from './generate-for-tests.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';

const now = Date.UTC(2026, 10, 22);
const perType = 12;
const probesPerParameter = 8;

/** One value of a resource: what to ask for to find it, and whether another value answers that too. */
interface Probe {
  query: string;
  answers(value: TypedValue): boolean;
}

const escaped = (text: string) => text.replaceAll(/[\\,|$]/g, '\\$&');

function tokens({ type, value }: TypedValue): [string, string][] {
  if (typeof value === 'boolean' || typeof value === 'string') return [['', String(value)]];
  if (type === 'CodeableConcept')
    return ((value as CodeableConcept).coding ?? []).map((each) => [each.system ?? '', each.code ?? '']);
  if (type === 'Coding') return [[value.system ?? '', value.code ?? '']];
  if (type === 'Identifier') return [[(value as Identifier).system ?? '', (value as Identifier).value ?? '']];
  return type === 'ContactPoint' ? [['', value.value]] : [];
}

/** First and one past the last moment, in Korea's zone where there is none. */
function range({ type, value }: TypedValue): [number, number] | undefined {
  const day = 86_400_000;
  const of = (text: string): [number, number] =>
    text.length === 10
      ? [Date.parse(`${text}T00:00:00+09:00`), Date.parse(`${text}T00:00:00+09:00`) + day]
      : [Date.parse(text), Date.parse(text) + 1000];
  // The evaluation takes words for a dateTime.
  if (typeof value === 'string') return /^\d{4}-/.test(value) ? of(value) : undefined;
  if (type === 'Timing' && value.event) return of(value.event[0]);
  if (type !== 'Period') return undefined;
  const { start, end } = value as Period;
  if (!start && !end) return undefined;
  return [start ? of(start)[0] : -Infinity, end ? of(end)[1] : Infinity];
}

function strings({ type, value }: TypedValue): string[] {
  if (typeof value === 'string') return /^(date|dateTime|time|instant)$/.test(type) ? [] : [value];
  if (type === 'HumanName') {
    const { text, family, given = [] } = value as HumanName;
    return [text, family, ...given].filter((each) => each !== undefined);
  }
  if (type === 'Address') {
    const { line = [], city, state, postalCode, country } = value as Address;
    return [...line, city, state, postalCode, country].filter((each) => each !== undefined);
  }
  return type === 'CodeableConcept' && value.text ? [value.text] : [];
}

/** Letters without their marks and case; Hangul as it is. */
const plain = (text: string) => text.toLowerCase().replaceAll('é', 'e');

function probesOf(searchType: string, found: TypedValue): Probe[] {
  switch (searchType) {
    case 'token':
      return tokens(found).flatMap(([system, code]) => [
        {
          query: `${escaped(system)}|${escaped(code)}`,
          answers: (value) => tokens(value).some(([s, c]) => s === system && c === code),
        },
        { query: escaped(code), answers: (value) => tokens(value).some(([, c]) => c === code) },
      ]);
    case 'reference': {
      const of = ({ value }: TypedValue) => (typeof value === 'string' ? value : (value as Reference).reference);
      const wanted = of(found);
      return wanted ? [{ query: wanted, answers: (value) => of(value) === wanted }] : [];
    }
    case 'uri':
      return [{ query: found.value, answers: ({ value }) => value === found.value }];
    case 'string':
      return strings(found).map((text) => ({
        query: escaped(text.slice(0, 5)),
        answers: (value) => strings(value).some((each) => plain(each).startsWith(plain(text.slice(0, 5)).trim())),
      }));
    case 'quantity': {
      const { value: number, code } = found.value as Quantity;
      if (number === undefined) return [];
      const of = ({ type, value }: TypedValue) => (type === 'Quantity' ? (value as Quantity) : {});
      return [
        // The written precision of the search is one digit after the point.
        {
          query: `${number.toFixed(1)}||${code}`,
          answers: (value) => of(value).value === number && of(value).code === code,
        },
        { query: `gt${number}`, answers: (value) => (of(value).value ?? -1) > number },
        { query: `le${number}`, answers: (value) => (of(value).value ?? Infinity) <= number },
      ];
    }
    case 'date': {
      const wanted = range(found);
      const text =
        typeof found.value === 'string'
          ? found.value
          : found.type === 'Period'
            ? (found.value.start ?? found.value.end)
            : found.value.event?.[0];
      const asked = text && range({ type: 'dateTime', value: text });
      if (!wanted || !asked) return [];
      const compare = (test: (low: number, high: number) => boolean) => (value: TypedValue) => {
        const [low, high] = range(value) ?? [];
        return low !== undefined && high !== undefined && test(low, high);
      };
      const [low, high] = asked;
      const within = (from: number, to: number) => from >= low && to <= high;
      return [
        { query: text, answers: compare(within) },
        { query: `gt${text}`, answers: compare((_from, to) => to > high) },
        { query: `lt${text}`, answers: compare((from) => from < low) },
        { query: `ge${text}`, answers: compare((from, to) => to > high || within(from, to)) },
        { query: `sa${text}`, answers: compare((from) => from >= high) },
        { query: `eb${text}`, answers: compare((_from, to) => to <= low) },
      ];
    }
    default:
      return [];
  }
}

/**
 * Expected ids come from the official expressions, evaluated here over the resources as they were generated; only the
 * search under test uses the index.
 */
export function oracleContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`search against its oracle on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const resources = new Map<HeldType, Record<string, unknown>[]>();

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock: new ManualClock(now), log: silentLog });
      for (const [index, type] of heldTypes.entries()) {
        const made = Array.from({ length: perType }, (_, at) =>
          generateResource(type, `${at}`, index * 1000 + at),
        ).filter(isValid);
        resources.set(type, made);
        await record.writeAll(made);
      }
    });
    after(() => database?.close());

    const evaluate = (expression: string, context: TypedValue, root: TypedValue) =>
      evalFhirPathTyped(parseFhirPath(expression.replaceAll('DateTime', 'dateTime')), [context], { '%resource': root });

    it('every parameter of every held type finds what its official expression says', async (context) => {
      const { searchParameters } = definitions();
      const typeOf = new Map(searchParameters.map(({ url, type }) => [url, type]));
      let asked = 0;
      const silent: string[] = [];
      const wrong: string[] = [];
      for (const [type, made] of resources) {
        if (made.length === 0) continue;
        const roots = made.map((resource) => toTypedValue(resource));
        const official = searchParameters.filter(({ base }) =>
          [type, 'Resource', 'DomainResource'].some((each) => (base as readonly string[]).includes(each)),
        );
        for (const { code, type: searchType, expression = '', component } of official) {
          if (code === '_lastUpdated') continue;
          // What the definitions say of every resource, they say of this type.
          const own = expression.replace(/^Resource\./, `${type}.`);
          const found = roots.map((root) => evaluate(own, root, root));
          const queries = new Map<string, Set<string>>();
          for (const { query, matches } of queriesOf(searchType, component, found, roots, evaluate, typeOf)) {
            if (queries.size >= probesPerParameter && !queries.has(query)) continue;
            queries.set(query, new Set(made.filter((_, at) => matches(at)).map(({ id }) => String(id))));
          }
          if (queries.size === 0) silent.push(`${type}.${code}`);
          for (const [query, expected] of queries) {
            const request = parseSearch(
              type,
              [
                [code, query],
                ['_count', '1000'],
              ],
              { zoneOffsetMinutes: 540, now },
            );
            const answer = (await record.search(request)).rows.map(({ id }) => id).sort();
            asked++;
            if (answer.join() !== [...expected].sort().join())
              wrong.push(`${type}?${code}=${query}: ${answer} instead of ${[...expected].sort()}`);
          }
        }
      }
      context.diagnostic(
        `${asked} searches, ${wrong.length} wrong, ${silent.length} parameters without a value: ${silent}`,
      );
      assert.deepEqual(wrong, []);
      assert.ok(asked > 1000, `${asked} searches`);
    });
  });
}

function* queriesOf(
  searchType: string,
  component: SearchParameter['component'],
  found: readonly TypedValue[][],
  roots: readonly TypedValue[],
  evaluate: (expression: string, context: TypedValue, root: TypedValue) => TypedValue[],
  typeOf: ReadonlyMap<string, string>,
): Generator<{ query: string; matches(at: number): boolean }> {
  if (searchType !== 'composite') {
    for (const value of found.flat()) {
      for (const { query, answers } of probesOf(searchType, value)) {
        yield { query, matches: (at) => (found[at] ?? []).some(answers) };
      }
    }
    return;
  }
  const [first, second] = (component ?? []).map(({ definition, expression }) => ({
    type: typeOf.get(definition) ?? '',
    expression,
  }));
  if (!first || !second) return;
  for (const [at, bases] of found.entries()) {
    for (const base of bases) {
      const root = roots[at] as TypedValue;
      for (const one of evaluate(first.expression, base, root).flatMap((value) => probesOf(first.type, value))) {
        for (const two of evaluate(second.expression, base, root).flatMap((value) => probesOf(second.type, value))) {
          const both = (index: number) => (other: TypedValue) =>
            evaluate(first.expression, other, roots[index] as TypedValue).some(one.answers) &&
            evaluate(second.expression, other, roots[index] as TypedValue).some(two.answers);
          yield { query: `${one.query}$${two.query}`, matches: (index) => (found[index] ?? []).some(both(index)) };
        }
      }
    }
  }
}
