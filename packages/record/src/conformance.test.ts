import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import {
  type CapabilityStatement,
  type CapabilityStatementRestResource,
  conformanceResources,
  type Extension,
  nurseProfileUrl,
  parseSearch,
} from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { capabilityStatement } from './capabilities.ts';
import { publishConformance, publishedResources } from './conformance.ts';
import { type FhirRecord, resourceOf } from './fhir-record.ts';
import { recordMigrations } from './migrations.ts';
import { openRecord } from './record.ts';

const now = Date.UTC(2026, 10, 23);
const krcore = 'http://www.hl7korea.or.kr/fhir/krcore';

describe('conformance resources', () => {
  let folder: string;
  let database: Database;
  let record: FhirRecord;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-conformance-'));
    database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
    await database.migrate(recordMigrations);
    record = openRecord({ database, clock: new ManualClock(now), log: silentLog });
  });
  after(async () => {
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const found = async (type: Parameters<typeof parseSearch>[0], query: Record<string, string>) => {
    const request = parseSearch(type, new URLSearchParams(query), { zoneOffsetMinutes: 540, now });
    return (await record.search(request)).rows.map(({ id }) => id).sort();
  };

  it('publishConformance() writes each definition once, mends what was changed, and stops when told', async () => {
    const stop = AbortSignal.abort();
    assert.equal(await publishConformance(record, { signal: stop }), 0);
    const all = publishedResources();
    assert.equal(await publishConformance(record), all.length);
    assert.equal(await publishConformance(record), 0);
    const profile = await record.read('StructureDefinition', 'munan-nurse-practitioner');
    await record.update({ ...resourceOf(profile), title: 'another' });
    assert.equal(await publishConformance(record), 1);
    assert.equal((await record.read('StructureDefinition', 'munan-nurse-practitioner')).version, 3);
  });

  it('they are found by their canonical addresses', async () => {
    assert.deepEqual(await found('StructureDefinition', { url: nurseProfileUrl }), ['munan-nurse-practitioner']);
    const url = `${krcore}/StructureDefinition/krcore-patient`;
    assert.deepEqual(await found('StructureDefinition', { url }), ['krcore-patient']);
    assert.equal((await found('StructureDefinition', { type: 'Observation', _count: '100' })).length, 10);
    const system = 'http://www.hl7korea.or.kr/CodeSystem/hira-insurance-types';
    assert.deepEqual(await found('CodeSystem', { url: system }), ['hira-insurance-types']);
    assert.equal((await found('ValueSet', { _count: '100' })).length, 16);
  });

  it('the search parameters that KR Core adds find what they say', async () => {
    const address = {
      text: '경상남도 창원시 의창구 도계로 12',
      extension: [
        {
          url: `${krcore}/StructureDefinition/krcore-roadNameAddress`,
          extension: [
            { url: 'district', valueString: '창원시 의창구' },
            { url: 'roadName', valueString: '도계로' },
            { url: 'detailedAddress', valueString: '12' },
          ],
        },
      ],
    };
    const concept = (system: string, code: string) => ({ coding: [{ system, code }] });
    const qualification = [{ identifier: [{ system: 'urn:licence', value: '77' }], code: concept('urn:q', '간호사') }];
    const insurance = 'http://www.hl7korea.or.kr/CodeSystem/hira-insurance-types';
    const subject = { reference: 'Patient/kr-1' };
    await record.writeAll([
      { resourceType: 'Patient', id: 'kr-1', address: [address] },
      {
        resourceType: 'Organization',
        id: 'kr-1',
        name: 'X',
        address: [address],
        telecom: [{ system: 'phone', value: '1' }],
      },
      { resourceType: 'Practitioner', id: 'kr-1', qualification },
      {
        resourceType: 'Encounter',
        id: 'kr-1',
        status: 'finished',
        class: { code: 'HH' },
        extension: [
          { url: `${krcore}/StructureDefinition/krcore-insuranceTypes`, valueCodeableConcept: concept(insurance, '4') },
        ],
      },
      {
        resourceType: 'DiagnosticReport',
        id: 'kr-1',
        status: 'final',
        code: { text: 'x' },
        extension: [
          {
            url: `${krcore}/StructureDefinition/krcore-testRequestDateTime`,
            valueDateTime: '2026-11-20T08:30:00+09:00',
          },
        ],
        imagingStudy: [{ reference: 'ImagingStudy/i-1' }],
      },
      {
        resourceType: 'Immunization',
        id: 'kr-1',
        status: 'completed',
        vaccineCode: { text: 'x' },
        patient: subject,
        occurrenceDateTime: '2026-10-01',
        protocolApplied: [{ doseNumberPositiveInt: 2 }],
      },
      {
        resourceType: 'AllergyIntolerance',
        id: 'kr-1',
        clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
        patient: subject,
        onsetDateTime: '2020-03-02',
      },
      { resourceType: 'Observation', id: 'kr-1', status: 'final', code: { text: 'x' }, issued: '2026-11-21T10:00:00Z' },
      {
        resourceType: 'Observation',
        id: 'kr-2',
        status: 'final',
        code: concept('http://loinc.org', '34746-8'),
        valueString: '식사를 잘 하심',
      },
    ]);
    const queries: [Parameters<typeof parseSearch>[0], Record<string, string>, Record<string, string>, string][] = [
      ['Patient', { address: '도계로' }, { address: '없는로' }, 'kr-1'],
      ['Organization', { address: '도계로' }, { address: '없는로' }, 'kr-1'],
      ['Organization', { telecom: '1' }, { telecom: '2' }, 'kr-1'],
      ['Practitioner', { identifier: 'urn:licence|77' }, { identifier: 'urn:licence|78' }, 'kr-1'],
      ['Practitioner', { code: '간호사' }, { code: '의사' }, 'kr-1'],
      ['Encounter', { 'insurance-type': `${insurance}|4` }, { 'insurance-type': '5' }, 'kr-1'],
      ['DiagnosticReport', { 'request-date': '2026-11-20' }, { 'request-date': '2026-11-21' }, 'kr-1'],
      ['DiagnosticReport', { study: 'ImagingStudy/i-1' }, { study: 'ImagingStudy/i-2' }, 'kr-1'],
      ['Immunization', { 'dose-number': '2' }, { 'dose-number': '3' }, 'kr-1'],
      ['AllergyIntolerance', { onset: '2020-03' }, { onset: '2021' }, 'kr-1'],
      ['Observation', { issued: '2026-11-21' }, { issued: '2026-11-22' }, 'kr-1'],
      ['Observation', { 'code-value-string': '34746-8$식사' }, { 'code-value-string': '34746-9$식사' }, 'kr-2'],
    ];
    for (const [type, query, other, id] of queries) {
      assert.deepEqual(await found(type, query), [id], JSON.stringify(query));
      assert.deepEqual(await found(type, other), [], JSON.stringify(other));
    }
  });
});

const expectationUrl = 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation';
const expected = ({ extension = [] }: { extension?: Extension[] }): string | undefined =>
  extension.find(({ url }) => url === expectationUrl)?.valueCode;

test('capabilityStatement() serves all that KR Core says a server SHALL, SHOULD or MAY do with its types', () => {
  const asked = conformanceResources().find(
    ({ id }) => id === 'krcore-capabilitystatement-server',
  ) as CapabilityStatement;
  const own = capabilityStatement('http://munan.test/fhir/R4', now);
  const served = new Map(own.rest?.[0]?.resource?.map((each) => [each.type, each]));
  const missing: string[] = [];
  const strengths = new Map<string | undefined, number>();
  for (const wanted of asked.rest?.[0]?.resource ?? []) {
    const has = served.get(wanted.type);
    const ask = (isServed: boolean, what: string, item: { extension?: Extension[] }) => {
      strengths.set(expected(item), (strengths.get(expected(item)) ?? 0) + 1);
      if (!isServed) missing.push(`${expected(item)} ${wanted.type} ${what}`);
    };
    ask(has !== undefined, 'type', wanted);
    for (const url of wanted.supportedProfile ?? []) ask(has?.supportedProfile?.includes(url) === true, url, wanted);
    for (const item of wanted.interaction ?? []) ask(interacts(has, item.code), item.code as string, item);
    for (const item of wanted.searchParam ?? []) {
      ask(has?.searchParam?.find(({ name }) => name === item.name)?.type === item.type, item.name as string, item);
    }
  }
  assert.deepEqual(missing, []);
  assert.ok((strengths.get('SHALL') ?? 0) > 80, `${[...strengths]}`);
  assert.deepEqual(own.instantiates, [asked.url]);
});

function interacts(has: CapabilityStatementRestResource | undefined, code: string | undefined): boolean {
  return has?.interaction?.some((each) => each.code === code) === true;
}
