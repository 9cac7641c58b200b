import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson, withDecimals, writeJson } from './json.ts';
import { OutcomeError } from './outcomes.ts';

const refusedAs = (code: string) => (error: unknown) => error instanceof OutcomeError && error.code === code;

test('parseJson and writeJson give decimals back as they were written', () => {
  for (const text of ['2.00', '1.10', '1e3', '1E-7', '-0', '0.0000001', '12345678901234567890.5', '0', '-3.5', '100']) {
    const document = `{"value":${text},"list":[${text},{"deep":${text}}]}`;
    assert.equal(writeJson(parseJson(document)), document);
  }
});

test('parseJson and writeJson give any JSON back', () => {
  const number = fc
    .tuple(fc.integer({ min: -99999, max: 99999 }), fc.stringMatching(/^\d{0,18}$/), fc.constantFrom('', 'e5', 'E-3'))
    .map(([whole, fraction, exponent]) => `${whole}${fraction && '.'}${fraction}${exponent}`);
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      number,
      fc.string().map((text) => JSON.stringify(text)),
      fc.array(tie('value') as fc.Arbitrary<string>, { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
      fc
        .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value') as fc.Arbitrary<string>, { maxKeys: 4 })
        .map((object) => `{${Object.entries(object).map(([key, value]) => `"k${key}":${value}`)}}`),
    ),
  })).value;
  fc.assert(fc.property(json, (text) => assert.equal(writeJson(parseJson(`[${text}]`)), `[${text}]`)));
});

test('writeJson forgets the written form of a number that was changed', () => {
  const parsed = parseJson('{"value":2.00}') as { value: number };
  parsed.value = 3;
  assert.equal(writeJson(parsed), '{"value":3}');
});

test('withDecimals writes 37 as 37.0 and leaves alone what it would round', () => {
  assert.equal(writeJson(withDecimals({ value: 37 }, 1)), '{"value":37.0}');
  assert.equal(writeJson(withDecimals({ value: 36.85 }, 1)), '{"value":36.85}');
});

test('parseJson refuses truncated JSON, deep nesting and names of Object.prototype', () => {
  assert.throws(() => parseJson('{"resourceType":'), refusedAs('json-invalid'));
  assert.throws(() => parseJson(''), refusedAs('json-invalid'));
  assert.throws(() => parseJson(`${'['.repeat(200_000)}${']'.repeat(200_000)}`), refusedAs('json-too-deep'));
  assert.throws(() => parseJson('{"__proto__":{"admin":true}}'), refusedAs('property-forbidden'));
  assert.throws(() => parseJson('{"name":[{"constructor":1}]}'), refusedAs('property-forbidden'));
  assert.equal(({} as { admin?: boolean }).admin, undefined);
});
