import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseSearch } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { refusedAs } from './contract.ts';
import type { FhirRecord, Stored } from './fhir-record.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';
import { reindex } from './reindex.ts';
import { fewRows } from './search-sql.ts';

const start = Date.UTC(2026, 10, 22);
const ucum = 'http://unitsofmeasure.org';
const coded = (code: string, display?: string) => ({
  coding: [{ system: 'urn:codes', code, ...(display && { display }) }],
});
const measured = (id: string, value: number, code: string, more = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: coded('measured'),
  subject: { reference: 'Patient/a' },
  valueQuantity: { value, unit: code, system: ucum, code },
  ...more,
});

/** Units, order, modifiers of codes and the making of the index anew, on whichever engine. */
export function unitsAndOrderContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`units, order and codes on ${engine}`, () => {
    let database: Database;
    let record: FhirRecord;
    const clock = new ManualClock(start);

    before(async () => {
      database = await openDatabase(await newUrl());
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock, log: silentLog });
      await record.writeAll([
        measured('warm', 37, 'Cel'),
        measured('warm-f', 98.6, '[degF]'),
        measured('hot', 39.2, 'Cel'),
        measured('pressure', 120, 'mm[Hg]'),
        measured('pressure-k', 16, 'kPa'),
        measured('weight', 61200, 'g'),
        measured('pulse', 72, '/min'),
        measured('pulse-s', 1.2, 'Hz'),
        measured('strange', 5, 'bogus'),
        measured('arbitrary', 5, '[iU]/L'),
        {
          resourceType: 'ValueSet',
          id: 'colours',
          url: 'urn:sets:warm-colours',
          status: 'active',
          compose: {
            include: [
              { system: 'urn:colours', concept: [{ code: 'red' }, { code: 'orange' }, { code: 'pink' }] },
              { valueSet: ['urn:sets:expanded'] },
              { system: 'urn:hues', filter: [{ property: 'concept', op: 'descendent-of', value: 'yellow' }] },
            ],
            exclude: [{ system: 'urn:colours', concept: [{ code: 'pink' }] }],
          },
        },
        {
          resourceType: 'ValueSet',
          id: 'expanded',
          url: 'urn:sets:expanded',
          status: 'active',
          expansion: { timestamp: '2026-11-22', contains: [{ system: 'urn:colours', code: 'rust' }] },
        },
        {
          resourceType: 'ValueSet',
          id: 'circle',
          url: 'urn:sets:circle',
          status: 'active',
          compose: { include: [{ valueSet: ['urn:sets:circle'] }] },
        },
        {
          resourceType: 'CodeSystem',
          id: 'hues',
          url: 'urn:hues',
          status: 'active',
          content: 'complete',
          concept: [
            { code: 'yellow', concept: [{ code: 'lemon', concept: [{ code: 'pale-lemon' }] }, { code: 'gold' }] },
          ],
        },
        ...['red', 'pink', 'rust', 'blue'].map((code) => ({
          resourceType: 'Condition',
          id: code,
          code: { coding: [{ system: 'urn:colours', code, display: `A ${code} thing` }], text: `Written ${code}` },
          subject: { reference: 'Patient/a' },
        })),
        ...['yellow', 'lemon', 'pale-lemon', 'gold'].map((code) => ({
          resourceType: 'Condition',
          id: code,
          code: { coding: [{ system: 'urn:hues', code }] },
          subject: { reference: 'Patient/b' },
        })),
        {
          resourceType: 'Organization',
          id: 'typed',
          name: 'Typed',
          identifier: [
            { type: { coding: [{ system: 'urn:types', code: 'MR' }], text: 'Medical record' }, value: '12' },
            { type: { coding: [{ system: 'urn:types', code: 'SS' }] }, value: '34' },
          ],
        },
        { resourceType: 'ValueSet', id: 'deep', url: 'http://munan.test/a/b', status: 'active' },
        { resourceType: 'ValueSet', id: 'shallow', url: 'http://munan.test/a', status: 'active' },
      ]);
    });
    after(() => database?.close());

    const search = (type: Stored['type'], query: string) =>
      record.search(parseSearch(type, new URLSearchParams(query), { zoneOffsetMinutes: 540, now: clock.now() }));
    const ids = async (type: Stored['type'], query: string) => (await search(type, query)).rows.map(({ id }) => id);
    const found = async (type: Stored['type'], query: string) => (await ids(type, query)).sort();
    const quantity = (value: string, code: string) =>
      found('Observation', `value-quantity=${value}|${ucum}|${encodeURIComponent(code)}`);

    it('quantities in units that UCUM converts are found in any of them, with the precision that was written', async () => {
      assert.deepEqual(await quantity('98.6', '[degF]'), ['warm', 'warm-f']);
      assert.deepEqual(await quantity('37', 'Cel'), ['warm', 'warm-f']);
      assert.deepEqual(await quantity('37.00', 'Cel'), ['warm', 'warm-f']);
      assert.deepEqual(await quantity('310.15', 'K'), ['warm', 'warm-f']);
      assert.deepEqual(await quantity('gt98.6', '[degF]'), ['hot']);
      assert.deepEqual(await quantity('ge98.6', '[degF]'), ['hot', 'warm', 'warm-f']);
      assert.deepEqual(await quantity('lt38', 'Cel'), ['warm', 'warm-f']);
      assert.deepEqual(await quantity('ne37', 'Cel'), ['hot']);
      assert.deepEqual(await quantity('16', 'kPa'), ['pressure', 'pressure-k']);
      assert.deepEqual(await quantity('120.0', 'mm[Hg]'), ['pressure', 'pressure-k']);
      assert.deepEqual(await quantity('120.00', 'mm[Hg]'), ['pressure'], '16 kPa is 120.01 mm[Hg]');
      assert.deepEqual(await quantity('61.2', 'kg'), ['weight']);
      assert.deepEqual(await quantity('72', '/min'), ['pulse', 'pulse-s']);
      assert.deepEqual(await found('Observation', `code-value-quantity=measured$61.2|${ucum}|kg`), ['weight']);
    });

    it('a unit that UCUM does not know or cannot convert compares as text', async () => {
      assert.deepEqual(await quantity('5', 'bogus'), ['strange']);
      assert.deepEqual(await quantity('5', '[iU]/L'), ['arbitrary']);
      assert.deepEqual(await quantity('5000', '[iU]/mL'), []);
      assert.deepEqual(await found('Observation', 'value-quantity=72||/min'), ['pulse']);
    });

    it('_sort orders by any parameter, several and descending, what has none last, page by page', async () => {
      const days = [3, 1, 2, 2, undefined, 5, undefined];
      await record.writeAll(
        days.map((day, at) => ({
          resourceType: 'Encounter',
          id: `e${at}`,
          status: at % 2 === 0 ? 'finished' : 'planned',
          class: { code: at < 4 ? 'HH' : 'AMB' },
          ...(at < 6 && { subject: { reference: `Patient/p${9 - at}` } }),
          length: { value: at + 1, system: ucum, code: at === 0 ? 'd' : 'min' },
          ...(day !== undefined && { period: { start: `2026-11-0${day}T09:00:00+09:00` } }),
        })),
      );
      const all = async (query: string) => {
        const seen: string[] = [];
        for (let cursor = ''; ; ) {
          const { rows, next } = await search('Encounter', `${query}&_count=2${cursor}`);
          seen.push(...rows.map(({ id }) => id));
          if (!next) return seen.join(' ');
          cursor = `&_cursor=${next}`;
        }
      };
      assert.equal(await all('_sort=date'), 'e1 e2 e3 e0 e5 e4 e6');
      assert.equal(await all('_sort=-date'), 'e5 e0 e3 e2 e1 e6 e4');
      assert.equal(await all('_sort=status,-date'), 'e0 e2 e6 e4 e5 e3 e1');
      assert.equal(await all('_sort=-class,date'), 'e1 e2 e3 e0 e5 e4 e6');
      assert.equal(await all('_sort=subject'), 'e5 e4 e3 e2 e1 e0 e6');
      assert.equal(await all('_sort=-length'), 'e0 e6 e5 e4 e3 e2 e1', 'a day is longer than six minutes');
      assert.equal(await all('_sort=-_id'), 'e6 e5 e4 e3 e2 e1 e0');
      assert.equal(await all('_sort=_lastUpdated,-_id'), 'e6 e5 e4 e3 e2 e1 e0');
      assert.equal(await all('class=HH&_sort=-date,_id'), 'e0 e2 e3 e1');
      assert.equal(await all('_sort=_tag,_id'), 'e0 e1 e2 e3 e4 e5 e6', 'nothing has it');
    });

    it(`of more than ${fewRows} the order is walked: every one comes once, and a total only when it is asked for`, async () => {
      const many = fewRows + 100;
      const name = (at: number) => ['Anna', 'anna', 'Bora', '다솜'][at % 4] as string;
      const people = Array.from({ length: many }, (_, at) => ({
        resourceType: 'Person',
        id: `w${at}`,
        active: true,
        gender: at % 3 === 0 ? 'female' : 'male',
        ...(at % 7 !== 0 && { name: [{ text: name(at) }, { text: at % 2 === 0 ? name(at).toUpperCase() : 'Zoe' }] }),
        ...(at % 5 !== 0 && { birthDate: `19${10 + (at % 80)}-01-01` }),
      }));
      for (let from = 0; from < many; from += 500) await record.writeAll(people.slice(from, from + 500));
      const all = async (query: string) => {
        const seen: string[] = [];
        for (let cursor = ''; ; ) {
          const { rows, next } = await search('Person', `${query}&_total=none&_count=400${cursor}`);
          seen.push(...rows.map(({ id }) => id));
          if (!next) return seen;
          cursor = `&_cursor=${next}`;
        }
      };
      const born = (id: string) => people[Number(id.slice(1))]?.birthDate;
      for (const query of [
        '',
        '_sort=birthdate',
        '_sort=-birthdate',
        '_sort=name',
        '_sort=-name,birthdate',
        '_sort=-_id',
      ]) {
        const seen = await all(query);
        assert.equal(seen.length, many, query);
        assert.equal(new Set(seen).size, many, query);
        if (!query.includes('=birthdate') && !query.includes('=-birthdate')) continue;
        const dates = seen.map(born).filter((date) => date !== undefined);
        assert.deepEqual(dates, query.includes('-') ? dates.toSorted().reverse() : dates.toSorted());
        assert.ok(
          seen.slice(dates.length).every((id) => born(id) === undefined),
          'what has none comes last',
        );
      }
      const women = await all('gender=female&_sort=-birthdate');
      assert.equal(women.length, people.filter(({ gender }) => gender === 'female').length);
      assert.equal((await search('Person', 'gender=male,female&_count=5')).total, undefined, 'counting is not cheap');
      assert.equal((await search('Person', 'gender=male,female&_count=5&_total=accurate')).total, many);
      assert.equal((await search('Person', 'gender=male,female&_count=0')).total, many);
      assert.equal((await search('Person', 'gender=female&_count=5')).total, women.length);
      assert.equal((await search('Person', 'gender=female&_count=5&_total=none')).total, undefined);
      assert.equal((await search('Person', 'gender=male,female&_sort=-birthdate&_count=1000')).rows.length, 1000);
    });

    it('_sort by values that are long goes on behind them too', async () => {
      await record.writeAll(
        [2, 0, 1].map((at) => ({
          resourceType: 'Device',
          id: `d${at}`,
          identifier: [{ system: 'urn:serials', value: `${'가'.repeat(400)}${at}` }],
        })),
      );
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const { rows, next } = await search('Device', `_sort=identifier&_count=1${cursor}`);
        seen.push(...rows.map(({ id }) => id));
        if (!next) break;
        cursor = `&_cursor=${next}`;
      }
      assert.deepEqual(seen, ['d0', 'd1', 'd2']);
    });

    it(':in and :not-in look into value sets of the definitions and of ValueSets stored here', async () => {
      assert.deepEqual(await found('Condition', 'code:in=urn:sets:warm-colours'), [
        'gold',
        'lemon',
        'pale-lemon',
        'red',
        'rust',
      ]);
      assert.deepEqual(await found('Condition', 'code:not-in=urn:sets:warm-colours'), ['blue', 'pink', 'yellow']);
      assert.deepEqual(await found('Condition', 'subject=Patient/a&code:in=urn:sets:expanded'), ['rust']);
      assert.equal((await found('Encounter', 'status:in=http://hl7.org/fhir/ValueSet/encounter-status')).length, 7);
      for (const unknown of ['urn:sets:none', 'urn:sets:circle', 'http://munan.test/a'])
        await assert.rejects(found('Condition', `code:in=${unknown}`), refusedAs('parameter-value-invalid'), unknown);
    });

    it(':above and :below follow the hierarchy of a CodeSystem stored here, and addresses', async () => {
      assert.deepEqual(await found('Condition', 'code:below=urn:hues|lemon'), ['lemon', 'pale-lemon']);
      assert.deepEqual(await found('Condition', 'code:above=urn:hues|pale-lemon'), ['lemon', 'pale-lemon', 'yellow']);
      await assert.rejects(found('Condition', 'code:below=urn:colours|red'), /not supported/);
      await assert.rejects(found('Condition', 'code:below=urn:hues|green'), refusedAs('parameter-value-invalid'));
      assert.deepEqual(await found('ValueSet', 'url:below=http://munan.test/a'), ['deep', 'shallow']);
      assert.deepEqual(await found('ValueSet', 'url:above=http://munan.test/a/b/c'), ['deep', 'shallow']);
      assert.deepEqual(await found('ValueSet', 'url:above=http://munan.test/a'), ['shallow']);
    });

    it(':text searches the words beside a code, :of-type the type and value of an identifier together', async () => {
      assert.deepEqual(await found('Condition', 'code:text=a RED'), ['red']);
      assert.deepEqual(await found('Condition', 'code:text=written'), ['blue', 'pink', 'red', 'rust']);
      assert.deepEqual(await found('Organization', 'identifier:text=medical'), ['typed']);
      assert.deepEqual(await found('Organization', 'identifier:of-type=urn:types|MR|12'), ['typed']);
      assert.deepEqual(await found('Organization', 'identifier:of-type=|MR|12'), ['typed']);
      assert.deepEqual(await found('Organization', 'identifier:of-type=urn:types|MR|34'), []);
    });

    it('the migration that makes the index finds whatever was stored before it', async () => {
      const older = await openDatabase(await newUrl());
      try {
        await older.migrate(recordMigrations);
        const stored = openRecord({ database: older, clock, log: silentLog });
        await stored.writeAll([measured('old', 98.6, '[degF]', { meta: { tag: [{ code: 'kept' }] } })]);
        await older.query.schema.dropTable('index_quantity').execute();
        await older.query.schema.dropTable('index_composite').execute();
        const known = older.query.withTables<{ munan_migration: { name: string }; index_token: { key: number } }>();
        await known.deleteFrom('index_token').execute();
        await known.deleteFrom('munan_migration').where('name', '=', 'record-5-canonical-index').execute();
        await older.migrate(recordMigrations);
        const query = new URLSearchParams(`value-quantity=37|${ucum}|Cel&_tag=kept`);
        const { rows } = await stored.search(parseSearch('Observation', query, { zoneOffsetMinutes: 540, now: start }));
        assert.deepEqual(
          rows.map(({ id }) => id),
          ['old'],
        );
      } finally {
        await older.close();
      }
    });

    it('reindex() makes the index anew in batches, and can go on where it stopped', async () => {
      const before = await found('Condition', 'code:text=written');
      await database.query
        .withTables<{ index_string: { key: number }; index_quantity: { key: number } }>()
        .deleteFrom('index_string')
        .execute();
      assert.deepEqual(await found('Condition', 'code:text=written'), []);
      const stops: number[] = [];
      const done = await reindex(database, { zoneOffsetMinutes: 540, onBatch: ({ lastKey }) => stops.push(lastKey) });
      assert.ok(stops.length > 3 && done > fewRows);
      assert.deepEqual(await found('Condition', 'code:text=written'), before);
      const rest = await reindex(database, { zoneOffsetMinutes: 540, after: stops.at(-2) as number });
      assert.ok(rest > 0 && rest < done);
      assert.equal(
        (await search('Person', 'name=anna&_count=0')).total,
        (await search('Person', 'name=ANNA&_total=accurate')).total,
      );
    });
  });
}
