import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bundle, validate } from '@munan/fhir';
import { codeOf, type DoorForTests, fhirJson, namesIn, openDoorForTests } from './door-for-tests.ts';

/** What `$everything` and the search of a compartment promise, on whichever engine. */
export function everythingContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`everything on ${engine}`, () => {
    let door: DoorForTests;
    before(async () => {
      door = await openDoorForTests(await newUrl(), () => ({}));
    });
    after(() => door?.close());

    const own = [
      ...Array.from({ length: 10 }, (_, day) => [`Observation/s${day}`, `Observation/t${day}`]).flat(),
      'Encounter/visit',
      'Flag/flag',
      'Patient/p1',
    ].sort();
    const beside = ['Device/ear', 'Organization/city', 'Practitioner/nurse', 'Provenance/corrected'];

    it('$everything has the whole compartment, what it refers to, and nothing of anybody else', async () => {
      door.seen.length = 0;
      const [bundle, ...more] = await door.pages('/Patient/p1/$everything');
      assert.ok(bundle);
      assert.equal(more.length, 0);
      assert.equal(bundle.total, own.length);
      assert.deepEqual(namesIn([bundle], 'match'), own);
      assert.deepEqual(namesIn([bundle], 'include'), beside);
      assert.deepEqual(door.seen, ['$everything Patient p1']);
      for (const { resource } of bundle.entry ?? []) validate(resource);
    });

    it('pages of any size bring the same, each resource of the compartment once', async () => {
      for (const count of [1, 2, 7, own.length]) {
        const bundles = await door.pages(`/Patient/p1/$everything?_count=${count}`);
        assert.equal(bundles.length, Math.ceil(own.length / count), `${count} a page`);
        assert.deepEqual(namesIn(bundles, 'match'), own, `${count} a page`);
        assert.deepEqual([...new Set(namesIn(bundles, 'include'))], beside, `${count} a page`);
      }
    });

    it('start and end choose by the time of care, _since by the time of storing, _type by type', async () => {
      const of = async (query: string) => namesIn(await door.pages(`/Patient/p1/$everything?${query}`));
      assert.deepEqual(await of('_type=Encounter&start=2026-11-20&end=2026-11-20'), ['Encounter/visit']);
      assert.deepEqual(await of('_type=Encounter&start=2026-11-21'), []);
      assert.deepEqual(await of('_type=Observation&start=2026-11-22'), ['Observation/s0', 'Observation/t0']);
      assert.deepEqual(await of('_type=Observation,Patient&end=2026-11-13'), [
        'Observation/s9',
        'Observation/t9',
        'Patient/p1',
      ]);
      assert.deepEqual(await of('_type=Practitioner'), ['Practitioner/nurse']);
      assert.deepEqual(await of('_since=2026-11-22T00:00:00Z'), []);
      door.clock.advance(1000);
      await door.record.update({ resourceType: 'Patient', id: 'p3', active: true });
      assert.deepEqual(namesIn(await door.pages('/Patient/p3/$everything?_since=2026-11-22T00:00:00Z')), [
        'Patient/p3',
      ]);
    });

    it('$everything without an id has everybody who may be seen; POST takes Parameters', async () => {
      const all = namesIn(await door.pages('/Patient/$everything?_count=9'), 'match');
      assert.deepEqual(all, [...own, 'Observation/other', 'Patient/p2', 'Patient/p3'].sort());
      const parameter = [
        { name: '_type', valueString: 'Patient' },
        { name: '_count', valueInteger: 2 },
      ];
      const payload = JSON.stringify({ resourceType: 'Parameters', parameter });
      const posted = await door.ask('POST', '/Patient/$everything', { headers: fhirJson, payload });
      const bundle = JSON.parse(posted.body) as Bundle;
      assert.deepEqual(namesIn([bundle], 'match'), ['Patient/p1', 'Patient/p2']);
      assert.match(bundle.link?.[1]?.url ?? '', /_type=Patient&_count=2&_cursor=/);
    });

    it('the search of a compartment is a search of its type, within one patient', async () => {
      const found = await door.pages('/Patient/p1/Observation?code=2708-6&_sort=-date&_count=4');
      assert.deepEqual(
        found.map(({ total }) => total),
        [10, 10, 10],
      );
      assert.equal(namesIn(found).length, 10);
      assert.deepEqual(namesIn(await door.pages('/Patient/p2/Observation')), ['Observation/other']);
      assert.deepEqual(namesIn(await door.pages('/Patient/nobody/Observation')), []);
      for (const url of ['/Patient/p1/Organization', '/Practitioner/nurse/Observation', '/Patient/p1/Nothing']) {
        assert.equal((await door.ask('GET', url)).statusCode, 404, url);
      }
      assert.equal((await door.ask('GET', '/Patient/p1/Observation?colour=red')).statusCode, 400);
    });

    it('who may not be seen is answered like nobody, and types that may not be seen are left out', async () => {
      const everybody = door.may;
      try {
        door.may = () => ({ allowed: true, filter: { patients: ['p2'], withoutPatient: true } });
        const hidden = await door.ask('GET', '/Patient/p1/$everything');
        assert.equal(hidden.statusCode, 404);
        assert.equal(
          hidden.body,
          (await door.ask('GET', '/Patient/nobody/$everything')).body.replaceAll('nobody', 'p1'),
        );
        assert.deepEqual(namesIn(await door.pages('/Patient/$everything'), 'match'), [
          'Observation/other',
          'Patient/p2',
        ]);
        assert.deepEqual(namesIn(await door.pages('/Patient/p1/Observation')), []);
        door.may = (type) =>
          type === 'Observation' || type === 'Practitioner'
            ? { allowed: false, reason: 'no observations for you' }
            : { allowed: true };
        const shown = namesIn(await door.pages('/Patient/p1/$everything'));
        assert.deepEqual(shown, ['Encounter/visit', 'Flag/flag', 'Organization/city', 'Patient/p1']);
        assert.equal((await door.ask('GET', '/Patient/p1/$everything?_type=Observation')).statusCode, 403);
        door.may = () => ({ allowed: false, reason: 'log in', loginRequired: true });
        for (const url of ['/Patient/p1/$everything', '/Patient/$everything', '/Patient/p1/Observation']) {
          assert.equal((await door.ask('GET', url)).statusCode, 401, url);
        }
      } finally {
        door.may = everybody;
      }
    });

    it('bad input is answered with a clear outcome', async () => {
      const cases: [string, number, string][] = [
        ['/Patient/nobody/$everything', 404, 'not-found'],
        ['/Patient/a%2Fb/$everything', 400, 'id-invalid'],
        ['/Patient/p1/$everything?colour=red', 400, 'parameter-unknown'],
        ['/Patient/p1/$everything?__proto__=1', 400, 'parameter-unknown'],
        ['/Patient/p1/$everything?start=yesterday', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?start=2026-11-22&end=2026-11-21', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_since=2026-11-22', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_type=Nothing', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_type=constructor', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_count=0', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_count=many', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_cursor=Organization', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?_cursor=Observation.x', 400, 'parameter-value-invalid'],
        ['/Patient/p1/$everything?start=2026%00', 400, 'parameter-value-invalid'],
        [`/Patient/p1/$everything?_type=${encodeURIComponent("Patient' or '1'='1")}`, 400, 'parameter-value-invalid'],
      ];
      for (const [url, status, code] of cases) {
        const { statusCode, body } = await door.ask('GET', url);
        assert.deepEqual([statusCode, codeOf(body)], [status, code], url);
      }
      for (const payload of [
        '{"resourceType":"Patient"}',
        '[1]',
        'null',
        '{"resourceType":"Parameters","parameter":[null]}',
      ]) {
        const { statusCode } = await door.ask('POST', '/Patient/p1/$everything', { headers: fhirJson, payload });
        assert.equal(statusCode, 400, payload);
      }
      const lenient = { headers: { prefer: 'handling=lenient' } };
      assert.equal((await door.ask('GET', '/Patient/p1/$everything?colour=red', lenient)).statusCode, 200);
    });
  });
}
