import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type HeldType, parseSearch } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import fc from 'fast-check';
import { type AccessFilter, type AccessLimit, passes } from './access.ts';
import type { FhirRecord, Stored } from './fhir-record.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';

const start = Date.UTC(2026, 10, 22);
const people = ['p1', 'p2', 'p3'];
const kinds = ['vital-signs', 'laboratory'];
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const security = (code: string) => ({ meta: { security: [{ system: confidentiality, code }] } });

function resources(): object[] {
  const all: object[] = people.map((id) => ({ resourceType: 'Patient', id, gender: id === 'p1' ? 'female' : 'male' }));
  for (const person of [...people, undefined])
    for (const kind of kinds)
      for (const label of ['', 'R', 'V'])
        all.push({
          resourceType: 'Observation',
          id: `${person ?? 'nobody'}-${kind}${label && `-${label}`}`,
          ...(label && security(label)),
          status: 'final',
          category: [{ coding: [{ system: 'urn:kind', code: kind }] }],
          code: { text: 'x' },
          ...(person && { subject: { reference: `Patient/${person}` } }),
        });
  const actor = (id: string) => ({ actor: { reference: `Patient/${id}` }, status: 'accepted' });
  for (const some of [['p1'], ['p1', 'p2'], ['p2', 'p3'], []])
    all.push({
      resourceType: 'Appointment',
      id: `of-${some.join('-')}x`,
      status: 'proposed',
      participant: [...some.map(actor), { actor: { display: 'somebody' }, status: 'accepted' }],
    });
  return all;
}

const subset = (of: readonly string[]) => fc.subarray([...of]);
const limits: fc.Arbitrary<AccessLimit> = fc.record(
  {
    patients: subset(people),
    except: subset(people),
    withoutPatient: fc.boolean(),
    withoutLabels: subset(['R', 'V']),
    anyOf: fc.array(
      fc.record(
        {
          patient: fc.constantFrom(...people),
          query: fc.constantFrom(
            'category=vital-signs',
            'category=urn:kind|laboratory',
            'status=final&category=laboratory',
            'category=none',
          ),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['withoutPatient'] },
);

/** That a limit means the same in a search, in a history and for one version, on whichever engine. */
export function accessContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`access on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const stored = new Map<HeldType, Stored[]>();

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock: new ManualClock(start), log: silentLog });
      for (const { stored: one } of await record.writeAll(resources()))
        stored.set(one.type, [...(stored.get(one.type) ?? []), one]);
    });
    after(() => database.close());

    const search = (type: HeldType, query: string, filter: AccessFilter) =>
      record.search(parseSearch(type, new URLSearchParams(query), { zoneOffsetMinutes: 540, now: start }), { filter });

    it('search(), the total and the history of the type are what passes() lets through, for any limit', async () => {
      await fc.assert(
        fc.asyncProperty(limits, fc.constantFrom<HeldType>('Observation', 'Appointment'), async (limit, type) => {
          // A condition is on one type: here on Observations.
          const filter =
            type === 'Observation' ? limit : { ...limit, anyOf: limit.anyOf?.map(({ query: _, ...one }) => one) };
          const wanted = (stored.get(type) ?? [])
            .filter((one) => passes(one, filter))
            .map(({ id }) => id)
            .sort();
          const page = await search(type, '_count=1000&_total=accurate', filter);
          assert.deepEqual(page.rows.map(({ id }) => id).sort(), wanted);
          assert.equal(page.total, wanted.length);
          const history = await record.history({ type, count: 1000, filter });
          assert.deepEqual(history.rows.map(({ id }) => id).sort(), wanted);
        }),
        { numRuns: 60 },
      );
    });

    it('a chain, _has and _include are cut by the limit of the type at their other end', async () => {
      const everything: AccessLimit = { withoutPatient: true };
      const onlyHers: AccessLimit = { patients: ['p1'], withoutPatient: false };
      const seen = async (type: HeldType, query: string, of: AccessFilter['of']) =>
        search(type, `${query}&_count=1000`, { ...everything, of });
      const none = () => undefined;
      assert.ok((await seen('Observation', 'subject:Patient.gender=male', () => everything)).rows.length > 0);
      for (const reach of [none, () => onlyHers])
        assert.equal((await seen('Observation', 'subject:Patient.gender=male', reach)).rows.length, 0);
      const has = '_has:Observation:subject:category=laboratory';
      assert.deepEqual((await seen('Patient', has, () => everything)).rows.map(({ id }) => id).sort(), people);
      assert.deepEqual(
        (await seen('Patient', has, () => onlyHers)).rows.map(({ id }) => id),
        ['p1'],
      );
      assert.equal((await seen('Patient', has, none)).rows.length, 0);
      const included = await seen('Observation', '_include=Observation:subject', () => onlyHers);
      assert.deepEqual(
        included.included?.map(({ id }) => id),
        ['p1'],
      );
      const reverse = await seen('Patient', '_revinclude=Observation:subject', (_type, how) =>
        how === 'pointing' ? onlyHers : everything,
      );
      assert.ok(reverse.included && reverse.included.length > 0);
      assert.ok(reverse.included.every(({ patients }) => patients.join() === 'p1'));
    });

    it('the history of everything is cut by the limit of each type', async () => {
      const of: AccessFilter['of'] = (type) =>
        type === 'Patient'
          ? { patients: ['p1'], withoutPatient: false }
          : type === 'Appointment'
            ? { withoutPatient: true }
            : undefined;
      const { rows, total } = await record.history({
        count: 1000,
        filter: { patients: [], withoutPatient: false, of },
      });
      const wanted = ['of-p1-p2x', 'of-p1x', 'of-p2-p3x', 'of-x', 'p1'];
      assert.deepEqual(rows.map(({ id }) => id).sort(), wanted);
      assert.equal(total, wanted.length);
    });
  });
}
