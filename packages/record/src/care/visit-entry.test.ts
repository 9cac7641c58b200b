import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Appointment, Media, QuestionnaireResponse } from '@medplum/fhirtypes';
import {
  type Communication,
  type Encounter,
  type Observation,
  OutcomeError,
  parseJson,
  validate,
  writeJson,
} from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import fc from 'fast-check';
import { anyEntry, feetForm, testBook, visitAt } from './entries-for-tests.ts';
import { type Visit, type VisitResource, visitResources } from './visit.ts';
import { recordedEntry, type VisitParts } from './visit-entry.ts';
import { normalVisit } from './visit-normal.ts';

/** As they would come out of the record. */
function partsOf(resources: readonly VisitResource[]): VisitParts {
  const read = resources.map((each) => parseJson(writeJson(each)) as VisitResource);
  const of = <T extends VisitResource>(type: T['resourceType']) =>
    read.filter((each): each is T => each.resourceType === type);
  return {
    encounter: of<Encounter>('Encounter')[0] as Encounter,
    observations: of<Observation>('Observation'),
    responses: of<QuestionnaireResponse>('QuestionnaireResponse'),
    media: of<Media>('Media'),
    communications: of<Communication>('Communication'),
    appointments: of<Appointment>('Appointment'),
  };
}

const resourcesOf = (entry: VisitEntry, more: Partial<Visit> = {}) =>
  visitResources({ entry, nurse: 'n-1', ...more }, { book: testBook });

const minimal: VisitEntry = { id: 'v-1', patient: 'p-1', arrived: visitAt, finished: visitAt + 60_000, vitals: {} };

test('visitResources() makes valid resources from any entry, and recordedEntry() reads the same entry from them', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      const resources = resourcesOf(entry);
      for (const resource of resources) validate(resource);
      assert.equal(new Set(resources.map((each) => `${each.resourceType}/${each.id}`)).size, resources.length);
      assert.deepEqual(recordedEntry(partsOf(resources)).entry, normalVisit(entry));
    }),
    { numRuns: 200 },
  );
});

test('normalVisit() of what is normal is the same', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => assert.deepEqual(normalVisit(normalVisit(entry)), normalVisit(entry))),
    { numRuns: 200 },
  );
});

test('visitResources() write a second blood pressure and the mean of both, which NEWS2 is derived from', () => {
  const vitals = { systolicMmHg: 150, diastolicMmHg: 91, secondSystolicMmHg: 141, secondDiastolicMmHg: 88 };
  const news2 = { least: 0, most: 17, missing: ['pulsePerMin'], at: visitAt };
  const resources = resourcesOf({ ...minimal, vitals }, { news2 });
  const observation = (id: string) => resources.find((each) => each.id === id) as Observation;
  const mean = observation('v-1.blood-pressure-mean');
  assert.deepEqual(mean.code.coding?.[0]?.code, '96607-7');
  assert.deepEqual(
    mean.component?.map(({ code, valueQuantity }) => [code.coding?.[0]?.code, valueQuantity?.value]),
    [
      ['96608-5', 146],
      ['96609-3', 90],
    ],
  );
  const both = ['Observation/v-1.blood-pressure', 'Observation/v-1.blood-pressure-2'];
  const from = (each: Observation) => each.derivedFrom?.map(({ reference }) => reference);
  assert.deepEqual(from(mean), both);
  assert.deepEqual(from(observation('v-1.news2')), [...both, 'Observation/v-1.blood-pressure-mean']);
  const alone = resourcesOf({ ...minimal, vitals: { secondSystolicMmHg: 141 } });
  assert.deepEqual(
    alone.map(({ id }) => id),
    ['v-1', 'v-1.blood-pressure-2'],
  );
});

test('visitResources() say of an unsigned visit what is final and what is not', () => {
  const entry: VisitEntry = {
    ...minimal,
    vitals: { pulsePerMin: 70 },
    remarks: '좋음',
    forms: { feet: { version: '1', answers: { walks: true } } },
  };
  const cases = [
    ['open', 'in-progress', 'preliminary', 'preliminary', 'in-progress', undefined],
    ['vitals-final', 'in-progress', 'final', 'preliminary', 'in-progress', undefined],
    ['signed', 'finished', 'final', 'final', 'completed', '2026-11-22T01:01:00.000Z'],
  ] as const;
  for (const [state, encounter, pulse, remarks, response, end] of cases) {
    const parts = partsOf(resourcesOf({ ...entry, state }));
    const status = (id: string) => parts.observations.find((each) => each.id === id)?.status;
    assert.deepEqual(
      [parts.encounter.status, status('v-1.pulse'), status('v-1.remarks'), parts.responses[0]?.status],
      [encounter, pulse, remarks, response],
    );
    assert.equal(parts.encounter.period?.end, end);
    assert.equal(recordedEntry(parts).entry.state, state);
    assert.equal(recordedEntry(parts).row.state, state === 'signed' ? undefined : state);
  }
});

test('visitResources() extract Observations from a form as its items are marked, and the total', () => {
  const answers = {
    walks: false,
    steps: 7,
    metres: 2.5,
    since: '2026-11-01',
    where: ['left', 'right'],
    words: '굳은살',
    inside: 'x',
  };
  const parts = partsOf(resourcesOf({ ...minimal, forms: { feet: { version: '1', answers } } }));
  const [response] = parts.responses;
  assert.equal(response?.questionnaire, `${feetForm.url}|1`);
  assert.deepEqual(
    response?.item?.map(({ linkId }) => linkId),
    ['group', 'since', 'where', 'words'],
  );
  const extracted = Object.fromEntries(
    parts.observations.map(({ code, component, derivedFrom, ...each }) => {
      assert.equal(derivedFrom?.[0]?.reference, `QuestionnaireResponse/${response?.id}`);
      const value = Object.entries(each).find(([key]) => key.startsWith('value'));
      return [code.coding?.[0]?.code, value?.[1] ?? component?.map((part) => part.valueCodeableConcept?.coding?.[0])];
    }),
  );
  assert.deepEqual(extracted, {
    walks: false,
    steps: 7,
    metres: { value: 2.5, unit: 'm', system: 'http://unitsofmeasure.org', code: 'm' },
    since: '2026-11-01',
    where: [
      { system: 'urn:munan:test-side', code: 'left', display: 'left foot' },
      { system: 'urn:munan:test-side', code: 'right', display: 'right foot' },
    ],
    words: '굳은살',
    total: 7,
  });
});

test('visitResources() keep every answer of forms and items that nobody knows', () => {
  const answers = { 'never-heard': 1.5, walks: '네', where: 'both', deep: ['a', 'b'], on: true };
  const forms = { unheard: { version: '7', answers }, feet: { version: '1', answers } };
  const parts = partsOf(resourcesOf({ ...minimal, forms }));
  for (const response of parts.responses) validate(response);
  assert.deepEqual(recordedEntry(parts).entry.forms, forms);
});

test('visitResources() of hostile entries are valid and lose nothing that FHIR can hold', () => {
  const photos = Array.from({ length: 30 }, (_, at) => ({
    id: `f-${at}`,
    takenAt: visitAt + at,
    kind: 'wound' as const,
    lengthMm: 0,
  }));
  const huge = '가'.repeat(5000);
  const cases: [string, Partial<VisitEntry>, Partial<VisitEntry>][] = [
    ['control characters', { remarks: 'a\u0000b\u001fc', question: '\u0007' }, { remarks: 'abc', question: undefined }],
    ['half a character', { remarks: 'a\ud83d' }, { remarks: 'a\ufffd' }],
    ['white space', { remarks: ' \n\t ', confirmed: [' ', 'x y'] }, { remarks: undefined, confirmed: ['x y'] }],
    ['huge text', { remarks: huge, question: huge.slice(0, 2000) }, { remarks: huge, question: huge.slice(0, 2000) }],
    [
      'empty lists',
      { confirmed: [], photos: [], forms: {}, confirmedWhy: {} },
      { confirmed: undefined, photos: undefined, forms: undefined },
    ],
    [
      'empty answers',
      { forms: { feet: { version: '1', answers: { where: [], words: ' ' } } } },
      { forms: { feet: { version: '1', answers: {} } } },
    ],
    ['thirty photos', { photos }, { photos }],
    [
      'the same photo twice',
      { photos: [...photos.slice(0, 1), ...photos.slice(0, 1)] },
      { photos: photos.slice(0, 1) },
    ],
    [
      'a name of every object',
      { confirmedWhy: { constructor: 'x' }, confirmed: ['__proto__', 'toString'] },
      { confirmed: ['__proto__', 'toString'] },
    ],
    [
      'a clock that went back',
      { clockUncertain: true, finished: visitAt - 1 },
      { arrived: visitAt, finished: visitAt - 1 },
    ],
    [
      'huge and tiny numbers',
      { forms: { x: { version: '1', answers: { a: 1e300, b: 5e-324, c: -0 } } } },
      { forms: { x: { version: '1', answers: { a: 1e300, b: 5e-324, c: 0 } } } },
    ],
    [
      'script',
      { next: { date: '2027-01-01', note: '<script>alert(1)</script>' } },
      { next: { date: '2027-01-01', note: '<script>alert(1)</script>' } },
    ],
  ];
  for (const [name, sent, kept] of cases) {
    const resources = resourcesOf({ ...minimal, ...sent });
    for (const resource of resources) validate(resource);
    const { entry } = recordedEntry(partsOf(resources));
    for (const [key, value] of Object.entries(kept)) {
      assert.deepEqual(entry[key as keyof VisitEntry], value, `${name}: ${key}`);
    }
  }
});

test('visitResources() refuse what FHIR cannot hold, with a code', () => {
  const cases: [Partial<VisitEntry>, string][] = [
    [{ arrived: Number.NaN }, 'resource-invalid'],
    [{ arrived: 1e300 }, 'resource-invalid'],
    [{ measured: -1e15 }, 'resource-invalid'],
    [{ finished: Number.POSITIVE_INFINITY }, 'resource-invalid'],
    [{ finished: visitAt - 1 }, 'period-reversed'],
    [{ next: { date: '2026-02-30' } }, 'resource-invalid'],
    [{ next: { date: '0000-01-01' } }, 'resource-invalid'],
    [{ photos: [{ id: 'f', takenAt: Number.NaN, kind: 'other' }] }, 'resource-invalid'],
  ];
  for (const [change, code] of cases) {
    assert.throws(
      () => {
        for (const resource of resourcesOf({ ...minimal, ...change })) validate(resource);
      },
      (error) => error instanceof OutcomeError && error.code === code,
      JSON.stringify(change),
    );
  }
});
