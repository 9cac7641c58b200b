import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitEntry } from '@munan/flow';
import {
  answered,
  begin,
  change,
  freeze,
  handOn,
  type KeptVisit,
  pulled,
  refuse,
  reopen,
  type Step,
} from './kept-visit.ts';

const entry: VisitEntry = { id: 'v', patient: 'p', state: 'open', arrived: 1, finished: 2, vitals: {} };
const types =
  (over: Partial<VisitEntry>): Step =>
  (kept) =>
    kept && change({ before: kept.entry, after: { ...kept.entry, ...over }, at: 5 })(kept);
const after = (...steps: Step[]): KeptVisit =>
  steps.reduce<KeptVisit | undefined>((kept, step) => step(kept), undefined) ?? assert.fail();
const signed = (over: Partial<VisitEntry> = {}): VisitEntry => ({ ...entry, state: 'signed', ...over });
const sent = [begin(entry), types({ remarks: 'a' }), handOn(5, 1, 'signed'), freeze('m1')];

test('pulled keeps what she is entering on her screen, and the base says that she has not seen what came', () => {
  const kept = after(
    ...sent,
    answered('m1', signed({ remarks: 'a' })),
    reopen(entry, 'a slip', 6),
    types({ remarks: 'b' }),
    pulled(signed({ remarks: 'hospital', question: 'q' })),
    handOn(7, 3),
    freeze('m2'),
  );
  assert.equal(kept.sending?.visit.remarks, 'b');
  assert.equal(kept.sending?.base?.remarks, 'a');
  assert.deepEqual([kept.sending?.visit.question, kept.sending?.base?.question], ['q', 'q']);
});

test('answered puts what was entered meanwhile on top of what the hospital made of the message', () => {
  const kept = after(
    ...sent,
    types({ question: 'q' }),
    answered('m1', signed({ remarks: 'a / b', next: { date: '2026-12-01' } })),
  );
  assert.deepEqual([kept.entry.remarks, kept.entry.question, kept.entry.next?.date], ['a / b', 'q', '2026-12-01']);
  assert.equal(kept.base?.question, undefined);
  assert.equal(after(...sent, answered('another', signed())).sending?.id, 'm1');
});

test('handOn collapses what was not sent, and freeze leaves what was', () => {
  const once = after(
    begin(entry),
    types({ remarks: 'a' }),
    handOn(5, 1, 'vitals-final'),
    types({ remarks: 'b' }),
    handOn(6, 3, 'signed'),
  );
  assert.deepEqual([once.handed?.visit.remarks, once.handed?.seq, once.handed?.base], ['b', 1, undefined]);
  const twice = after(...sent, types({ remarks: 'b' }), handOn(6, 3));
  assert.deepEqual([twice.sending?.visit.remarks, twice.handed?.visit.remarks], ['a', 'b']);
  assert.equal(twice.handed?.base?.remarks, 'a');
  assert.equal(freeze('m2')(twice), twice);
});

test('freeze done again on what another tab wrote is still the message that may have gone out', () => {
  const frozen = freeze('m1');
  after(begin(entry), handOn(5, 1, 'signed'), frozen);
  const again = after(begin(entry), types({ remarks: 'of the other tab' }), handOn(5, 1, 'signed'), frozen);
  assert.equal(again.sending?.visit.remarks, undefined);
  assert.equal(again.handed?.visit.remarks, 'of the other tab');
  assert.equal(again.handed?.base?.remarks, undefined);
});

test('refuse keeps all that was entered, and what it started from', () => {
  const refused = { code: 'x', message: 'x', at: 9 };
  const kept = after(...sent, types({ question: 'q' }), refuse('m1', refused));
  assert.deepEqual([kept.entry.remarks, kept.entry.question, kept.base, kept.refused], ['a', 'q', undefined, refused]);
  const later = after(...sent, types({ question: 'q' }), handOn(6, 3), refuse('m1', refused));
  assert.deepEqual([later.handed?.visit.question, later.handed?.base, later.refused], ['q', undefined, undefined]);
});

test('change on what another tab wrote keeps both values of one field, and sends each', () => {
  const mine = change({ before: entry, after: { ...entry, remarks: 'mine' }, at: 5 });
  const kept = after(begin({ ...entry, remarks: 'theirs' }), mine, handOn(5, 1, 'signed'), freeze('m1'));
  assert.equal(kept.sending?.visit.remarks, 'theirs');
  assert.equal(kept.handed?.visit.remarks, 'mine');
  const next = after(() => kept, answered('m1', kept.sending?.visit ?? entry), freeze('m2'));
  assert.deepEqual([next.sending?.visit.remarks, next.sending?.base?.remarks], ['mine', undefined]);
});
