import { evalFhirPathTyped, type FhirPathAtom, type TypedValue, toTypedValue } from '@medplum/core';
import type {
  Address,
  CodeableConcept,
  Coding,
  ContactPoint,
  HumanName,
  Identifier,
  Money,
  Period,
  Quantity,
  Range,
  Reference,
  Resource,
  Timing,
} from '@medplum/fhirtypes';
import { loadTypesIn } from '../definitions.ts';
import type { HeldType } from '../held.ts';
import { type DateRange, findDateRange } from '../instants.ts';
import { type SearchParameterOf, type SearchType, searchParametersOf } from './parameters.ts';
import { foldText } from './text.ts';
import { type Canonical, findCanonical, ucumSystem } from './units.ts';

export interface TokenValue {
  /** Empty when there is none. */
  system: string;
  code: string;
}
export interface ReferenceValue {
  /** Resource type and id of a literal reference; of any other reference the type is empty and the id is its URL. */
  type: string;
  id: string;
}
export interface QuantityValue {
  low: number;
  high: number;
  system: string;
  code: string;
  unit: string;
  /** In base units of UCUM; the unit is empty and the range the plain one where it cannot be converted. */
  canonical: Canonical;
}

/** One part of a composite value, as the index holds it: unused columns are empty. */
export interface PartValue {
  /** Of a token and of a quantity; the type of a reference. */
  system: string;
  /** Of a token and of a quantity; the id of a reference. */
  code: string;
  unit: string;
  /** Of a string, folded. */
  text: string;
  low: number | null;
  high: number | null;
  canonical: Canonical | null;
}

/** What a resource is found by: for each parameter that has a value, the values. */
export interface IndexValues {
  token: Map<string, TokenValue[]>;
  reference: Map<string, ReferenceValue[]>;
  date: Map<string, DateRange[]>;
  /** Strings and URIs as written; strings are also folded by the index. */
  string: Map<string, string[]>;
  uri: Map<string, string[]>;
  quantity: Map<string, QuantityValue[]>;
  number: Map<string, { low: number; high: number }[]>;
  composite: Map<string, [PartValue, PartValue][]>;
}

/** Open ends of a period; beyond all that a date can say, within what a double keeps exact. */
export const beginningOfTime = -9e15;
export const endOfTime = 9e15;

const referencePattern = /^(?:.*\/)?([A-Z][A-Za-z]{2,40})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/** `Patient/1`, `Patient/1/_history/2` or an absolute address under `base` -> type and id. */
export function readReference(reference: string, base?: string): ReferenceValue {
  const local = base && reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference;
  const match = /^[a-z][a-z0-9+.-]*:/.test(local) ? null : referencePattern.exec(local);
  return match ? { type: match[1] as string, id: match[2] as string } : { type: '', id: local };
}

export interface ExtractOptions {
  zoneOffsetMinutes: number;
  /** Address of this server's FHIR base: an absolute reference under it is a local one. */
  base?: string;
}

/** Evaluates the official expressions of all parameters of the resource's type. */
export function extractIndexValues(resource: Resource, options: ExtractOptions): IndexValues {
  const values: IndexValues = {
    token: new Map(),
    reference: new Map(),
    date: new Map(),
    string: new Map(),
    uri: new Map(),
    quantity: new Map(),
    number: new Map(),
    composite: new Map(),
  };
  const { base, zoneOffsetMinutes } = options;
  loadTypesIn(resource);
  const root = toTypedValue(resource);
  const variables = { '%resource': root };
  for (const parameter of searchParametersOf(resource.resourceType as HeldType).values()) {
    const { name, type, paths, onlyTarget } = parameter;
    if (name === '_id' || name === '_lastUpdated') continue;
    const all = paths.flatMap((part) => evalFhirPathTyped(part, [root], variables));
    const found = onlyTarget === undefined ? all : all.filter((each) => targetTypeOf(each, resource) === onlyTarget);
    if (found.length === 0) continue;
    if (type === 'token') {
      put(values.token, name, found.flatMap(tokensOf));
      put(values.token, `${name}:of-type`, found.flatMap(typedIdentifiersOf));
      put(values.string, `${name}:text`, found.flatMap(textsOf));
    } else if (type === 'reference') {
      const references = found.flatMap((each) => referencesOf(each, base));
      put(values.reference, name, references);
      put(values.token, `${name}:identifier`, found.flatMap(identifierOf));
    } else if (type === 'date') {
      const dates = found.flatMap((each) => datesOf(each, zoneOffsetMinutes));
      put(values.date, name, dates);
    } else if (type === 'number') put(values.number, name, found.flatMap(numbersOf));
    else if (type === 'string') put(values.string, name, found.flatMap(stringsOf));
    else if (type === 'uri') {
      const uris = found.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
      put(values.uri, name, uris);
    } else if (type === 'quantity') put(values.quantity, name, found.flatMap(quantitiesNamedBy(paths)));
    else {
      const pairs = found.flatMap((each) => pairsOf(parameter, each, variables, options));
      put(values.composite, name, pairs);
    }
  }
  return values;
}

/** What a reference says that it points to. */
function targetTypeOf({ value }: TypedValue, resource: Resource): string | undefined {
  const { reference, type } = (typeof value === 'object' && value !== null ? value : {}) as Reference;
  const said = type?.split('/').at(-1);
  if (reference === undefined) return said;
  if (reference.startsWith('#')) {
    const contained = 'contained' in resource ? resource.contained : undefined;
    return contained?.find(({ id }) => id === reference.slice(1))?.resourceType;
  }
  return referencePattern.exec(reference)?.[1] ?? (reference.includes('?') ? reference.split('?')[0] : said);
}

/** Values of a composite parameter at one place of the resource. */
function pairsOf(
  { components = [] }: SearchParameterOf,
  at: TypedValue,
  variables: Record<string, TypedValue>,
  options: ExtractOptions,
): [PartValue, PartValue][] {
  const found = components.map((component) => ({
    component,
    values: component.paths.flatMap((part) => evalFhirPathTyped(part, [at], variables)),
  }));
  const [first, second, third] = found;
  if (!first || !second) return [];
  const firsts = first.values.flatMap((value) => partsOf(first.component, value, options));
  const numbers = (values: readonly TypedValue[]) => values.flatMap(numbersOf).map(({ low }) => low);
  const seconds = third
    ? numbers(second.values).flatMap((low) => numbers(third.values).map((high) => ({ ...noPart, low, high })))
    : second.values.flatMap((value) => partsOf(second.component, value, options));
  return firsts.flatMap((a) => seconds.map((b): [PartValue, PartValue] => [a, b]));
}

const noPart: PartValue = { system: '', code: '', unit: '', text: '', low: null, high: null, canonical: null };

function partsOf(
  { type, paths }: { type: SearchType; paths: readonly FhirPathAtom[] },
  value: TypedValue,
  { base, zoneOffsetMinutes }: ExtractOptions,
): PartValue[] {
  if (type === 'token') return tokensOf(value).map((token) => ({ ...noPart, ...token }));
  if (type === 'quantity') return quantitiesNamedBy(paths)(value).map((quantity) => ({ ...noPart, ...quantity }));
  if (type === 'date') return datesOf(value, zoneOffsetMinutes).map((range) => ({ ...noPart, ...range }));
  if (type === 'string') return stringsOf(value).map((text) => ({ ...noPart, text: foldText(text) }));
  if (type !== 'reference') return [];
  return referencesOf(value, base).map((each) => ({ ...noPart, system: each.type, code: each.id }));
}

/** [FHIR R4 search.html#reference] `:identifier` asks for the identifier inside the reference. */
function identifierOf({ value }: TypedValue): TokenValue[] {
  const identifier = (value as Reference | undefined)?.identifier;
  return identifier ? tokensOf({ type: 'Identifier', value: identifier }) : [];
}

function numbersOf({ type, value }: TypedValue): { low: number; high: number }[] {
  if (typeof value === 'number') return [{ low: value, high: value }];
  return type === 'Range' ? quantitiesOf({ type, value }).map(({ low, high }) => ({ low, high })) : [];
}

function put<T>(into: Map<string, T[]>, name: string, values: readonly T[]): void {
  const distinct = new Map(values.map((value) => [JSON.stringify(value), value]));
  if (distinct.size > 0) into.set(name, [...distinct.values()]);
}

function tokensOf({ type, value }: TypedValue): TokenValue[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [{ system: '', code: String(value) }];
  if (type === 'CodeableConcept') return ((value as CodeableConcept).coding ?? []).flatMap(codingToken);
  if (type === 'Coding') return codingToken(value as Coding);
  if (type === 'Identifier') {
    const { system = '', value: code = '' } = value as Identifier;
    return system || code ? [{ system, code }] : [];
  }
  if (type === 'ContactPoint') {
    const { value: code } = value as ContactPoint;
    return code ? [{ system: '', code }] : [];
  }
  return [];
}

/** [FHIR R4 search.html#token] `:of-type` asks for type and value of an identifier together. */
function typedIdentifiersOf({ type, value }: TypedValue): TokenValue[] {
  if (type !== 'Identifier') return [];
  const { type: kind, value: text } = value as Identifier;
  if (!text) return [];
  return (kind?.coding ?? []).flatMap(({ system = '', code }) =>
    code ? [{ system, code: ofTypeCode(code, text) }] : [],
  );
}

/** How type and value of an identifier stand together in the index. */
export function ofTypeCode(type: string, value: string): string {
  return `${type}|${value}`;
}

/** [FHIR R4 search.html#token] `:text` asks for the words beside a code. */
function textsOf({ type, value }: TypedValue): string[] {
  let texts: (string | undefined)[] = [];
  const ofConcept = ({ text, coding = [] }: CodeableConcept) => [text, ...coding.map(({ display }) => display)];
  if (type === 'CodeableConcept') texts = ofConcept(value as CodeableConcept);
  else if (type === 'Coding') texts = [(value as Coding).display];
  else if (type === 'Identifier') texts = [(value as Identifier).type?.text];
  return texts.filter((text): text is string => typeof text === 'string' && foldText(text) !== '');
}

function codingToken({ system = '', code = '' }: Coding): TokenValue[] {
  return system || code ? [{ system, code }] : [];
}

function referencesOf({ value }: TypedValue, base: string | undefined): ReferenceValue[] {
  const reference = typeof value === 'string' ? value : (value as Reference | undefined)?.reference;
  // A contained resource is found through its container only.
  if (!reference || reference.startsWith('#')) return [];
  const found = readReference(reference, base);
  // [FHIR R4 references.html#canonical] without its version a canonical finds every version.
  const [bare = '', version] = typeof value === 'string' ? reference.split('|') : [];
  return version === undefined ? [found] : [found, readReference(bare, base)];
}

function datesOf({ type, value }: TypedValue, zoneOffsetMinutes: number): DateRange[] {
  const range = (text: string | undefined) => (text === undefined ? undefined : findDateRange(text, zoneOffsetMinutes));
  if (typeof value === 'string') {
    const found = range(value);
    return found ? [found] : [];
  }
  const period = (of: Period | undefined): DateRange[] => {
    if (!of?.start && !of?.end) return [];
    return [{ low: range(of.start)?.low ?? beginningOfTime, high: range(of.end)?.high ?? endOfTime }];
  };
  if (type === 'Period') return period(value as Period);
  if (type === 'Timing') {
    const { event, repeat } = value as Timing;
    const moments = (event ?? []).flatMap((each) => range(each) ?? []);
    if (moments.length > 0) {
      return [{ low: Math.min(...moments.map(({ low }) => low)), high: Math.max(...moments.map(({ high }) => high)) }];
    }
    return period(repeat?.boundsPeriod);
  }
  return [];
}

/** @medplum/core takes a moment for a string: `value as string` finds valueDateTime too. */
const moments = new Set(['date', 'dateTime', 'instant', 'time']);

function stringsOf({ type, value }: TypedValue): string[] {
  if (moments.has(type)) return [];
  if (typeof value === 'string') return foldText(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  let parts: (string | undefined)[] = [];
  if (type === 'HumanName') {
    const { text, family, given = [], prefix = [], suffix = [] } = value as HumanName;
    parts = [text, family, ...given, ...prefix, ...suffix];
  } else if (type === 'Address') {
    const { text, line = [], city, district, state, postalCode, country } = value as Address;
    parts = [text, ...line, city, district, state, postalCode, country];
  } else if (type === 'CodeableConcept') parts = [(value as CodeableConcept).text];
  return parts.filter((part): part is string => typeof part === 'string' && foldText(part) !== '');
}

/** @medplum/core takes a Range for a Quantity: a range counts only where the definition names it. */
function quantitiesNamedBy(paths: readonly FhirPathAtom[]): (value: TypedValue) => QuantityValue[] {
  const withRanges = paths.some((path) => path.toString().includes('Range'));
  return (value) => (value.type === 'Range' && !withRanges ? [] : quantitiesOf(value));
}

function quantitiesOf({ type, value }: TypedValue): QuantityValue[] {
  const parts = ({ system = '', code = '', unit = '' }: Quantity) => ({ system, code, unit });
  if (type === 'Money') {
    // [FHIR R4 datatypes.html#Money] an amount in a currency of ISO 4217.
    const { value: amount, currency = '' } = value as Money;
    const money = { system: 'urn:iso:std:iso:4217', code: currency, unit: currency };
    return amount === undefined ? [] : [withCanonical({ low: amount, high: amount, ...money })];
  }
  if (type === 'Range') {
    const { low, high } = value as Range;
    const any = low ?? high;
    if (!any) return [];
    return [withCanonical({ low: low?.value ?? beginningOfTime, high: high?.value ?? endOfTime, ...parts(any) })];
  }
  const quantity = value as Quantity | undefined;
  if (typeof quantity?.value !== 'number') return [];
  // [FHIR R4 datatypes.html#Quantity.comparator] `< 5` is anything below five.
  const { value: number, comparator = '' } = quantity;
  const low = comparator.startsWith('<') ? beginningOfTime : number;
  return [withCanonical({ low, high: comparator.startsWith('>') ? endOfTime : number, ...parts(quantity) })];
}

function withCanonical(quantity: Omit<QuantityValue, 'canonical'>): QuantityValue {
  const { system, code, low, high } = quantity;
  const found = system === ucumSystem ? findCanonical(code, quantity, endOfTime) : undefined;
  return { ...quantity, canonical: found ?? { unit: '', low, high } };
}
