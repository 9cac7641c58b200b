import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseSearch } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import type { FhirRecord, Stored } from './fhir-record.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';

const start = Date.UTC(2026, 10, 22);
const ucum = 'http://unitsofmeasure.org';
const loinc = 'http://loinc.org';

const coded = (code: string) => ({ coding: [{ system: loinc, code }] });
const observation = (id: string, patient: string, more: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject: { reference: `Patient/${patient}` },
  ...more,
});

/** What search promises beyond single parameters, on whichever engine. */
export function searchContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`search on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock: new ManualClock(start), log: silentLog });
      await record.writeAll([
        { resourceType: 'Organization', id: 'city', name: '창원시' },
        { resourceType: 'Organization', id: 'centre', name: 'Centre', partOf: { reference: 'Organization/city' } },
        {
          resourceType: 'Patient',
          id: 'kim',
          name: [{ text: '김영희' }],
          managingOrganization: { reference: 'Organization/centre' },
        },
        { resourceType: 'Patient', id: 'lee', name: [{ text: '이철수' }] },
        observation('glucose', 'kim', {
          code: coded('2339-0'),
          valueQuantity: { value: 5.5, unit: 'mmol/l', system: ucum, code: 'mmol/L' },
          performer: [{ identifier: { system: 'urn:licence', value: '77' }, display: '간호사' }],
        }),
        observation('below', 'lee', {
          code: coded('2339-0'),
          valueQuantity: { value: 3, comparator: '<', system: ucum, code: 'mmol/L' },
        }),
        observation('words', 'lee', { code: coded('8251-1'), valueString: 'Slept badly, ate $5 worth' }),
        observation('dated', 'lee', { code: coded('11368-8'), valueDateTime: '2026-11-20T08:00:00+09:00' }),
        observation('colour', 'kim', { code: coded('5778-6'), valueCodeableConcept: coded('LA15255-5') }),
        observation('panel', 'kim', {
          code: coded('35094-2'),
          hasMember: [{ reference: 'Observation/glucose' }],
          component: [
            { code: coded('a'), valueQuantity: { value: 120, system: ucum, code: 'mm[Hg]' } },
            { code: coded('b'), valueQuantity: { value: 80, system: ucum, code: 'mm[Hg]' } },
          ],
        }),
        {
          resourceType: 'Provenance',
          id: 'signed',
          target: [{ reference: 'Observation/glucose' }],
          recorded: '2026-11-22T00:00:00Z',
          agent: [{ who: { reference: 'Organization/city' } }],
        },
      ]);
    });
    after(() => database?.close());

    const search = (query: string, options = {}, type: Stored['type'] = 'Observation') =>
      record.search(parseSearch(type, new URLSearchParams(query), { zoneOffsetMinutes: 540, now: start }), options);
    const ids = async (query: string, type?: Stored['type']) =>
      (await search(query, {}, type)).rows.map(({ id }) => id).sort();

    it('composite parameters hold both parts of one value together', async () => {
      assert.deepEqual(await ids('code-value-quantity=2339-0$gt5'), ['glucose']);
      assert.deepEqual(await ids(`code-value-quantity=${loinc}|2339-0$5.5|${ucum}|mmol/L`), ['glucose']);
      assert.deepEqual(await ids('code-value-quantity=2339-0$5.5||mmol/l'), ['glucose'], 'the unit as people write it');
      assert.deepEqual(await ids('code-value-quantity=2339-0$5.5||mg'), []);
      assert.deepEqual(await ids('code-value-quantity=2339-0$lt4'), ['below']);
      assert.deepEqual(await ids('code-value-string=8251-1$slept badly'), ['words']);
      assert.deepEqual(await ids('code-value-string=8251-1$Slept badly\\, ate \\$5'), ['words']);
      assert.deepEqual(await ids('code-value-string=2339-0$slept'), []);
      assert.deepEqual(await ids('code-value-date=11368-8$2026-11-20'), ['dated']);
      assert.deepEqual(await ids('code-value-date=11368-8$lt2026-11-20'), []);
      assert.deepEqual(await ids('code-value-concept=5778-6$LA15255-5'), ['colour']);
      assert.deepEqual(await ids('component-code-value-quantity=a$120'), ['panel']);
      assert.deepEqual(await ids('component-code-value-quantity=a$80'), [], 'the value of another component');
      assert.deepEqual(await ids('combo-code-value-quantity=b$80,2339-0$5.5'), ['glucose', 'panel']);
      assert.deepEqual(await ids('code-value-string:missing=false'), ['words']);
      assert.deepEqual(await ids('patient=kim&code-value-quantity=2339-0$5.5'), ['glucose']);
    });

    it('a chain follows references to any depth, in one direction or back', async () => {
      assert.deepEqual(await ids('patient.name=김'), ['colour', 'glucose', 'panel']);
      assert.deepEqual(await ids('subject:Patient.name:contains=영희&code=2339-0'), ['glucose']);
      assert.deepEqual(await ids('patient.organization.name=centre&code=2339-0'), ['glucose']);
      assert.deepEqual(await ids('patient.organization.partof.name=창원&code=2339-0'), ['glucose']);
      assert.deepEqual(await ids('patient.name=nobody'), []);
      assert.deepEqual(await ids('patient._id=lee&code=2339-0'), ['below']);
      assert.deepEqual(await ids('has-member.code=2339-0'), ['panel']);
      assert.deepEqual(await ids('_has:Observation:patient:code=8251-1', 'Patient'), ['lee']);
      assert.deepEqual(await ids('_has:Observation:patient:code=2339-0&name=김', 'Patient'), ['kim']);
      assert.deepEqual(await ids('_has:Patient:organization:_has:Observation:patient:code=5778-6', 'Organization'), [
        'centre',
      ]);
      assert.deepEqual(await ids('performer:identifier=urn:licence|77'), ['glucose']);
      assert.deepEqual(await ids('performer:identifier=urn:other|77'), []);
      assert.deepEqual(await ids('patient=kim', 'Provenance'), [], 'its target is about kim, it points to no patient');
    });

    it('_include and _revinclude bring what belongs, once, and go on with :iterate', async () => {
      const included = async (query: string, type?: Stored['type']) => {
        const page = await search(query, {}, type);
        return (page.included ?? []).map((row) => `${row.type}/${row.id}`).sort();
      };
      assert.deepEqual(await included('code=2339-0&_include=Observation:patient'), ['Patient/kim', 'Patient/lee']);
      assert.deepEqual(await included('_id=panel&_include=Observation:has-member'), ['Observation/glucose']);
      assert.deepEqual(
        await included('_id=panel,glucose&_include=Observation:has-member'),
        [],
        'a match is no include',
      );
      assert.deepEqual(await included('_id=glucose&_include=Observation:subject:Device'), []);
      assert.deepEqual(await included('_id=glucose&_include=Observation:*&_revinclude=Provenance:target'), [
        'Patient/kim',
        'Provenance/signed',
      ]);
      assert.deepEqual(
        await included(
          '_id=glucose&_include=Observation:patient&_include:iterate=Patient:organization&_include:iterate=Organization:partof',
        ),
        ['Organization/centre', 'Organization/city', 'Patient/kim'],
      );
      assert.deepEqual(
        await included('_id=kim&_revinclude=Observation:patient&_revinclude:iterate=Provenance:target', 'Patient'),
        ['Observation/colour', 'Observation/glucose', 'Observation/panel', 'Provenance/signed'],
      );
    });

    it('what may not be seen is neither included nor found through a chain', async () => {
      const filter = { patients: ['lee'], withoutPatient: false };
      assert.equal((await search('patient.name=김', { filter })).total, 0);
      assert.equal((await search('_has:Observation:patient:code=5778-6', { filter }, 'Patient')).total, 0);
      assert.deepEqual(
        (
          await search(
            '_id=signed&_include=Provenance:target',
            { filter: { patients: ['lee'], withoutPatient: true } },
            'Provenance',
          )
        ).included,
        undefined,
      );
      // What a hidden resource says must not show through one that may be seen.
      const nobody = { filter: { patients: [], withoutPatient: true } };
      assert.equal((await search('_has:Patient:organization:name=김', nobody, 'Organization')).total, 0);
      assert.equal((await search('_has:Patient:organization:name=김', {}, 'Organization')).total, 1);
    });

    it('prefixes of quantities mean what they say', async () => {
      const cases: [string, string[]][] = [
        ['5.5', ['glucose']],
        ['eq5.5', ['glucose']],
        ['5', []],
        ['ne5.5', ['below']],
        ['gt5.5', []],
        ['ge5.5', ['glucose']],
        ['lt5.5', ['below']],
        ['le5.5', ['below', 'glucose']],
        ['sa5.4', ['glucose']],
        ['eb5.6', ['below', 'glucose']],
        ['ap5', ['glucose']],
      ];
      for (const [value, expected] of cases) {
        assert.deepEqual(await ids(`code=2339-0&value-quantity=${value}|${ucum}|mmol/L`), expected, value);
      }
    });
  });
}
