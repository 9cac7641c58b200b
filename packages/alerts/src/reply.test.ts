import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apply } from './apply.ts';
import { audit, due, stepFailed } from './deadline.ts';
import { findingOf, moved, opened, operator, refusedWith, start } from './findings-for-tests.ts';
import type { Answer } from './her-answer.ts';
import { merge } from './merge.ts';
import { planFor } from './plans.ts';
import { reply } from './reply.ts';
import { currentAction } from './step.ts';

const minute = 60_000;
const kindOf = (alert: ReturnType<typeof opened>) => alert.plan[alert.step]?.kind;
const say = (alert: ReturnType<typeof opened>, answer: Answer, at = start + 20_000, command?: string) =>
  moved(reply(alert, { answer, device: 'ear-1', at, command }, Math.max(at, start))).alert;

describe('reply', () => {
  it('reply ok to the question closes a safety alert of any priority by the stated rule', () => {
    for (const priority of ['low', 'medium', 'high'] as const) {
      const alert = say(opened({ priority }), 'ok');
      assert.deepEqual([alert.status, alert.closedBy, alert.outcome?.code], ['closed', 'plan', 'answered-ok']);
    }
  });

  it('reply ok also counts after 60 s as long as the ask step has not been left', () => {
    assert.equal(say(opened(), 'ok', start + 90_000).status, 'closed');
  });

  it('reply ok never closes a vital alert: the operator calls, the answer is in the history', () => {
    const alert = say(opened({ family: 'vital' }), 'ok');
    assert.deepEqual([alert.status, kindOf(alert)], ['open', 'operator-call']);
    assert.ok(alert.history.some(({ what, by }) => what === 'reply' && by === 'device:ear-1'));
  });

  it('reply ok does not close when something new came since the question', () => {
    const alert = moved(merge(opened(), findingOf({ episode: 'button/person-1/2' }), start + 5_000)).alert;
    assert.deepEqual([say(alert, 'ok').status, kindOf(say(alert, 'ok'))], ['open', 'operator-call']);
    const same = moved(merge(opened(), findingOf({ phase: 'changed' }), start + 5_000)).alert;
    assert.equal(say(same, 'ok').status, 'closed');
  });

  it('reply ok to an older question, or after the ask step, is only written down', () => {
    const later = moved(due(opened(), start + minute)).alert;
    for (const alert of [
      say(later, 'ok', start + 70_000),
      say(opened(), 'ok', start - 10_000),
      say(opened(), 'ok', start + 1, 'x.9'),
    ]) {
      assert.equal(alert.status, 'open');
      assert.equal(alert.history.at(-1)?.what, 'reply');
    }
  });

  it('reply that names the action is matched by it, not by time', () => {
    const alert = opened();
    assert.equal(say(alert, 'ok', start - 40_000, currentAction(alert)).status, 'closed');
  });

  it('reply help raises to high and calls within three minutes, at any step', () => {
    for (const before of ['ask-device', 'family-call', 'nurse-visit'] as const) {
      const alert = moved(apply(opened(), { command: 'skip-to', stepKind: before }, operator, start)).alert;
      const helped = say(alert, 'help', start + 1000);
      assert.deepEqual([helped.priority, kindOf(helped)], ['high', 'operator-call']);
      assert.equal(helped.deadline, start + 1000 + 3 * minute);
    }
    const dispatch = moved(apply(opened(), { command: 'skip-to', stepKind: 'dispatch' }, operator, start)).alert;
    const helped = say(dispatch, 'help', start + 1000);
    assert.deepEqual([kindOf(helped), helped.deadline], ['dispatch', start + 1000 + 3 * minute]);
  });

  it('reply help with the call before the operator already brings its deadline nearer and begins nothing twice', () => {
    let alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'operator-call' }, operator, start)).alert;
    alert = moved(apply(alert, { command: 'pause', untilMs: start + 60 * minute }, operator, start)).alert;
    const { alert: helped, effects } = moved(
      reply(alert, { answer: 'help', device: 'ear-1', at: start + 1000 }, start + 1000),
    );
    assert.deepEqual([helped.deadline, helped.pausedUntil], [start + 1000 + 3 * minute, undefined]);
    assert.ok(!effects.some(({ effect }) => effect === 'begin-step'));
  });

  it('reply help sounds again on an alert that was acknowledged', () => {
    const heard = moved(apply(opened(), { command: 'acknowledge' }, operator, start)).alert;
    assert.equal(say(heard, 'help').acknowledged, undefined);
    assert.ok(say(heard, 'help', start - 60 * minute).acknowledged);
  });

  it('reply help said long before the alert raises nothing', () => {
    assert.equal(say(opened(), 'help', start - 60 * minute).priority, 'medium');
    assert.equal(say(opened(), 'help', start - minute).priority, 'high', 'what was said just now is not long before');
  });

  it('reply unclear fails the question and goes on at once', () => {
    const alert = say(opened(), 'unclear');
    assert.equal(kindOf(alert), 'operator-call');
    assert.ok(alert.history.some(({ what }) => what === 'step-failed'));
  });
});

describe('due', () => {
  it('due walks the whole plan in order, then repeats the last step and raises, and never ends', () => {
    let alert = opened({ priority: 'low' });
    assert.equal(refusedWith(due(alert, alert.deadline - 1)), 'not-due');
    const kinds = planFor('safety', 'low').map(({ kind }) => kind);
    const seen = [kindOf(alert)];
    for (let step = 0; step < kinds.length + 1; step++) {
      alert = moved(due(alert, alert.deadline)).alert;
      seen.push(kindOf(alert));
    }
    assert.deepEqual(seen, [...kinds, 'dispatch', 'dispatch']);
    assert.deepEqual([alert.status, alert.priority, alert.dispatch], ['open', 'high', undefined]);
  });
});

describe('stepFailed', () => {
  it('stepFailed goes on at once, but not for an attempt that was left meanwhile', () => {
    const alert = opened();
    const failed = moved(stepFailed(alert, 'alert-1.1', 'not-connected', start + 1)).alert;
    assert.equal(kindOf(failed), 'operator-call');
    assert.equal(moved(stepFailed(failed, 'alert-1.1', 'not-connected', start + 2)).alert, failed);
  });
});

describe('audit', () => {
  it('audit ends a pause that was forgotten, also when only the outcome was missing', () => {
    let alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'operator-call' }, operator, start)).alert;
    const result = { command: 'step-result', stepKind: 'operator-call', result: 'reached-ok' } as const;
    alert = moved(apply(alert, result, operator, start)).alert;
    alert = moved(apply(alert, { command: 'pause', untilMs: start + minute }, operator, start)).alert;
    assert.equal(audit(alert, start + 2 * minute).alert.pausedUntil, undefined);
  });

  it('audit leaves a live deadline alone and repairs a missing, a missed one and a step out of range', () => {
    const alert = opened();
    assert.equal(audit(alert, alert.deadline + 30_000).alert, alert);
    for (const broken of [
      { ...alert, deadline: Number.NaN },
      { ...alert, deadline: start - 31_000 },
      { ...alert, step: 9 },
    ]) {
      const { alert: repaired } = audit(broken, start);
      assert.ok(repaired.deadline > start);
      assert.ok(repaired.plan[repaired.step]);
      assert.equal(repaired.priority, 'high');
      assert.ok(repaired.history.some(({ what, by }) => what === 'audited' && by === 'auditor'));
    }
  });
});
