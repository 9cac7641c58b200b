import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert, PlanStep } from '@munan/flow';
import { answered, type MessageAnswer, told } from './answered.ts';
import { apply } from './apply.ts';
import { due } from './deadline.ts';
import { closeIt, findingOf, moved, operator, refusedWith, start } from './findings-for-tests.ts';
import { merge } from './merge.ts';
import { openAlert } from './open.ts';
import { currentAction, currentStep, standing } from './step.ts';

const minute = 60_000;
const plan: PlanStep[] = [
  { kind: 'text-person', withinMs: 5 * minute, attempts: 2 },
  { kind: 'voice-call', withinMs: minute },
  { kind: 'operator-call', withinMs: 15 * minute },
  { kind: 'family-text', withinMs: 10 * minute },
  { kind: 'nurse-visit', withinMs: 60 * minute },
  { kind: 'dispatch', withinMs: 5 * minute },
];
const open = (family: Alert['family'] = 'safety') =>
  moved(openAlert(findingOf({ family }), plan, start, 'alert-1')).alert;
const at = (kind: PlanStep['kind']) =>
  moved(apply(open(), { command: 'skip-to', stepKind: kind }, operator, start)).alert;
const says = (alert: Alert, more: Partial<MessageAnswer>, now = start + minute) =>
  moved(
    answered(
      alert,
      { action: currentAction(alert), by: 'message:self', who: 'self', means: 'ok', at: now, ...more },
      now,
    ),
  ).alert;
const kindOf = (alert: Alert) => currentStep(alert).kind;

describe('answered by the person herself', () => {
  it('answered ok to a text closes by the stated rule, never a vital sign', () => {
    const closed = says(open(), {});
    assert.deepEqual([closed.status, closed.closedBy, closed.outcome?.code], ['closed', 'plan', 'answered-ok']);
    assert.deepEqual([says(open('vital'), {}).status, kindOf(says(open('vital'), {}))], ['open', 'voice-call']);
  });

  it('answered ok to the first of two texts counts, unless something new came after it', () => {
    const twice = moved(due(open(), start + 5 * minute)).alert;
    assert.equal(says(twice, { action: 'alert-1.1' }).status, 'closed');
    const news = moved(merge(open(), findingOf({ episode: 'new' }), start + minute)).alert;
    const again = moved(due(news, news.deadline)).alert;
    assert.equal(says(again, { action: 'alert-1.1' }).status, 'open');
    assert.equal(says(again, { action: 'alert-1.2' }).status, 'closed');
  });

  it('answered ok to a step that was left is only a line in the history', () => {
    const left = says(at('operator-call'), { action: 'alert-1.1' });
    assert.deepEqual([left.status, kindOf(left)], ['open', 'operator-call']);
    assert.deepEqual([left.history.at(-1)?.what, left.history.at(-1)?.stepKind], ['reply', 'text-person']);
  });

  it('answered help calls within three minutes, whichever message it is to', () => {
    for (const alert of [open(), at('nurse-visit')]) {
      const helped = says(alert, { action: 'alert-1.1', means: 'help' });
      assert.deepEqual([helped.priority, kindOf(helped)], ['high', 'operator-call']);
      assert.equal(helped.deadline, start + 4 * minute);
    }
  });
});

describe('answered by others', () => {
  const daughter = { who: 'family', by: 'message:family', name: '딸' } as const;
  it('answered ok by the family ends the step, and a person at the desk still closes', () => {
    const alert = says(at('family-text'), { ...daughter, means: 'ok' });
    assert.deepEqual([alert.status, standing(alert), kindOf(alert)], ['open', 'done', 'family-text']);
    assert.equal(alert.deadline, start + 16 * minute);
  });

  it('answered coming by the family waits half an hour, once', () => {
    const coming = says(at('family-text'), { ...daughter, means: 'coming' });
    assert.deepEqual([standing(coming), coming.deadline], ['running', start + 31 * minute]);
    const twice = says(coming, { ...daughter, means: 'coming' }, start + 5 * minute);
    assert.equal(twice.deadline, coming.deadline);
    assert.equal(says(twice, { ...daughter, means: 'ok' }).history.at(-1)?.reason?.code, 'reached-ok');
  });

  it('answered help by the family proposes dispatch at any step, and authorises nothing', () => {
    for (const alert of [at('family-text'), says(at('nurse-visit'), { ...daughter, means: 'coming' })]) {
      const helped = says(alert, { ...daughter, means: 'help' });
      assert.deepEqual([kindOf(helped), helped.priority, helped.dispatch], ['dispatch', 'high', undefined]);
    }
  });

  it('answered by who works here is a line, and neither takes the alert nor moves its deadline', () => {
    for (const who of ['nurse', 'operator', 'manager'] as const) {
      const alert = at('nurse-visit');
      const next = says(alert, { who, by: 'u-1', means: 'coming' });
      assert.deepEqual([next.deadline, next.takenBy], [alert.deadline, alert.takenBy]);
      assert.deepEqual(next.history.at(-1)?.reason, { code: 'answered-coming', params: { who } });
    }
  });

  it('answered and told refuse a closed alert', () => {
    const closed = moved(apply(open(), closeIt, operator, start)).alert;
    const answer: MessageAnswer = { action: 'alert-1.1', by: 'message:self', who: 'self', means: 'ok', at: start };
    assert.equal(refusedWith(answered(closed, answer, start)), 'closed');
    const arrived = { action: 'alert-1.1', what: 'delivered', who: 'self', name: '김' } as const;
    assert.equal(refusedWith(told(closed, arrived, start)), 'closed');
  });
});

it('told writes one line with the step of its action, and moves nothing', () => {
  const alert = at('operator-call');
  const failed = { action: 'alert-1.1', what: 'failed', who: 'self', name: '김', code: 'no-such-number' } as const;
  const next = moved(told(alert, failed, start)).alert;
  assert.deepEqual([next.deadline, next.step, next.history.length], [alert.deadline, 2, alert.history.length + 1]);
  assert.deepEqual(next.history.at(-1), {
    at: start,
    by: 'plan',
    what: 'message',
    step: 0,
    stepKind: 'text-person',
    reason: { code: 'message-failed', params: { who: 'self', name: '김', why: 'no-such-number' } },
  });
  assert.equal(moved(told(alert, { ...failed, action: 'other.1' }, start)).alert.history.at(-1)?.step, undefined);
});
