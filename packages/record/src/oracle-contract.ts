import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type HeldResource, type HeldType, heldTypes, parseJson, validate, writeJson } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import type { FhirRecord } from './fhir-record.ts';
import { generateResource, isValid } from './generate-for-tests.ts';
import { recordMigrations } from './migrations.ts';
import { askOracle } from './oracle/ask.ts';
import { comparable } from './oracle/comparable.ts';
import { officialExamples } from './oracle/sample.ts';
import { openRecord } from './record.ts';

const now = Date.UTC(2026, 10, 22);
const everyMeta = {
  profile: ['http://example.org/profile'],
  security: [{ system: 'urn:security', code: 's' }],
  source: 'urn:source',
  tag: [{ system: 'urn:tag', code: 't' }],
};

/**
 * Official examples and generated resources of every type: they are stored and come back the same, and every parameter
 * finds what its official expression says of them.
 */
export function oracleContract(
  engine: string,
  newUrl: () => Promise<string>,
  { generatedPerType = 3, probesPerParameter = 4 } = {},
): void {
  describe(`every type and parameter of FHIR R4 on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const texts = officialExamples();
    /** All that is stored of a type, as it was given. */
    const resources = new Map<HeldType, HeldResource[]>();

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock: new ManualClock(now), log: silentLog });
      for (const [index, type] of heldTypes.entries()) {
        const made = Array.from({ length: generatedPerType }, (_, at) =>
          generateResource(type, `generated-${at}`, index * 1000 + at),
        );
        resources.set(type, made.filter(isValid) as unknown as HeldResource[]);
      }
      for (const text of texts) {
        const resource = parseJson(text) as HeldResource;
        const ofType = resources.get(resource.resourceType) ?? [];
        // Of what cannot be generated, one more with what every resource may have.
        if (ofType.length === 0) ofType.push({ ...resource, id: 'with-meta', meta: everyMeta });
        ofType.push(resource);
      }
      await record.writeAll([...resources.values()].flat());
    });
    after(() => database?.close());

    it('every official example is valid, is stored and comes back the same JSON but for version and time', async () => {
      for (const text of texts) {
        const example = parseJson(text);
        validate(example);
        assert.equal(writeJson(example), text);
        const { resourceType: type, id = '' } = example;
        assert.equal(comparable((await record.read(type, id)).text), comparable(text), `${type}/${id}`);
      }
    });

    it('every parameter of every type finds what its official expression says', async (context) => {
      const reports = [];
      for (const [type, held] of resources) {
        assert.ok(held.length > 0, `no valid resource of type ${type}`);
        reports.push(await askOracle(record, type, held, { now, probesPerParameter }));
      }
      const searches = reports.reduce((sum, report) => sum + report.searches, 0);
      const asked = reports.flatMap((report) => report.asked);
      const silent = reports.flatMap((report) => report.silent);
      context.diagnostic(`${searches} searches over ${asked.length} parameters; without a value: ${silent.join(', ')}`);
      assert.deepEqual(
        reports.flatMap(({ wrong }) => wrong),
        [],
      );
      assert.deepEqual(
        reports.flatMap(({ notServed }) => notServed),
        ['Location.near'],
      );
      // What a resource of the type cannot have or the generator cannot make.
      assert.ok(silent.length < 0.05 * asked.length, `no value for ${silent.join(', ')}`);
    });
  });
}
