import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type HeldType, type OperationOutcome, searchParametersOf, vitalSignObservation } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fastify, { type FastifyInstance } from 'fastify';
import type { FhirAccess } from './access.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';
import { fhirRoutes } from './routes.ts';

const at = Date.UTC(2026, 10, 22);
const fhirJson = { 'content-type': 'application/fhir+json' };
const types: readonly HeldType[] = ['Observation', 'Patient', 'Encounter', 'Location', 'Provenance', 'RiskAssessment'];

/** Values that break what puts strings together, parses carelessly or counts on good will. */
const hostile = [
  "'; drop table resource; --",
  "' or '1'='1",
  '" or ""="',
  '1) or 1=1 --',
  '\0',
  'a\0b',
  '%',
  '_',
  '%_%',
  '\\',
  '\\\\',
  '\\,',
  '|',
  '||',
  '|||||',
  '$',
  '$$',
  ',',
  ',,,',
  '\ud800',
  '\u{10ffff}',
  '(a+)+$'.repeat(50),
  `${'a'.repeat(1500)}!`,
  '9'.repeat(400),
  '-1e999',
  '1e308|http://unitsofmeasure.org|kg',
  `1|http://unitsofmeasure.org|${'('.repeat(90)}`,
  '1|http://unitsofmeasure.org|constructor',
  'gt',
  'ge9999-12-31',
  '0000-00-00',
  '-271821-04-20',
  'constructor',
  '__proto__',
  'Patient/__proto__',
  'http://[::1',
  'urn:uuid:x',
  '../../etc/passwd',
  'true',
  Array.from({ length: 3000 }, (_, index) => `v${index}`).join(','),
  'x'.repeat(100_000),
];
const modifiers = ['', ':missing', ':exact', ':contains', ':not', ':in', ':not-in', ':above', ':below', ':text'];
const rest = [
  ':of-type',
  ':identifier',
  ':Patient',
  ':Patient.name',
  '.name',
  ":x' or 1=1",
  ':__proto__',
  '.__proto__',
];

/**
 * What strangers may send to the FHIR door: 200 or a refusal, never a failure, and nothing changes.
 * `eachOf`: every parameter takes only each so many-th value, the next parameter the values beside them.
 */
export function hostileContract(engine: string, newUrl: () => Promise<string>, eachOf = 1): void {
  describe(`hostile searches and FHIRPath Patch on ${engine}`, () => {
    let database: Database;
    let app: FastifyInstance;
    let turn = 0;
    const shareOf = (values: readonly string[]) => {
      turn++;
      return values.filter((_, index) => (index + turn) % eachOf === 0);
    };

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      const record = openRecord({ database, clock: new ManualClock(at), log: silentLog });
      await record.writeAll([
        { resourceType: 'Patient', id: 'p1', active: true, name: [{ text: '김영희' }], birthDate: '1941-03-02' },
        vitalSignObservation(vitals.temperature, { id: 't1', patient: 'p1', at, value: 37 }),
        { resourceType: 'Location', id: 'l1', name: 'Centre', position: { longitude: 128.68, latitude: 35.23 } },
      ]);
      app = fastify();
      const access: FhirAccess = { may: async () => ({ allowed: true }), saw: async () => {} };
      await app.register(fhirRoutes(record, access), { prefix: '/fhir/R4' });
    });
    after(async () => {
      await app?.close();
      await database?.close();
    });

    const search = (type: string, parameters: [string, string][]) =>
      app.inject({
        method: 'POST',
        url: `/fhir/R4/${type}/_search`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(parameters).toString(),
      });
    const everything = async () => {
      const bodies: string[] = [];
      for (const type of types) bodies.push((await search(type, [['_count', '1000']])).body);
      return bodies.join('\n');
    };

    it('every parameter takes every hostile value with 200 or 400, and nothing is changed', async (context) => {
      const before = await everything();
      let asked = 0;
      const wrong: string[] = [];
      for (const type of types) {
        const names = [...searchParametersOf(type).keys(), '_has', '_include', '_revinclude', '_sort', '_cursor'];
        for (const name of [
          ...names,
          '_count',
          '_total',
          '_summary',
          '_elements',
          '_filter',
          'near',
          '_text',
          '_list',
        ]) {
          for (const value of shareOf(hostile)) {
            asked++;
            const { statusCode } = await search(type, [[name, value]]);
            if (statusCode !== 200 && statusCode !== 400)
              wrong.push(`${statusCode} ${type}?${name}=${value.slice(0, 40)}`);
          }
        }
      }
      context.diagnostic(`${asked} searches`);
      assert.deepEqual(wrong, []);
      assert.equal(await everything(), before);
    });

    it('every modifier, known or not, takes hostile values with 200 or 400', async () => {
      const wrong: string[] = [];
      const few = hostile.filter((_, index) => index % 5 === 0);
      for (const type of ['Observation', 'Patient'] as const) {
        for (const name of searchParametersOf(type).keys()) {
          for (const modifier of [...modifiers, ...rest]) {
            for (const value of shareOf(few)) {
              const { statusCode } = await search(type, [[name + modifier, value]]);
              if (statusCode !== 200 && statusCode !== 400)
                wrong.push(`${statusCode} ${type}?${name}${modifier}=${value.slice(0, 40)}`);
            }
          }
        }
      }
      assert.deepEqual(wrong, []);
    });

    it('hostile names, chains, orders and cursors are refused with words', async () => {
      const cursor = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url');
      const cases: [string, [string, string][]][] = [
        ['Observation', [[`${'has-member.'.repeat(200)}code`, 'x']]],
        ['Observation', [[`${'_has:Observation:has-member:'.repeat(100)}code`, 'x']]],
        ['Provenance', [['target.target.target.target._id', 'x']]],
        ['Observation', [["code' or '1'='1", 'x']]],
        ['Observation', [['code\0', 'x']]],
        ['Observation', [['_sort', 'code,status,date,subject,category,value-string']]],
        ['Observation', [['_sort', "date'; drop table resource"]]],
        ['Observation', Array.from({ length: 200 }, (): [string, string] => ['code', 'x'])],
        ['Observation', [['_include', '*']]],
        ['Location', [['near', '35.2|128.6|10|km']]],
        ...[[1.5], ['x'], [null], [{}], [1e300], [Number.MAX_SAFE_INTEGER + 2], []].map(
          (values): [string, [string, string][]] => ['Observation', [['_cursor', cursor(values)]]],
        ),
        ...[
          ['x', 1],
          [1.5, 1],
          [true, 1],
          ['a\0', 1],
          [null, null],
        ].map((values): [string, [string, string][]] => [
          'Observation',
          [
            ['_sort', 'date'],
            ['_cursor', cursor(values)],
          ],
        ]),
      ];
      for (const [type, parameters] of cases) {
        const { statusCode, body } = await search(type, parameters);
        const name = `${type} ${JSON.stringify(parameters).slice(0, 100)}`;
        assert.equal(statusCode, 400, `${name}: ${body.slice(0, 200)}`);
        assert.ok((JSON.parse(body) as OperationOutcome).issue[0]?.diagnostics, name);
      }
      assert.equal(
        (
          await search('Observation', [
            ['_sort', 'date'],
            ['_cursor', cursor([null, 1])],
          ])
        ).statusCode,
        200,
      );
    });

    it('as many values as are allowed are served, for every kind of parameter and through a chain', async () => {
      const many = (value: (index: number) => string) =>
        Array.from({ length: 200 }, (_, index) => value(index)).join(',');
      const cases: [string, string][] = [
        ['code', many((index) => `s${index}|c${index}`)],
        ['code', many((index) => `s${index}|`)],
        ['code:not', many((index) => `c${index}`)],
        ['code:text', many((index) => `words ${index}`)],
        ['subject', many((index) => `Patient/${index}`)],
        ['date', many((index) => `ge19${10 + (index % 80)}-01-01`)],
        ['date', many((index) => `ap19${10 + (index % 80)}-01-01`)],
        ['value-quantity', many((index) => `le${index}|http://unitsofmeasure.org|kg`)],
        ['code-value-quantity', many((index) => `c${index}$ge${index}|http://unitsofmeasure.org|kg`)],
        ['value-string', many((index) => `${'x'.repeat(5)}${index}`)],
        ['_profile:below', many((index) => `urn:a:${index}`)],
        ['patient.name:contains', many((index) => `n${index}`)],
        ['patient._has:Observation:patient:date', many((index) => `lt20${10 + (index % 80)}`)],
      ];
      for (const [name, value] of cases) {
        const short = value.length > 2000 ? value.slice(0, value.lastIndexOf(',', 2000)) : value;
        const { statusCode, body } = await search('Observation', [[name, short]]);
        assert.equal(statusCode, 200, `${name}: ${body.slice(0, 300)}`);
      }
    });

    it('a FHIRPath Patch changes what it names, alone and in a bundle; the outcome must be valid', async () => {
      const send = (method: 'PATCH' | 'POST', url: string, body: unknown, headers: Record<string, string> = fhirJson) =>
        app.inject({ method, url: `/fhir/R4${url}`, headers, payload: JSON.stringify(body) });
      const replace = (path: string, value: Record<string, unknown>) => ({
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'operation',
            part: [
              { name: 'type', valueCode: 'replace' },
              { name: 'path', valueString: path },
              { name: 'value', ...value },
            ],
          },
        ],
      });
      const born = (date: string) => replace('Patient.birthDate', { valueDate: date });
      const done = await send('PATCH', '/Patient/p1', born('1942-03-02'), { ...fhirJson, 'if-match': 'W/"1"' });
      assert.deepEqual([done.statusCode, done.headers.etag], [200, 'W/"2"']);
      assert.match(done.body, /"birthDate":"1942-03-02"/);
      assert.equal((await send('PATCH', '/Patient/p1', born('yesterday'))).statusCode, 422);
      assert.equal((await send('PATCH', '/Patient/p1', replace('Patient.id', { valueId: 'p9' }))).statusCode, 422);
      assert.equal(
        (await send('PATCH', '/Patient/p1', replace('Patient.photo', { valueString: 'x' }))).statusCode,
        422,
      );
      assert.equal((await send('PATCH', '/Patient/p1', { resourceType: 'Patient' })).statusCode, 422);
      assert.equal(
        (await send('PATCH', '/Patient/p1', [])).statusCode,
        415,
        'a JSON Patch under the wrong content type',
      );
      const stale = await send('PATCH', '/Patient/p1', born('1943-01-01'), { ...fhirJson, 'if-match': 'W/"1"' });
      assert.equal(stale.statusCode, 412);
      const entry = [{ resource: born('1944-01-01'), request: { method: 'PATCH', url: 'Patient/p1' } }];
      for (const type of ['transaction', 'batch']) {
        const response = await send('POST', '/', { resourceType: 'Bundle', type, entry });
        assert.match(response.body, /"status":"200".*/, type);
        assert.match(response.body, /"birthDate":"1944-01-01"/, type);
      }
      const metadata = (await app.inject({ method: 'GET', url: '/fhir/R4/metadata' })).body;
      assert.match(metadata, /"patchFormat":\["application\/json-patch\+json","application\/fhir\+json"\]/);
    });
  });
}
