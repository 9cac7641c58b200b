import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert, Finding, OutcomeRow } from '@munan/flow';
import fc from 'fast-check';
import { adviceOf } from './advice.ts';
import { labelsOf } from './labels.ts';
import { lastEvening, nightLine, sinceEvening } from './night.ts';
import { wilson } from './wilson.ts';

const now = Date.UTC(2026, 10, 22, 0);
const hour = 3_600_000;

function finding(detector: string, code: string, more: Partial<Finding> = {}): Finding {
  return {
    ...{ id: `${detector}/${code}`, episode: detector, subject: 'p1', detector, version: 1, phase: 'began' },
    ...{ family: 'safety', priority: 'high', reason: { code }, confidence: 1, since: now, at: now, live: true },
    evidence: [],
    ...more,
  };
}

function alertOf(more: Partial<Alert> = {}): Alert {
  return {
    ...{ id: 'a1', subject: 'p1', family: 'safety', priority: 'high', status: 'closed', since: now, openedAt: now },
    ...{ reason: { code: 'fall' }, findings: [finding('fall', 'fall')], plan: [], step: 0, stepStartedAt: now },
    ...{ deadline: now, history: [], version: 3, closedAt: now + 1, closedBy: 'op' },
    outcome: { verdict: 'false', code: 'dropped' },
    ...more,
  };
}

describe('wilson()', () => {
  it('gives the values of the published formula', () => {
    // 10 of 20 and 0 of 10, worked out by hand from Wilson 1927: (p + z²/2n ± z√(p(1−p)/n + z²/4n²))/(1 + z²/n).
    const half = wilson(10, 20)!;
    assert.deepEqual([half.value, half.low.toFixed(4), half.high.toFixed(4)], [0.5, '0.2993', '0.7007']);
    const nought = wilson(0, 10)!;
    assert.deepEqual([nought.low, nought.high.toFixed(4)], [0, '0.2775']);
    assert.equal(wilson(0, 0), undefined);
  });

  it('holds the share, stays within 0..1, mirrors, and narrows with more', () => {
    const some = fc
      .integer({ min: 1, max: 500 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(some, ([count, of]) => {
        const { value, low, high } = wilson(count, of)!;
        assert.ok(0 <= low && low <= value && value <= high && high <= 1);
        const mirrored = wilson(of - count, of)!;
        assert.ok(Math.abs(mirrored.low - (1 - high)) < 1e-12);
        const more = wilson(count * 4, of * 4)!;
        assert.ok(more.high - more.low < high - low);
      }),
    );
  });
});

describe('labelsOf()', () => {
  const makeOf = (device: string) => ({ model: `model-of-${device}`, firmware: '1.2' });

  it('writes one label for each rule that took part, the first marked, with the make of its device', () => {
    const evidence = [{ channel: 'spo2', device: 'w1', from: now, to: now, values: {} }];
    const labels = labelsOf(
      alertOf({
        findings: [
          finding('fall', 'fall'),
          finding('fall', 'fall', { id: 'again', phase: 'changed' }),
          finding('low-oxygen', 'low-oxygen', { evidence }),
          finding('silence', 'no-contact', { reason: { code: 'no-contact', params: { device: 'e1' } } }),
        ],
      }),
      makeOf,
    );
    assert.deepEqual(
      labels.map(({ rule, first, device, model, firmware, verdict, outcome }) => [
        ...[rule, first, device, model, firmware, verdict, outcome],
      ]),
      [
        ['fall/fall', 1, null, 'unknown', 'unknown', 'false', 'dropped'],
        ['low-oxygen/low-oxygen', 0, 'w1', 'model-of-w1', '1.2', 'false', 'dropped'],
        ['silence/no-contact', 0, 'e1', 'model-of-e1', '1.2', 'false', 'dropped'],
      ],
    );
  });

  it('leaves out late findings and signs that ended: these called nobody', () => {
    const findings = [
      finding('fall', 'fall'),
      finding('pulse', 'fast-pulse', { live: false }),
      finding('silence', 'battery', { phase: 'ended' }),
    ];
    assert.deepEqual(
      labelsOf(alertOf({ findings }), makeOf).map(({ rule }) => rule),
      ['fall/fall'],
    );
  });

  it('counts nothing that is open, of a drill, or of Munan itself', () => {
    const { closedAt: _, closedBy: __, outcome: ___, ...open } = alertOf();
    for (const alert of [{ ...open, status: 'open' as const }, alertOf({ drill: 'd' }), alertOf({ subject: 'munan' })])
      assert.deepEqual(labelsOf(alert, makeOf), []);
  });
});

describe('adviceOf()', () => {
  const row = (key: string, wrong: number, right: number): OutcomeRow => {
    const falseRate = wilson(wrong, wrong + right);
    return {
      ...{ key, closed: wrong + right, true: right, false: wrong, unclear: 0 },
      ...(falseRate && { falseRate }),
    };
  };
  const none = { byRule: [], byPerson: [], byModel: [], byFirmware: [] };

  it('speaks only of enough calls, most of which were false by more than chance', () => {
    const byRule = [row('a/a', 8, 0), row('b/b', 7, 0), row('c/c', 8, 8), row('d/d', 7, 4), row('e/e', 0, 0)];
    const advice = adviceOf({ ...none, byRule });
    assert.deepEqual(
      advice.map(({ code, key, params }) => [code, key, params.judged, params.false]),
      [['rule-mostly-false', 'a/a', 8, 8]],
    );
  });

  it('needs five calls of a person, and says nothing of devices that nobody knows', () => {
    const advice = adviceOf({
      ...none,
      byPerson: [row('p1', 5, 0), row('p2', 4, 0)],
      byModel: [row('unknown', 20, 0)],
    });
    assert.deepEqual(
      advice.map(({ code, key }) => [code, key]),
      [['person-mostly-false', 'p1']],
    );
  });

  it('holds a firmware against the others of its own model only', () => {
    const byFirmware = [
      row('ear 2.0', 30, 10),
      row('ear 1.0', 10, 40),
      row('wrist 1.0', 1, 60),
      row('wrist 2.0', 3, 50),
      row('test 1.0', 20, 0),
      row('ear unknown', 0, 3),
    ];
    const [only, ...rest] = adviceOf({ ...none, byFirmware });
    assert.deepEqual([only?.code, only?.key, rest.length], ['firmware-worse', 'ear 2.0', 0]);
    assert.equal(only?.params.othersPercent, 19);
  });
});

describe('the night', () => {
  it('lastEvening() is 18:00 of yesterday by the site’s clock', () => {
    // 09:30 on the 22nd in Korea, and 00:10 that night.
    assert.equal(lastEvening(Date.UTC(2026, 10, 22, 0, 30)), Date.UTC(2026, 10, 21, 9));
    assert.equal(lastEvening(Date.UTC(2026, 10, 21, 15, 10)), Date.UTC(2026, 10, 21, 9));
    assert.equal(lastEvening(Date.UTC(2026, 10, 21, 14, 50)), Date.UTC(2026, 10, 20, 9));
  });

  it('sinceEvening() lists the newest first, and neither drills nor the house', () => {
    const alerts = [
      alertOf({ id: 'old', openedAt: now - 16 * hour }),
      alertOf({ id: 'early', openedAt: now - 14 * hour }),
      alertOf({ id: 'late' }),
      alertOf({ id: 'drill', drill: 'd' }),
      alertOf({ id: 'house', subject: 'munan' }),
    ];
    assert.deepEqual(
      sinceEvening(alerts, now).map(({ id }) => id),
      ['late', 'early'],
    );
    assert.deepEqual(nightLine(alerts[2]!).rules, ['fall/fall']);
  });
});
