import type { Questionnaire } from '@medplum/fhirtypes';
import type { FormAnswer, VisitEntry } from '@munan/flow';
import fc from 'fast-check';
import type { FormBook } from './visit-forms.ts';

/** Times of a visit: a morning of 2026. */
export const visitAt = Date.UTC(2026, 10, 22, 1);

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const within = (min: number, max: number) => some(fc.double({ min, max, noNaN: true }));
const oneOf = <const T extends string>(...of: T[]) => fc.constantFrom(...of);

/** Any text: words, white space, control characters, half characters. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '\u0000', '\ud800', 'a\u0001b', ' 무릎 통증\n', '<script>', '"\\', '\u2028', '{}'),
);
const vitals: fc.Arbitrary<VisitEntry['vitals']> = fc.record({
  systolicMmHg: within(30, 350),
  diastolicMmHg: within(10, 250),
  secondSystolicMmHg: within(30, 350),
  secondDiastolicMmHg: within(10, 250),
  pulsePerMin: within(10, 300),
  temperatureCel: some(fc.integer({ min: 200, max: 460 }).map((tenths) => tenths / 10)),
  spo2Percent: some(fc.integer({ min: 30, max: 100 })),
  onOxygen: some(fc.boolean()),
  respirationPerMin: within(2, 90),
  glucoseMgPerDl: within(10, 1500),
  fasting: some(fc.boolean()),
  weightKg: within(2, 400),
  painScore: some(fc.integer({ min: 0, max: 10 })),
  consciousness: some(oneOf('alert', 'confusion', 'voice', 'pain', 'unresponsive')),
  orientedToTime: some(fc.boolean()),
  orientedToPlace: some(fc.boolean()),
  orientedToPerson: some(fc.boolean()),
});
const vitalName = oneOf('systolicMmHg', 'secondDiastolicMmHg', 'pulsePerMin', 'weightKg', 'painScore', 'constructor');
const answer: fc.Arbitrary<FormAnswer> = fc.oneof(
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  anyText,
  oneOf('yes', 'no', 'left', '2026-11-01'),
  fc.array(fc.oneof(oneOf('left', 'right'), anyText), { maxLength: 4 }),
);
const linkId = fc.oneof(
  oneOf('walks', 'steps', 'metres', 'since', 'where', 'words', 'inside', 'total', 'constructor'),
  fc.stringMatching(/^[a-z0-9.-]{1,20}$/),
);
const form = fc.record({
  version: fc.oneof(oneOf('1', '1.0.0', '9', 'a|b', 'a b', ''), fc.string({ maxLength: 20 })),
  answers: fc.dictionary(linkId, answer, { maxKeys: 8 }),
});
const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  accuracyM: within(0, 1e6),
});
const photo: fc.Arbitrary<NonNullable<VisitEntry['photos']>[number]> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/),
  takenAt: fc.integer({ min: visitAt, max: visitAt + 3_600_000 }),
  kind: oneOf('wound', 'other'),
  caption: some(anyText),
  reference: some(oneOf('coin-500', 'ruler-5cm', ' ')),
  lengthMm: within(0, 2000),
  widthMm: within(0, 2000),
});
const day = fc
  .integer({ min: 0, max: 2000 })
  .map((days) => new Date(visitAt + days * 86_400_000).toISOString().slice(0, 10));

/** Any entry that the schema lets through and that begins before it ends. */
export const anyEntry: fc.Arbitrary<VisitEntry> = fc
  .record({
    id: fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/),
    patient: fc.constant('p-1'),
    state: some(oneOf('open', 'vitals-final', 'signed')),
    arrived: fc.integer({ min: visitAt, max: visitAt + 3_600_000 }),
    finished: fc.integer({ min: visitAt + 3_600_000, max: visitAt + 7_200_000 }),
    measured: some(fc.double({ min: visitAt, max: visitAt + 7_200_000, noNaN: true })),
    arrivedAt: some(place),
    finishedAt: some(place),
    clockUncertain: some(fc.boolean()),
    vitals,
    confirmed: some(fc.array(fc.oneof(vitalName, anyText), { maxLength: 5 })),
    confirmedWhy: some(fc.dictionary(vitalName, anyText, { maxKeys: 4 })),
    forms: some(fc.dictionary(oneOf('feet', 'other-form', 'constructor'), form, { maxKeys: 3 })),
    photos: some(fc.array(photo, { maxLength: 4 })),
    remarks: some(anyText),
    question: some(anyText),
    next: some(fc.record({ date: day, time: some(oneOf('00:00', '09:30', '23:59')), note: some(anyText) })),
  })
  .map((entry) => withoutUndefined(entry) as VisitEntry);

/** As JSON would, but -0 stays. */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutUndefined) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, withoutUndefined(each)]])),
  ) as T;
}

const extract = [
  { url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract', valueBoolean: true },
];
const side = (code: string) => ({ valueCoding: { system: 'urn:munan:test-side', code, display: `${code} foot` } });
const coded = (code: string) => [{ system: 'urn:munan:test-feet', code }];

/** A form with an item of each type, one inside another, each of which becomes an Observation. */
export const feetForm: Questionnaire = {
  resourceType: 'Questionnaire',
  id: 'feet',
  url: 'http://munan.kr/fhir/Questionnaire/feet',
  version: '1',
  status: 'active',
  item: [
    {
      linkId: 'group',
      type: 'group',
      item: [
        { linkId: 'walks', type: 'boolean', extension: extract, code: coded('walks') },
        { linkId: 'steps', type: 'integer', extension: extract, code: coded('steps') },
        {
          linkId: 'metres',
          type: 'decimal',
          extension: [
            ...extract,
            {
              url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit',
              valueCoding: { system: 'http://unitsofmeasure.org', code: 'm' },
            },
          ],
          code: coded('metres'),
        },
      ],
    },
    { linkId: 'since', type: 'date', extension: extract, code: coded('since') },
    {
      linkId: 'where',
      type: 'choice',
      repeats: true,
      extension: extract,
      code: coded('where'),
      answerOption: [side('left'), side('right')],
      item: [{ linkId: 'inside', type: 'string' }],
    },
    { linkId: 'words', type: 'text', extension: extract, code: coded('words') },
    { linkId: 'total', type: 'integer', readOnly: true, extension: extract, code: coded('total') },
  ],
};

/** Knows `feet` in version 1; its total counts the answers. */
export const testBook: FormBook = {
  find: (id, version) => (id === 'feet' && version === '1' ? feetForm : undefined),
  total: (_form, answers) => ({
    linkId: 'total',
    points: Object.keys(answers).length,
    complete: Object.keys(answers).length > 3,
    meaning: { ko: '보통' },
  }),
};
