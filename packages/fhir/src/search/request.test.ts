import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldTypes } from '../held.ts';
import { OutcomeError } from '../outcomes.ts';
import { searchParametersOf } from './parameters.ts';
import { parseSearch } from './request.ts';

const grammar = { zoneOffsetMinutes: 540, now: Date.UTC(2026, 10, 22), base: 'http://munan.test/fhir/R4' };
const parse = (query: string) => parseSearch('Observation', new URLSearchParams(query), grammar);
const refusal = (query: string): string => {
  try {
    parse(query);
  } catch (error) {
    if (error instanceof OutcomeError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

test('searchParametersOf has the parameters of R4 for every held type', () => {
  for (const type of heldTypes) {
    const names = searchParametersOf(type);
    for (const name of ['_id', '_lastUpdated', '_profile', '_tag']) assert.ok(names.has(name), `${type} ${name}`);
  }
  assert.equal(searchParametersOf('Observation').get('code')?.type, 'token');
  assert.equal(searchParametersOf('Task').get('focus')?.type, 'reference');
  assert.deepEqual(
    searchParametersOf('Observation')
      .get('code-value-quantity')
      ?.components?.map(({ type }) => type),
    ['token', 'quantity'],
  );
});

test('parseSearch reads tokens, references, dates and escapes', () => {
  const { filters } = parse(
    'code=http://loinc.org|2708-6,8867-4,|x,s|&patient=p-1&subject=Patient/p-2&encounter=http://munan.test/fhir/R4/Encounter/e&date=ge2026-11-22&value-string=a\\,b',
  );
  assert.deepEqual(filters.slice(0, 4), [
    {
      parameter: 'code',
      type: 'token',
      not: false,
      values: [
        { system: 'http://loinc.org', code: '2708-6' },
        { code: '8867-4' },
        { system: '', code: 'x' },
        { system: 's' },
      ],
    },
    { parameter: 'patient', type: 'reference', values: [{ type: 'Patient', id: 'p-1' }] },
    { parameter: 'subject', type: 'reference', values: [{ type: 'Patient', id: 'p-2' }] },
    { parameter: 'encounter', type: 'reference', values: [{ type: 'Encounter', id: 'e' }] },
  ]);
  const low = Date.UTC(2026, 10, 21, 15);
  assert.deepEqual(filters[4], {
    parameter: 'date',
    type: 'date',
    values: [{ prefix: 'ge', low, high: low + 86_400_000 }],
  });
  assert.deepEqual(filters[5], { parameter: 'value-string', type: 'string', match: 'starts', values: ['a,b'] });
});

test('parseSearch reads paging and order', () => {
  const request = parse('_count=7&_sort=-date,_lastUpdated&_cursor=abc');
  assert.equal(request.count, 7);
  assert.equal(request.cursor, 'abc');
  assert.deepEqual(request.sort, [
    { parameter: 'date', type: 'date', descending: true },
    { parameter: '_lastUpdated', type: 'date', descending: false },
  ]);
  assert.equal(parse('_summary=count').count, 0);
  assert.equal(parse('_count=999999').count, 1000);
});

test('parseSearch refuses what it does not know and names what it does', () => {
  assert.match(refusal('colour=red'), /^parameter-unknown: .*"colour".* code, .*patient/);
  assert.match(refusal('__proto__=1'), /^parameter-unknown/);
  assert.match(refusal('_include=Observation:colour'), /^parameter-value-invalid: .*subject/);
  assert.match(refusal('code:below=1'), /^parameter-value-invalid: .*\[system\]\|\[code\]/);
  assert.match(refusal('code:of-type=1|2'), /^parameter-value-invalid: .*\[system\]\|\[code\]\|\[value\]/);
  assert.match(refusal('code:near=1'), /^modifier-unknown: .*missing, not, text, in, not-in, above, below, of-type/);
  assert.match(refusal('_filter=name eq x'), /^parameter-unknown: .*filter expressions are not served/);
  assert.match(refusal('_content=x'), /^parameter-unknown: .*not indexed/);
  assert.match(refusal('_sort=code-value-quantity'), /^parameter-value-invalid: .*sorted can be by/);
  assert.match(refusal('_sort=date,-date'), /^parameter-value-invalid: .*twice/);
  assert.match(refusal('focus.focus.focus.focus.code=1'), /^parameter-value-invalid: .*name them/);
  assert.match(refusal(Array.from({ length: 101 }, () => 'code=1').join('&')), /^parameter-value-invalid: .*100/);
  assert.match(refusal(`${'x'.repeat(501)}=1`), /^parameter-unknown/);
  assert.match(refusal('patient.colour=1'), /^parameter-unknown: Patient .*name/);
  assert.match(refusal('code.name=1'), /^parameter-unknown/);
  assert.match(refusal('subject:Flag.status=1'), /^modifier-unknown/);
  assert.match(refusal('_has:Patient:code:name=1'), /^parameter-unknown/);
  assert.match(refusal('_include:all=Observation:patient'), /^modifier-unknown/);
  assert.match(refusal('has-member.has-member.has-member.has-member.has-member.code=1'), /^parameter-value-invalid/);
  assert.match(refusal('code-value-quantity=1'), /^parameter-value-invalid: .*token.*quantity/);
  assert.match(refusal('subject:Flag=1'), /^modifier-unknown/);
  for (const query of [
    'date=yesterday',
    'date=gt',
    'date=2026-02-30',
    'date=',
    'code=',
    'patient=a/b/c d',
    'value-quantity=high',
    '_count=-1',
    '_count=ten',
    '_sort=colour',
    '_total=some',
    '_summary=short',
    'code:missing=maybe',
    `code=${'x'.repeat(2001)}`,
    `code=${'x,'.repeat(201)}`,
    'code=%00',
  ]) {
    assert.match(refusal(query), /^parameter-value-invalid/, query);
  }
});

test('parseSearch reads :of-type, :above, :in and units that UCUM converts', () => {
  assert.deepEqual(parse('identifier:of-type=urn:types|MR|a\\,1').filters, [
    {
      parameter: 'identifier:of-type',
      type: 'token',
      not: false,
      values: [{ system: 'urn:types', code: 'MR|a,1' }],
    },
  ]);
  assert.deepEqual(parse('_source:above=http://a.b/c/d').filters, [
    { parameter: '_source', type: 'uri', below: false, values: ['http://a.b/c/d', 'http://a.b/c', 'http://a.b'] },
  ]);
  assert.deepEqual(parse('code:not-in=http://x/y').filters, [
    { parameter: 'code', type: 'in', not: true, valueSet: 'http://x/y' },
  ]);
  const [quantity] = parse('value-quantity=98.6|http://unitsofmeasure.org|[degF]').filters;
  assert.ok(quantity?.type === 'quantity');
  const { unit, low, high, value } = quantity.values[0]?.canonical ?? {};
  assert.deepEqual([unit, value], ['K', 310.15]);
  assert.ok(Number(low) < 310.13 && Number(high) > 310.17 && Number(high) < 310.18);
  const [unknown] = parse('value-quantity=5|http://unitsofmeasure.org|bogus').filters;
  assert.ok(unknown?.type === 'quantity' && unknown.values[0]?.canonical === undefined);
});

test('parseSearch leaves out what it does not know when it is asked to be lenient', () => {
  const request = parseSearch('Patient', new URLSearchParams('colour=red&gender:of=x&gender=female'), {
    ...grammar,
    lenient: true,
  });
  assert.deepEqual(request.filters, [{ parameter: 'gender', type: 'token', not: false, values: [{ code: 'female' }] }]);
});
