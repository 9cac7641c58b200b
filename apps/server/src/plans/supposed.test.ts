import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Circumstances, PreviewRequest } from '@munan/flow';
import { supposedAround } from './supposed.ts';

const at = (text: string) => Date.parse(`${text}+09:00`);
const night = { from: 22 * 60, to: 7 * 60 };

test('supposedAround says the local minute and when the quiet hours end, also over midnight', () => {
  const table: [when: string, quiet: { from: number; to: number }, minute: number, until: string | undefined][] = [
    ['2026-11-28T21:59:59', night, 1319, undefined],
    ['2026-11-28T22:00:00', night, 1320, '2026-11-29T07:00:00'],
    ['2026-11-28T23:59:30', night, 1439, '2026-11-29T07:00:00'],
    ['2026-11-29T00:00:00', night, 0, '2026-11-29T07:00:00'],
    ['2026-11-29T06:59:59', night, 419, '2026-11-29T07:00:00'],
    ['2026-11-29T07:00:00', night, 420, undefined],
    ['2026-11-29T13:30:20', { from: 13 * 60, to: 14 * 60 }, 810, '2026-11-29T14:00:00'],
    ['2026-11-29T03:10:00', { from: 190, to: 190 }, 190, '2026-11-30T03:10:00'],
  ];
  for (const [when, quiet, minute, until] of table) {
    const { minuteOfDay, quietUntil } = supposedAround({ quiet })(at(when));
    assert.deepEqual([minuteOfDay, quietUntil], [minute, until === undefined ? undefined : at(until)], when);
  }
});

test('supposedAround keeps what is known of a person, and takes the place of it only where something is supposed', () => {
  const known: Circumstances = {
    minuteOfDay: 0,
    quietUntil: 5,
    operators: 0,
    nurse: 'there',
    cannot: { 'family-call': 'nobody' },
  };
  const table: [what: string, suppose: NonNullable<PreviewRequest['suppose']>, wanted: Partial<Circumstances>][] = [
    ['nothing', {}, { operators: 1, nurse: 'there', quietUntil: 5 }],
    ['the desk asleep', { desk: 'asleep' }, { operators: 0, nurse: 'there', quietUntil: 5 }],
    ['a nurse on duty', { nurse: 'on-duty' }, { operators: 1, nurse: 'on-duty', quietUntil: 5 }],
    ['no nurse', { nurse: 'none' }, { operators: 1, quietUntil: 5 }],
    ['other quiet hours', { quiet: { from: 0, to: 1 } }, { operators: 1, nurse: 'there' }],
  ];
  for (const [what, suppose, wanted] of table)
    assert.deepEqual(
      supposedAround(suppose, () => known)(at('2026-11-29T03:10:00')),
      { minuteOfDay: 190, cannot: { 'family-call': 'nobody' }, ...wanted },
      what,
    );
});

test('supposedAround of nobody in particular has everybody there', () => {
  assert.deepEqual(supposedAround({})(at('2026-11-29T03:10:00')), {
    minuteOfDay: 190,
    operators: 2,
    nurse: 'on-duty',
    cannot: {},
  });
});
