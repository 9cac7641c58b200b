import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Observation,
  OutcomeError,
  type Patient,
  parseJson,
  parseSearch,
  vitalSignObservation,
} from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fc from 'fast-check';
import { type FhirRecord, resourceOf, type Stored } from './fhir-record.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';

export const refusedAs = (code: string) => (error: unknown) => error instanceof OutcomeError && error.code === code;
const start = Date.UTC(2026, 10, 22);

/** What the record promises, on whichever engine. */
export function recordContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`openRecord on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const clock = new ManualClock(start);

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock, log: silentLog, base: 'http://munan.test/fhir/R4' });
    });
    after(() => database?.close());

    const search = (type: Stored['type'], query: string) =>
      record.search(parseSearch(type, new URLSearchParams(query), { zoneOffsetMinutes: 540, now: clock.now() }));
    const ids = async (type: Stored['type'], query: string) =>
      (await search(type, query)).rows.map(({ id }) => id).sort();

    it('create() gives an id, version 1 and the time; read() gives it back', async () => {
      const stored = await record.create({ resourceType: 'Patient', id: 'mine', name: [{ text: '박순자' }] });
      assert.notEqual(stored.id, 'mine');
      assert.equal(stored.version, 1);
      const patient = resourceOf<Patient>(await record.read('Patient', stored.id));
      assert.deepEqual(patient.meta, { versionId: '1', lastUpdated: '2026-11-22T00:00:00.000Z' });
      assert.equal(patient.name?.[0]?.text, '박순자');
    });

    it('update() keeps every version; vread() and history() give them back as they were', async () => {
      for (const text of ['one', 'two', 'three']) {
        clock.advance(1000);
        await record.update({ resourceType: 'Patient', id: 'kept', name: [{ text }] });
      }
      const { rows, total } = await record.history({ type: 'Patient', id: 'kept' });
      assert.equal(total, 3);
      assert.deepEqual(
        rows.map(({ text }) => (parseJson(text) as Patient).name?.[0]?.text),
        ['three', 'two', 'one'],
      );
      assert.equal(resourceOf<Patient>(await record.vread('Patient', 'kept', 2)).name?.[0]?.text, 'two');
      const { next = '' } = await record.history({ type: 'Patient', id: 'kept', count: 2 });
      const older = await record.history({ type: 'Patient', id: 'kept', count: 1, cursor: next });
      assert.deepEqual([older.rows.map(({ version }) => version), older.total], [[1], 3]);
      await assert.rejects(record.vread('Patient', 'kept', 4), refusedAs('not-found'));
      await assert.rejects(record.history({ type: 'Patient', id: 'never' }), refusedAs('not-found'));
    });

    it('decimals come back as they were written', async () => {
      const text = `{"resourceType":"Observation","id":"decimal","status":"final","code":{"text":"x"},"valueQuantity":{"value":2.00},"component":[{"code":{"text":"y"},"valueQuantity":{"value":1.50e1}}]}`;
      await record.update(parseJson(text));
      const { text: stored } = await record.read('Observation', 'decimal');
      assert.match(stored, /"value":2\.00\}/);
      assert.match(stored, /"value":1\.50e1\}/);
      await record.update(resourceOf(await record.read('Observation', 'decimal')));
      assert.match((await record.read('Observation', 'decimal')).text, /"value":2\.00\}/);
    });

    it('of fifty updates with the same ifMatch one wins and nothing is lost', async () => {
      await record.update({ resourceType: 'Patient', id: 'raced', name: [{ text: 'first' }] });
      const attempts = await Promise.allSettled(
        Array.from({ length: 50 }, (_, at) =>
          record.update({ resourceType: 'Patient', id: 'raced', name: [{ text: `${at}` }] }, { ifMatch: 1 }),
        ),
      );
      const lost = attempts.filter((attempt) => attempt.status === 'rejected');
      assert.equal(lost.length, 49);
      for (const { reason } of lost) assert.ok(refusedAs('version-conflict')(reason), String(reason));
      assert.equal((await record.history({ type: 'Patient', id: 'raced' })).total, 2);
      await assert.rejects(
        record.update({ resourceType: 'Patient', id: 'absent' }, { ifMatch: 1 }),
        refusedAs('version-conflict'),
      );
    });

    it('writeAll() in a transaction of the caller is undone with it, and stores what is the same only once', async () => {
      const flag = {
        resourceType: 'Flag',
        id: 'f-1',
        status: 'active',
        code: { text: 'fall' },
        subject: { reference: 'Patient/kept' },
      };
      const undone = database.transaction(async (query) => {
        await record.writeAll([flag], query);
        assert.ok(await record.find('Flag', 'f-1', query));
        throw new Error('the house changed its mind');
      });
      await assert.rejects(undone, /changed its mind/);
      assert.equal(await record.find('Flag', 'f-1'), undefined);

      assert.deepEqual(
        (await record.writeAll([flag, flag])).map(({ outcome }) => outcome),
        ['created', 'same'],
      );
      await record.writeAll([{ ...flag, status: 'inactive' }]);
      assert.equal((await record.history({ type: 'Flag', id: 'f-1' })).total, 2);
      assert.deepEqual(await ids('Flag', 'subject=Patient/kept'), ['f-1']);
      await assert.rejects(
        record.writeAll([
          { ...flag, id: 'f-2' },
          { ...flag, id: 'f-3', status: 'x' },
        ]),
      );
      assert.equal(await record.find('Flag', 'f-2'), undefined);
    });

    it('remove() hides a resource, keeps its versions, and it may come back', async () => {
      const patient = { resourceType: 'Patient', id: 'gone', active: true, identifier: [{ value: 'gone-1' }] };
      await record.update(patient);
      await assert.rejects(record.remove('Patient', 'gone', { ifMatch: 7 }), refusedAs('version-conflict'));
      await record.remove('Patient', 'gone');
      await assert.rejects(record.read('Patient', 'gone'), refusedAs('gone'));
      await assert.rejects(record.vread('Patient', 'gone', 2), refusedAs('gone'));
      assert.ok((await record.vread('Patient', 'gone', 1)).text.includes('gone-1'));
      assert.deepEqual(await ids('Patient', 'identifier=gone-1'), []);
      await record.update(patient);
      assert.equal((await record.read('Patient', 'gone')).version, 3);
      assert.deepEqual(await ids('Patient', 'identifier=gone-1'), ['gone']);
      await assert.rejects(record.remove('Patient', 'never'), refusedAs('not-found'));
    });

    it('search() finds people by identifier, parts of names and birth date', async () => {
      await record.writeAll([
        {
          resourceType: 'Patient',
          id: 'kim',
          identifier: [{ system: 'urn:city', value: 'A|1' }],
          name: [{ text: '김영희', family: '김', given: ['영희'] }],
          birthDate: '1941-03-02',
          address: [{ city: '창원시', line: ['의창구 중앙대로 151'] }],
        },
        { resourceType: 'Patient', id: 'mueller', name: [{ family: 'Müller', given: ['Zoë'] }], birthDate: '1941' },
      ]);
      assert.deepEqual(await ids('Patient', 'identifier=urn:city|A\\|1'), ['kim']);
      assert.deepEqual(await ids('Patient', 'identifier=|A\\|1'), []);
      assert.deepEqual(await ids('Patient', 'name=김'), ['kim']);
      assert.deepEqual(await ids('Patient', 'name=muller'), ['mueller']);
      assert.deepEqual(await ids('Patient', 'name:exact=muller'), []);
      assert.deepEqual(await ids('Patient', 'name:exact=Müller'), ['mueller']);
      assert.deepEqual(await ids('Patient', 'name:contains=영'), ['kim']);
      assert.deepEqual(await ids('Patient', 'address:contains=%25'), [], 'a wildcard of SQL is a character');
      assert.deepEqual(await ids('Patient', 'birthdate=1941'), ['kim', 'mueller']);
      assert.deepEqual(await ids('Patient', 'birthdate=1941-03'), ['kim']);
      assert.deepEqual(await ids('Patient', 'birthdate:missing=false&address:missing=true'), ['mueller']);
      assert.deepEqual(await ids('Patient', '_id=kim,mueller'), ['kim', 'mueller']);
      assert.deepEqual(await ids('Patient', "name=';drop table resource;--"), []);
    });

    it('search() agrees with brute force on generated observations, page by page', async () => {
      const people = ['b1', 'b2', 'b3'];
      const signs = [vitals.spo2, vitals.pulse, vitals.temperature];
      const day = 86_400_000;
      const observations: Observation[] = fc
        .sample(
          fc.record({
            patient: fc.constantFrom(...people),
            sign: fc.constantFrom(...signs),
            at: fc.integer({ min: start - 20 * day, max: start }),
            value: fc.integer({ min: 30, max: 100 }),
          }),
          { numRuns: 120, seed: 20261122 },
        )
        .map(({ patient, sign, at, value }, index) => ({
          ...vitalSignObservation(sign, { id: `b-${index}`, patient, at, value }),
          status: index % 5 === 0 ? 'amended' : 'final',
        }));
      await record.writeAll(observations);
      const timeOf = ({ effectiveDateTime = '' }: Observation) => Date.parse(effectiveDateTime);
      const middle = start - 9 * day;
      const dayOf = (at: number) => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10);
      const midnight = Date.parse(`${dayOf(middle)}T00:00:00+09:00`);
      const is = (code: string) => (each: Observation) =>
        each.code.coding?.some((coding) => coding.code === code) ?? false;
      const of = (patient: string) => (each: Observation) => each.subject?.reference === `Patient/${patient}`;
      const cases: [string, (each: Observation) => boolean][] = [
        ['patient=b1', of('b1')],
        ['subject=Patient/b2&code=2708-6', (each) => of('b2')(each) && is('2708-6')(each)],
        ['patient=Patient/b1&code=http://loinc.org|8867-4', (each) => of('b1')(each) && is('8867-4')(each)],
        ['patient=b1&code=urn:other|8867-4', () => false],
        ['patient=b1,b3&code=149530,2708-6', (each) => !of('b2')(each) && (is('149530')(each) || is('2708-6')(each))],
        ['code=8310-5&status=amended', (each) => is('8310-5')(each) && each.status === 'amended'],
        ['patient=b3&status:not=amended', (each) => of('b3')(each) && each.status !== 'amended'],
        ['patient=b1,b2,b3&code:not=2708-6', (each) => !is('2708-6')(each)],
        [
          `patient=b1&date=${dayOf(middle)}`,
          (each) => of('b1')(each) && timeOf(each) >= midnight && timeOf(each) < midnight + day,
        ],
        [
          `patient=b2&code=2708-6&date=ge${dayOf(middle)}`,
          (each) => of('b2')(each) && is('2708-6')(each) && timeOf(each) >= midnight,
        ],
        [`patient=b1,b2,b3&date=lt${dayOf(middle)}`, (each) => timeOf(each) < midnight],
        [
          `patient=b1,b2,b3&date=gt${dayOf(middle)}&date=le${dayOf(middle + 3 * day)}`,
          (each) => timeOf(each) >= midnight + day && timeOf(each) < midnight + 4 * day,
        ],
        [
          `patient=b3&date=ne${dayOf(middle)}`,
          (each) => of('b3')(each) && !(timeOf(each) >= midnight && timeOf(each) < midnight + day),
        ],
        ['patient=b1&value-quantity=gt80', (each) => of('b1')(each) && (each.valueQuantity?.value ?? 0) > 80],
        [
          'code=8310-5&value-quantity=le40|http://unitsofmeasure.org|Cel',
          (each) => is('8310-5')(each) && (each.valueQuantity?.value ?? 99) <= 40,
        ],
        [
          'patient=b2&value-quantity=9e1',
          (each) => of('b2')(each) && (each.valueQuantity?.value ?? 0) >= 85 && (each.valueQuantity?.value ?? 0) < 95,
        ],
      ];
      for (const [query, matches] of cases) {
        const expected = observations.filter(matches);
        for (const order of ['', '&_sort=date', '&_sort=-date', '&_sort=-_lastUpdated,_id']) {
          const found: string[] = [];
          for (let cursor = ''; ; ) {
            const page = await search('Observation', `${query}${order}&_count=7${cursor}`);
            assert.equal(page.total, expected.length, `total of ${query}${order}`);
            found.push(...page.rows.map(({ id }) => id));
            if (!page.next) break;
            cursor = `&_cursor=${page.next}`;
          }
          assert.deepEqual(found.toSorted(), expected.map(({ id }) => id ?? '').sort(), query + order);
          if (order.endsWith('date')) {
            const times = found.map((id) => timeOf(observations.find((each) => each.id === id) as Observation));
            assert.deepEqual(
              times,
              times.toSorted((a, b) => (order.includes('-date') ? b - a : a - b)),
              query + order,
            );
          }
        }
      }
    });

    it('search() neither returns nor counts what the filter does not let see', async () => {
      const request = (query: string) =>
        parseSearch('Observation', new URLSearchParams(query), { zoneOffsetMinutes: 540, now: start });
      const all = await record.search(request('_count=0'));
      const one = await record.search(request('_count=1000'), { filter: { patients: ['b1'], withoutPatient: false } });
      assert.ok((one.total ?? 0) > 0 && (one.total ?? 0) < (all.total ?? 0));
      assert.equal(one.rows.length, one.total);
      assert.ok(one.rows.every(({ patients }) => patients.join() === 'b1'));
      const others = await record.search(request('patient=b2'), { filter: { patients: ['b1'], withoutPatient: true } });
      assert.deepEqual([others.total, others.rows], [0, []]);
      const none = await record.search(request(''), { filter: { patients: [], withoutPatient: false } });
      assert.equal(none.total, 0);
      const unowned = await record.search(request(''), { filter: { patients: [], withoutPatient: true } });
      assert.deepEqual(
        unowned.rows.map(({ id }) => id),
        ['decimal'],
      );
    });

    it('search() refuses a cursor of another search', async () => {
      await assert.rejects(search('Observation', '_cursor=xyz'), refusedAs('parameter-value-invalid'));
      const next = Buffer.from('["a",{"b":1}]').toString('base64url');
      await assert.rejects(search('Observation', `_sort=date&_cursor=${next}`), refusedAs('parameter-value-invalid'));
    });
  });
}
