import { definitions, parseJson, refuse, type TokenWanted } from '@munan/fhir';
import type { Kysely } from '@munan/runtime';
import { type RecordTables, startLength } from './tables.ts';

/** More codes than these are no list to search by. */
const mostCodes = 5000;
const deepest = 5;

interface Concept {
  code?: string;
  concept?: Concept[];
}
interface Part {
  system?: string;
  concept?: Concept[];
  filter?: { property?: string; op?: string; value?: string }[];
  valueSet?: string[];
}
interface Contained {
  system?: string;
  code?: string;
  abstract?: boolean;
  contains?: Contained[];
}
interface ValueSetLike {
  expansion?: { contains?: Contained[] };
  compose?: { include?: Part[]; exclude?: Part[] };
}

const cannot = (why: string) => refuse('parameter-value-invalid', why);

/**
 * The codes of a value set: of the definitions of R4, or of a ValueSet stored here, by its expansion or its lists.
 * @throws OutcomeError parameter-value-invalid when it is not held, or says more than lists
 */
export async function codesOfValueSet(open: Kysely<RecordTables>, address: string, depth = 0): Promise<TokenWanted[]> {
  if (depth > deepest) throw cannot(`the value set ${address} is made of others too deeply`);
  const url = address.split('|')[0] as string;
  const stored = (await findByUrl(open, 'ValueSet', url)) as ValueSetLike | undefined;
  if (stored?.expansion) return few(url, stored.expansion.contains?.flatMap(contained) ?? []);
  if (stored?.compose) {
    const excluded = new Set<string>();
    for (const part of stored.compose.exclude ?? []) {
      for (const token of await codesOfPart(open, url, part, depth)) excluded.add(JSON.stringify(token));
    }
    const found = new Map<string, TokenWanted>();
    for (const part of stored.compose.include ?? []) {
      for (const token of await codesOfPart(open, url, part, depth)) found.set(JSON.stringify(token), token);
    }
    return few(
      url,
      [...found].flatMap(([name, token]) => (excluded.has(name) ? [] : [token])),
    );
  }
  const known = definitions().valueSets.get(url);
  if (!known) throw cannot(`the value set ${url} is not held here, or has no list of codes`);
  return few(
    url,
    [...known].flatMap(([system, codes]) => [...codes].map((code) => ({ system, code }))),
  );
}

function few(url: string, tokens: TokenWanted[]): TokenWanted[] {
  if (tokens.length > mostCodes) throw cannot(`the value set ${url} has more than ${mostCodes} codes`);
  return tokens;
}

function contained({ system, code, abstract, contains = [] }: Contained): TokenWanted[] {
  const own = code === undefined || abstract ? [] : [{ ...(system && { system }), code }];
  return [...own, ...contains.flatMap(contained)];
}

/** [FHIR R4 valueset.html#compositions] what one part of the composition selects: all that it names must hold. */
async function codesOfPart(open: Kysely<RecordTables>, url: string, part: Part, depth: number): Promise<TokenWanted[]> {
  const { system, concept, filter = [], valueSet = [] } = part;
  let selected: TokenWanted[] | undefined;
  if (system && concept) selected = concept.flatMap(({ code }) => (code ? [{ system, code }] : []));
  else if (system && filter.length > 0) selected = await filtered(open, url, system, filter);
  else if (system) {
    const all = await findByUrl(open, 'CodeSystem', system);
    selected = all ? flatten((all as Concept).concept ?? []).map((code) => ({ system, code })) : [{ system }];
  }
  for (const other of valueSet) {
    const codes = await codesOfValueSet(open, other, depth + 1);
    const names = new Set(codes.map((token) => JSON.stringify(token)));
    selected = selected ? selected.filter((token) => names.has(JSON.stringify(token))) : codes;
  }
  if (!selected) throw cannot(`the value set ${url} has a part that names neither a system nor a value set`);
  return selected;
}

async function filtered(
  open: Kysely<RecordTables>,
  url: string,
  system: string,
  filters: NonNullable<Part['filter']>,
): Promise<TokenWanted[]> {
  let codes: Set<string> | undefined;
  for (const { property, op, value } of filters) {
    if (property !== 'concept' || (op !== 'is-a' && op !== 'descendent-of') || !value) {
      throw cannot(`the value set ${url} selects codes by ${property} ${op}, which is not served; is-a is`);
    }
    const under = new Set(
      (await hierarchyOf(open, system, value, 'below')).filter((code) => op === 'is-a' || code !== value),
    );
    codes = codes ? codes.intersection(under) : under;
  }
  return [...(codes ?? [])].map((code) => ({ system, code }));
}

/**
 * [FHIR R4 search.html#token] `:below` and `:above`, by the concepts of a CodeSystem stored here.
 * @throws OutcomeError parameter-value-invalid when it is not held or has no such code
 */
export async function codesUnderOrOver(
  open: Kysely<RecordTables>,
  { direction, values }: { direction: 'above' | 'below'; values: readonly { system: string; code: string }[] },
): Promise<TokenWanted[]> {
  const found: TokenWanted[] = [];
  for (const { system, code } of values) {
    for (const each of await hierarchyOf(open, system, code, direction)) found.push({ system, code: each });
  }
  return few(direction, found);
}

async function hierarchyOf(
  open: Kysely<RecordTables>,
  system: string,
  code: string,
  direction: 'above' | 'below',
): Promise<string[]> {
  const held = (await findByUrl(open, 'CodeSystem', system)) as Concept | undefined;
  if (!held?.concept) throw cannot(`not supported: the hierarchy of the code system ${system} is not held here`);
  const path = pathTo(held.concept, code);
  const last = path?.at(-1);
  if (!path || !last) throw cannot(`the code system ${system} has no code "${code}"`);
  return direction === 'above' ? path.flatMap((each) => each.code ?? []) : flatten([last]);
}

function pathTo(concepts: readonly Concept[], code: string): Concept[] | undefined {
  for (const each of concepts) {
    if (each.code === code) return [each];
    const below = pathTo(each.concept ?? [], code);
    if (below) return [each, ...below];
  }
  return undefined;
}

function flatten(concepts: readonly Concept[]): string[] {
  return concepts.flatMap(({ code, concept = [] }) => [...(code === undefined ? [] : [code]), ...flatten(concept)]);
}

async function findByUrl(open: Kysely<RecordTables>, type: string, url: string): Promise<unknown> {
  const row = await open
    .selectFrom('index_string as x')
    .innerJoin('resource as r', 'r.key', 'x.key')
    .innerJoin('resource_version as v', (join) =>
      join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
    )
    .select('v.json')
    .where('x.type', '=', type)
    .where('x.param', '=', 'url')
    .where('x.start', '=', url.slice(0, startLength))
    .where('x.exact', '=', url)
    .where('r.deleted', '=', 0)
    .orderBy('r.last_updated', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && parseJson(row.json);
}
