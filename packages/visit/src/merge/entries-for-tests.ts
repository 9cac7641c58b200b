import type { FormAnswer, VisitEntry } from '@munan/flow';
import fc from 'fast-check';

/** Few names and few values, so that two sides meet in the same field often. */
const text = fc.constantFrom('', 'a', 'bruise on the left arm', '멍', '<b>', '__proto__');
const number = fc.constantFrom(1, 2, 3.5);
const names = (...of: string[]) => fc.constantFrom(...of);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const answer: fc.Arbitrary<FormAnswer> = fc.oneof(
  fc.boolean(),
  number,
  text,
  fc.uniqueArray(names('x', 'y', 'z'), { maxLength: 3 }),
);
const form = fc.record({
  version: names('1.0.0', '1.2.0', '1.10.0'),
  answers: fc.dictionary(names('foot', 'foot.left', 'version', 'constructor'), answer, { maxKeys: 3 }),
});
const photo = fc.record({ id: names('p1', 'p2', 'p3'), takenAt: number, kind: fc.constant('other' as const) });

/** Without what is not there, as it comes from JSON. */
const cleaned = (entry: object): VisitEntry => JSON.parse(JSON.stringify(entry));

/** Entries of one visit as two people may have them. */
export const entries: fc.Arbitrary<VisitEntry> = fc
  .record({
    id: fc.constant('v1'),
    patient: fc.constant('p-1'),
    state: maybe(fc.constantFrom('open' as const, 'vitals-final' as const, 'signed' as const)),
    arrived: number,
    finished: number,
    measured: maybe(number),
    arrivedAt: maybe(fc.record({ latitude: number, longitude: number })),
    clockUncertain: maybe(fc.boolean()),
    vitals: fc.record({ weightKg: maybe(number), pulsePerMin: maybe(number), onOxygen: maybe(fc.boolean()) }),
    confirmed: maybe(fc.uniqueArray(names('weightKg', 'pulsePerMin'), { maxLength: 2 })),
    confirmedWhy: maybe(fc.dictionary(names('weightKg', 'pulsePerMin'), text, { minKeys: 1, maxKeys: 2 })),
    forms: maybe(fc.dictionary(names('falls', 'constructor'), form, { minKeys: 1, maxKeys: 2 })),
    photos: maybe(fc.uniqueArray(photo, { selector: (one) => one.id, minLength: 1, maxLength: 3 })),
    remarks: maybe(text),
    question: maybe(text),
    next: maybe(fc.record({ date: names('2026-12-01', '2026-12-02') })),
  })
  .map(cleaned)
  .map((entry) => (entry.confirmed ? { ...entry, confirmed: pruned(entry) } : entry));

function pruned(entry: VisitEntry): string[] {
  return (entry.confirmed ?? []).filter((name) => Object.hasOwn(entry.vitals, name));
}
