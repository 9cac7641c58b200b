import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bundle, codeSystems } from '@munan/fhir';
import { codeOf, type DoorForTests, fhirJson, namesIn, now, openDoorForTests } from './door-for-tests.ts';

/** What `$lastn` promises, on whichever engine. */
export function lastnContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`$lastn on ${engine}`, () => {
    let door: DoorForTests;
    const observed = (id: string, day: number | undefined, codings: [string, string][], more: object = {}) => ({
      resourceType: 'Observation',
      id,
      status: 'final',
      code: codings.length > 0 ? { coding: codings.map(([system, code]) => ({ system, code })) } : { text: 'mood' },
      subject: { reference: 'Patient/p3' },
      ...(day !== undefined && { effectiveDateTime: new Date(now - day * 86_400_000).toISOString() }),
      ...more,
    });
    before(async () => {
      door = await openDoorForTests(await newUrl(), () => ({}));
      await door.record.writeAll([
        observed('loinc-only', 3, [[codeSystems.loinc, 'a']]),
        observed('mdc-only', 1, [[codeSystems.mdc, '1']]),
        observed('other', 2, [[codeSystems.loinc, 'b']]),
        observed('tied-1', 4, [['urn:t', 't']]),
        observed('tied-2', 4, [['urn:t', 't']]),
        observed('tied-3', 5, [['urn:t', 't']]),
        observed('words-1', 2, []),
        observed('words-2', 1, []),
        observed('undated', undefined, [[codeSystems.loinc, 'c']]),
      ]);
    });
    after(() => door?.close());
    const of = async (query: string) => {
      const { body, statusCode } = await door.ask('GET', `/Observation/$lastn?${query}`);
      assert.equal(statusCode, 200, body);
      return namesIn([JSON.parse(body) as Bundle]).map((name) => name.replace('Observation/', ''));
    };

    it('gives the newest of each code, with what is of the same moment', async () => {
      assert.deepEqual(await of('patient=p1'), ['s0', 't0']);
      assert.deepEqual(await of('subject=Patient/p1&max=3'), ['s0', 's1', 's2', 't0', 't1', 't2']);
      assert.deepEqual(await of('patient=p1&code=2708-6&max=2'), ['s0', 's1']);
      assert.deepEqual(await of('patient=p1&category=vital-signs&date=lt2026-11-21'), ['s2', 't2']);
      assert.deepEqual(await of('patient=p1&category=laboratory'), []);
      const ties = ['loinc-only', 'mdc-only', 'other', 'tied-1', 'tied-2', 'undated', 'words-2'];
      assert.deepEqual(await of('patient=p3'), ties);
      assert.deepEqual(await of('patient=p3&code=urn:t|t&max=3'), ['tied-1', 'tied-2', 'tied-3']);
    });

    it('codings that stand on one Observation are one code, whenever it was stored', async () => {
      const both: [string, string][] = [
        [codeSystems.loinc, 'a'],
        [codeSystems.mdc, '1'],
      ];
      await door.record.writeAll([observed('both', 9, both)]);
      assert.deepEqual(await of('patient=p3&code=a,1'), ['mdc-only']);
      assert.deepEqual(await of('patient=p3&code=a,1&max=2'), ['loinc-only', 'mdc-only']);
    });

    it('POST takes Parameters; what may not be seen is not there; what is seen is logged', async () => {
      const parameter = [
        { name: 'patient', valueString: 'p1' },
        { name: 'max', valueInteger: 2 },
      ];
      const payload = JSON.stringify({ resourceType: 'Parameters', parameter });
      door.seen.length = 0;
      const posted = await door.ask('POST', '/Observation/$lastn', { headers: fhirJson, payload });
      assert.equal((JSON.parse(posted.body) as Bundle).total, 4);
      assert.deepEqual(door.seen, ['$lastn Observation p1']);
      const everybody = door.may;
      try {
        door.may = () => ({ allowed: true, filter: { patients: ['p2'], withoutPatient: false } });
        assert.deepEqual(await of('patient=p1'), []);
        door.may = () => ({ allowed: false, reason: 'no' });
        assert.equal((await door.ask('GET', '/Observation/$lastn?patient=p1')).statusCode, 403);
      } finally {
        door.may = everybody;
      }
    });

    it('bad input is answered with a clear outcome', async () => {
      for (const [query, code] of [
        ['', 'parameter-value-invalid'],
        ['code=2708-6', 'parameter-value-invalid'],
        ['patient=p1,p2', 'parameter-value-invalid'],
        ['patient=p1&max=0', 'parameter-value-invalid'],
        ['patient=p1&max=-1', 'parameter-value-invalid'],
        ['patient=p1&max=101', 'parameter-value-invalid'],
        ['patient=p1&max=all', 'parameter-value-invalid'],
        ['patient=p1&colour=red', 'parameter-unknown'],
        ['patient=p1&_count=3', 'parameter-unknown'],
        ['patient=p1&_include=Observation:patient', 'parameter-unknown'],
        ['patient=p1%00', 'parameter-value-invalid'],
      ]) {
        const { statusCode, body } = await door.ask('GET', `/Observation/$lastn?${query}`);
        assert.deepEqual([statusCode, codeOf(body)], [400, code], query);
      }
      assert.deepEqual(await of(`patient=nobody&code=${encodeURIComponent("a' or '1'='1")}`), []);
    });
  });
}
