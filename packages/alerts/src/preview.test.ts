import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Circumstances, PlanStep } from '@munan/flow';
import fc from 'fast-check';
import { start } from './findings-for-tests.ts';
import { anyAround, anyFamily, anyPriority, at, validPlan } from './moves-for-tests.ts';
import { plainDay } from './plain-day.ts';
import { defaultPlans } from './plans.ts';
import { preview } from './preview.ts';

const minute = 60_000;
const hour = 60 * minute;
const given = { family: 'safety', priority: 'high', at: start, around: () => plainDay } as const;

describe('preview', () => {
  it('preview says what happens when, what is passed by and why, and ends where the last step begins again', () => {
    const asleep: Circumstances = { ...plainDay, operators: 0, cannot: { 'neighbour-call': 'nobody' } };
    const lines = preview(defaultPlans.safety.high, { ...given, around: () => asleep });
    assert.deepEqual(
      lines.map((line) => [(line.at - start) / minute, line.kind, line.what, line.why ?? '']),
      [
        [0, 'ask-device', 'begins', ''],
        [1, 'operator-call', 'begins', ''],
        [4, 'second-operator', 'begins', ''],
        [6, 'manager', 'begins', ''],
        [9, 'family-text', 'begins', ''],
        [12, 'family-call', 'begins', ''],
        [17, 'neighbour-call', 'passed-by', 'nobody'],
        [17, 'nurse-visit', 'begins', ''],
        [27, 'dispatch', 'begins', ''],
        [32, 'manager', 'begins', ''],
        [35, 'dispatch', 'begins', ''],
        [40, 'dispatch', 'begins-again', ''],
      ],
    );
  });

  it('preview tells of attempts, and of waiting for the end of quiet hours', () => {
    const plan: PlanStep[] = [
      { kind: 'operator-call', withinMs: hour, attempts: 2 },
      { kind: 'dispatch', withinMs: hour },
    ];
    const around = (now: number) => ({ ...plainDay, quietUntil: start + 3 * hour, minuteOfDay: now % 1440 });
    const lines = preview(plan, { ...given, priority: 'low', around });
    assert.deepEqual(
      lines.map((line) => [(line.at - start) / hour, line.kind, line.what, line.attempt]),
      [
        [0, 'operator-call', 'waits', 1],
        [3, 'operator-call', 'begins', 1],
        [4, 'operator-call', 'begins-again', 2],
        [5, 'dispatch', 'begins', 1],
        [6, 'dispatch', 'begins-again', 1],
      ],
    );
    assert.equal(lines[0]?.until, start + 3 * hour);
  });

  it('preview of nothing is nothing, and of any sound plan in any circumstances is in order of time and has an end', () => {
    assert.deepEqual(preview([], given), []);
    const any = fc.tuple(anyFamily, anyPriority).chain(([family, priority]) =>
      fc.record({
        family: fc.constant(family),
        priority: fc.constant(priority),
        plan: validPlan(family, priority),
        around: anyAround,
      }),
    );
    fc.assert(
      fc.property(any, ({ family, priority, plan, around }) => {
        const lines = preview(plan, { family, priority, at: start, around: (now) => at(around, now) });
        assert.ok(lines.length > 0 && lines.length <= 60);
        for (const [index, line] of lines.entries()) {
          assert.ok(line.at >= (lines[index - 1]?.at ?? start) && line.at <= start + 48 * hour);
          assert.equal(line.kind, plan[line.step]?.kind);
        }
      }),
      { numRuns: 300 },
    );
  });
});
