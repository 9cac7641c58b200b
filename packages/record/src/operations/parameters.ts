import { findDateRange, fromInstant, refuse } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import { isLenient, jsonBodyOf, queryOf } from '../door.ts';

const mostParameters = 200;
const longestValue = 20_000;

/**
 * [FHIR R4 operations.html#request] the parameters of an operation: of the address, and for a POST of the Parameters
 * (or the form) in its body.
 * @throws OutcomeError parameter-value-invalid, content-type-unknown, json-invalid
 */
export function operationQuery(request: FastifyRequest): URLSearchParams {
  const query = queryOf(request);
  if (request.method !== 'POST' || request.body === undefined || request.body === '') return checked(query);
  if (/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '')) {
    return checked(new URLSearchParams([...query, ...new URLSearchParams(String(request.body))]));
  }
  const { resourceType, parameter } = (jsonBodyOf(request) ?? {}) as Record<string, unknown>;
  if (resourceType !== 'Parameters') throw refuse('type-mismatch', 'the body of an operation is a Parameters resource');
  for (const each of Array.isArray(parameter) ? parameter : []) query.append(...namedValue(each));
  return checked(query);
}

function namedValue(parameter: unknown): [string, string] {
  const { name, ...rest } = (parameter ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string') throw refuse('parameter-value-invalid', 'a parameter of the Parameters has no name');
  const values = Object.entries(rest).filter(([key]) => key.startsWith('value'));
  const value = values.length === 1 ? values[0]?.[1] : undefined;
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>).reference : value;
  if (typeof text !== 'string' && typeof text !== 'number' && typeof text !== 'boolean') {
    throw refuse('parameter-value-invalid', `the value of ${name} is no primitive and no reference`);
  }
  return [name, String(text)];
}

function checked(query: URLSearchParams): URLSearchParams {
  if (query.size > mostParameters) throw refuse('parameter-value-invalid', `more than ${mostParameters} parameters`);
  for (const [name, value] of query) {
    if (value.length > longestValue) {
      throw refuse('parameter-value-invalid', `the value of ${name} is longer than ${longestValue} characters`);
    }
    if (name.includes('\0') || value.includes('\0')) {
      throw refuse('parameter-value-invalid', `the value of ${JSON.stringify(name)} holds a NUL character`);
    }
  }
  return query;
}

/** Refuses what an operation does not know, or drops it for `Prefer: handling=lenient`. @throws parameter-unknown */
export function onlyKnown(
  operation: string,
  query: URLSearchParams,
  known: readonly string[],
  request: FastifyRequest,
): URLSearchParams {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined && !isLenient(request)) {
    throw refuse(
      'parameter-unknown',
      `${operation} has no parameter ${JSON.stringify(unknown)}; known are ${known.join(', ')}`,
    );
  }
  return new URLSearchParams([...query].filter(([name]) => known.includes(name)));
}

/** @returns Unix ms @throws parameter-value-invalid */
export function instantOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  try {
    return fromInstant(text);
  } catch {
    const example = '2026-11-22T09:00:00+09:00';
    throw refuse('parameter-value-invalid', `the value of ${name} is "${text}", not an instant such as ${example}`);
  }
}

/**
 * `start` and `end`: dates, dateTimes or instants, of which the whole of both is meant; low included, high not.
 * @returns Unix ms
 * @throws parameter-value-invalid for what is no date, and when the end lies before the start
 */
export function rangeOf(query: URLSearchParams, zoneOffsetMinutes: number): { low?: number; high?: number } {
  const read = (name: string) => {
    const text = query.get(name);
    if (text === null) return undefined;
    const range = findDateRange(text, zoneOffsetMinutes);
    if (range) return range;
    throw refuse('parameter-value-invalid', `the value of ${name} is "${text}", not a date such as 2026-11-22`);
  };
  const low = read('start')?.low;
  const high = read('end')?.high;
  if (low !== undefined && high !== undefined && high <= low) {
    throw refuse('parameter-value-invalid', `start is ${query.get('start')} and end is ${query.get('end')}: reversed`);
  }
  return { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

/** @throws parameter-value-invalid */
export function wholeNumberOf(
  query: URLSearchParams,
  name: string,
  { fallback, most }: { fallback: number; most: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw refuse('parameter-value-invalid', `the value of ${name} is "${text}", not a whole number from 1`);
  }
  return Math.min(Number(text), most);
}
