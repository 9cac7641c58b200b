import type { Found } from './expressions.ts';

/** One value of a resource: what to ask for to find it, and which values answer that. */
export interface Probe {
  query: string;
  answers(value: Found): boolean;
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const escaped = (value: string): string => value.replaceAll(/[\\,|$]/g, '\\$&');
const longestProbe = 500;

const contactSystems = ['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'];

/** [system, code] of boolean, code, uri, Coding, CodeableConcept, Identifier and ContactPoint. */
function tokens({ value }: Found): [string, string][] {
  if (typeof value !== 'object' || value === null) return [['', String(value)]];
  const { coding, system, code, value: number, display } = fieldsOf(value);
  if (coding !== undefined)
    return list(coding).flatMap((each) => tokens({ value: { display: '', ...fieldsOf(each) } }));
  if (code !== undefined || display !== undefined) {
    return code !== undefined || system !== undefined ? [[text(system), text(code)]] : [];
  }
  if (contactSystems.includes(text(system))) return number === undefined ? [] : [['', text(number)]];
  return system === undefined && number === undefined ? [] : [[text(system), text(number)]];
}

function tokenProbes(found: Found): Probe[] {
  return tokens(found).flatMap(([system, code]) => {
    const both: Probe = {
      query: `${escaped(system)}|${escaped(code)}`,
      answers: (value) => tokens(value).some(([s, c]) => s === system && (c === code || code === '')),
    };
    if (code === '') return [both];
    return [both, { query: escaped(code), answers: (value) => tokens(value).some(([, c]) => c === code) }];
  });
}

/** Addresses of a reference or a canonical; `#…` is found through its container only. */
function targets({ value }: Found): string[] {
  const reference = typeof value === 'string' ? value : text(fieldsOf(value).reference);
  if (reference === '' || reference.startsWith('#')) return [];
  // [FHIR R4 search.html#reference] a canonical without a version finds every version.
  if (typeof value === 'string' && reference.includes('|')) return [reference, reference.split('|')[0] as string];
  return [reference.replace(/\/_history\/[A-Za-z0-9\-.]+$/, '')];
}

const dayMs = 86_400_000;

/** First and one past the last moment that a date leaves open, in Korea's zone where it has none. */
function moment(date: string): [number, number] | undefined {
  const [, year = '', month, day, clock, seconds, fraction = '', zone = '+09:00'] =
    /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(?::(\d\d))?(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?$/.exec(date) ?? [];
  if (year === '') return undefined;
  const at = (y: number, m: number, d: number): number =>
    Date.parse(
      `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}T00:00:00${zone}`,
    );
  const [y, m] = [Number(year), Number(month ?? 1)];
  const low = at(y, m, Number(day ?? 1));
  if (month === undefined) return [low, at(y + 1, 1, 1)];
  if (day === undefined) return [low, m === 12 ? at(y + 1, 1, 1) : at(y, m + 1, 1)];
  if (clock === undefined) return [low, low + dayMs];
  const [hours, minutes] = clock.split(':').map(Number) as [number, number];
  const from = low + hours * 3_600_000 + minutes * 60_000 + Number(seconds ?? 0) * 1000;
  const part = Number(fraction.padEnd(3, '0').slice(0, 3));
  const length = seconds === undefined ? 60_000 : fraction === '' ? 1000 : 10 ** Math.max(0, 3 - fraction.length);
  return [from + part, from + part + length];
}

function range({ value }: Found): [number, number] | undefined {
  // `value as DateTime` of an element without a type would take words.
  if (typeof value === 'string') return moment(value);
  const { start, end, event, repeat } = fieldsOf(value);
  if (event !== undefined) {
    const moments = list(event).flatMap((each) => [moment(text(each)) ?? []]) as [number, number][];
    return moments.length === 0
      ? undefined
      : [Math.min(...moments.map(([low]) => low)), Math.max(...moments.map(([, high]) => high))];
  }
  if (repeat !== undefined) {
    const bounds = fieldsOf(repeat).boundsPeriod;
    return bounds === undefined ? undefined : range({ value: bounds });
  }
  if (start === undefined && end === undefined) return undefined;
  const low = start === undefined ? -Infinity : moment(text(start))?.[0];
  const high = end === undefined ? Infinity : moment(text(end))?.[1];
  return low === undefined || high === undefined ? undefined : [low, high];
}

function dateProbes(found: Found): Probe[] {
  const { start, end, event, repeat } = fieldsOf(found.value);
  const bounds = fieldsOf(fieldsOf(repeat).boundsPeriod);
  const asked = text(found.value) || text(start ?? end ?? list(event)[0] ?? bounds.start ?? bounds.end);
  const span = moment(asked);
  if (!span || !range(found)) return [];
  const [low, high] = span;
  const compare = (test: (from: number, to: number) => boolean) => (value: Found) => {
    const other = range(value);
    return other !== undefined && test(...other);
  };
  const within = (from: number, to: number) => from >= low && to <= high;
  return [
    { query: asked, answers: compare(within) },
    { query: `gt${asked}`, answers: compare((_from, to) => to > high) },
    { query: `lt${asked}`, answers: compare((from) => from < low) },
    { query: `ge${asked}`, answers: compare((from, to) => to > high || within(from, to)) },
    { query: `le${asked}`, answers: compare((from, to) => from < low || within(from, to)) },
    { query: `sa${asked}`, answers: compare((from) => from >= high) },
    { query: `eb${asked}`, answers: compare((_from, to) => to <= low) },
  ];
}

/** Words of a string, HumanName, Address or the text of a CodeableConcept. */
function strings({ type, value }: Found): string[] {
  if (typeof value === 'string') return /^(date|dateTime|time|instant)$/.test(type ?? '') ? [] : [value];
  const {
    text: whole,
    family,
    given,
    prefix,
    suffix,
    line,
    city,
    district,
    state,
    postalCode,
    country,
    coding,
  } = fieldsOf(value);
  const parts = [whole, family, ...list(given), ...list(prefix), ...list(suffix), ...list(line)];
  if (coding !== undefined) return [text(whole)];
  return [...parts, city, district, state, postalCode, country].map(text);
}

/** Without case, marks and runs of white space; Hangul stays whole. */
function plain(words: string): string {
  const bare = [...words.normalize('NFD')].filter((character) => !/\p{M}/u.test(character)).join('');
  return bare.normalize('NFC').toLowerCase().split(/\s+/).join(' ').trim();
}

function stringProbes(found: Found): Probe[] {
  return strings(found).flatMap((words) => {
    const start = [...words].slice(0, 5).join('');
    const wanted = plain(start);
    if (wanted === '') return [];
    const query = escaped(start);
    return [{ query, answers: (value: Found) => strings(value).some((each) => plain(each).startsWith(wanted)) }];
  });
}

interface Amount {
  low: number;
  high: number;
  codes: string[];
}

/** Of a Quantity, Money or Range; a comparator opens one end [FHIR R4 datatypes.html#Quantity]. */
function amount({ value }: Found, allowRange: boolean): Amount | undefined {
  if (typeof value === 'number') return { low: value, high: value, codes: [] };
  const { value: number, comparator, code, unit, currency, low, high } = fieldsOf(value);
  if (allowRange && (low !== undefined || high !== undefined)) {
    const [from, to] = [fieldsOf(low), fieldsOf(high)];
    const one = low === undefined ? to : from;
    return {
      low: typeof from.value === 'number' ? from.value : -Infinity,
      high: typeof to.value === 'number' ? to.value : Infinity,
      codes: [text(one.code), text(one.unit)],
    };
  }
  if (typeof number !== 'number') return undefined;
  return {
    low: text(comparator).startsWith('<') ? -Infinity : number,
    high: text(comparator).startsWith('>') ? Infinity : number,
    codes: [text(code), text(unit), text(currency)],
  };
}

function amountProbes(found: Found, allowRange: boolean): Probe[] {
  const { value: number, code, currency, unit } = fieldsOf(found.value);
  const asked = typeof found.value === 'number' ? found.value : number;
  if (typeof asked !== 'number' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(String(asked))) return [];
  const half = 0.5 * 10 ** -(String(asked).split('.')[1]?.length ?? 0);
  const compare = (test: (value: Amount) => boolean) => (value: Found) => {
    const other = amount(value, allowRange);
    return other !== undefined && test(other);
  };
  const isAbout = ({ low, high }: Amount) => low >= asked - half && low < asked + half && high < asked + half;
  const named = text(code ?? currency ?? unit);
  return [
    { query: `${asked}`, answers: compare(isAbout) },
    { query: `gt${asked}`, answers: compare(({ high }) => high > asked) },
    { query: `le${asked}`, answers: compare(({ low }) => low <= asked) },
    { query: `sa${asked}`, answers: compare(({ low }) => low > asked) },
    ...(typeof found.value === 'object' && named !== ''
      ? [
          {
            query: `${asked}||${escaped(named)}`,
            answers: compare((other) => isAbout(other) && other.codes.includes(named)),
          },
        ]
      : []),
  ];
}

/** @param expression of the parameter: a Range counts where it is named. */
export function probesOf(searchType: string, expression: string, found: Found): Probe[] {
  return allProbes(searchType, expression, found).filter(({ query }) => query.length <= longestProbe);
}

function allProbes(searchType: string, expression: string, found: Found): Probe[] {
  switch (searchType) {
    case 'token':
      return tokenProbes(found);
    case 'reference':
      return targets(found).map((wanted) => ({
        query: escaped(wanted),
        answers: (value) => targets(value).includes(wanted),
      }));
    case 'uri':
      return typeof found.value === 'string'
        ? [{ query: escaped(found.value), answers: ({ value }) => value === found.value }]
        : [];
    case 'string':
      return stringProbes(found);
    case 'date':
      return dateProbes(found);
    case 'number':
      return amountProbes(found, true);
    case 'quantity':
      return amountProbes(found, expression.includes('Range'));
    default:
      return [];
  }
}
