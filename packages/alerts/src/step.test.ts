import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert, Circumstances, PlanStep } from '@munan/flow';
import { apply } from './apply.ts';
import { audit, due, stepFailed } from './deadline.ts';
import { findingOf, moved, operator, start } from './findings-for-tests.ts';
import { merge } from './merge.ts';
import { openAlert } from './open.ts';
import { plainDay } from './plain-day.ts';
import { currentAction, currentStep, standing } from './step.ts';

const minute = 60_000;
const hour = 60 * minute;
const so = (more: Partial<Circumstances> = {}): Circumstances => ({ ...plainDay, ...more });
const open = (plan: PlanStep[], around = plainDay, priority: Alert['priority'] = 'medium') =>
  moved(openAlert(findingOf({ priority }), plan, start, 'alert-1', around)).alert;
const kindOf = (alert: Alert) => currentStep(alert).kind;
const codes = ({ history }: Alert, what: string) =>
  history.filter((change) => change.what === what).map(({ reason }) => reason?.code);

describe('begin', () => {
  const passing: [PlanStep['when'], Partial<Circumstances>, string][] = [
    [{ hours: { from: 480, to: 720 } }, { minuteOfDay: 720 }, 'hours'],
    [{ hours: { from: 1320, to: 420 } }, { minuteOfDay: 421 }, 'hours'],
    [{ priorities: ['high'] }, {}, 'priority'],
    [{ desk: 'asleep' }, { operators: 1 }, 'desk'],
    [{ desk: 'awake' }, { operators: 0 }, 'desk'],
    [{ nurse: 'there' }, { nurse: 'on-duty' }, 'nurse'],
    [{ nurse: 'away' }, { nurse: 'there' }, 'nurse'],
    [{ nurse: 'on-duty' }, {}, 'nurse'],
    [{ quiet: true }, { quietUntil: start }, 'quiet'],
    [{ quiet: false }, { quietUntil: start + 1 }, 'quiet'],
    [undefined, { cannot: { 'operator-call': 'nobody' } }, 'nobody'],
  ];
  for (const [when, around, why] of passing)
    it(`begin passes by, because of ${why}, ${JSON.stringify(when ?? around.cannot)}`, () => {
      const step: PlanStep = { kind: 'operator-call', withinMs: minute, ...(when && { when }) };
      const alert = open([step, { kind: 'dispatch', withinMs: minute }], so(around));
      assert.deepEqual([kindOf(alert), codes(alert, 'step-passed-by')], ['dispatch', [`passed-by-${why}`]]);
    });

  const holding: [PlanStep['when'], Partial<Circumstances>][] = [
    [{ hours: { from: 1320, to: 420 } }, { minuteOfDay: 0 }],
    [{ hours: { from: 5, to: 5 } }, { minuteOfDay: 700 }],
    [{ priorities: ['medium', 'low'], desk: 'awake' }, {}],
    [{ nurse: 'on-duty' }, { nurse: 'there' }],
    [{ nurse: 'away' }, { nurse: 'on-duty' }],
    [{ quiet: true }, { quietUntil: start + 1 }],
  ];
  for (const [when, around] of holding)
    it(`begin does not pass by ${JSON.stringify(when)}`, () => {
      const step: PlanStep = { kind: 'operator-call', withinMs: minute, when: when! };
      assert.equal(kindOf(open([step, { kind: 'dispatch', withinMs: minute }], so(around))), 'operator-call');
    });

  it('begin goes to orElse, never backwards, and never passes by the last step', () => {
    const plan: PlanStep[] = [
      { kind: 'ask-device', withinMs: minute, orElse: 2 },
      { kind: 'family-text', withinMs: minute },
      { kind: 'operator-call', withinMs: minute, orElse: 1 },
      { kind: 'dispatch', withinMs: minute, when: { desk: 'awake' }, orElse: 9 },
    ];
    const none = so({
      operators: 0,
      cannot: { 'ask-device': 'no-device', 'operator-call': 'nobody', dispatch: 'nobody', 'family-text': 'refused' },
    });
    const alert = open(plan, none);
    assert.equal(kindOf(alert), 'dispatch');
    assert.deepEqual(codes(alert, 'step-passed-by'), ['passed-by-no-device', 'passed-by-nobody']);
    assert.equal(alert.deadline, start + minute);
  });
});

describe('attempts', () => {
  const plan: PlanStep[] = [
    { kind: 'family-call', withinMs: minute, attempts: 2, orElse: 2 },
    { kind: 'nurse-visit', withinMs: minute },
    { kind: 'dispatch', withinMs: minute },
  ];
  it('due begins a step again while it has attempts, each an action of its own, then goes to the next; orElse is for what cannot be tried', () => {
    let alert = open(plan);
    assert.deepEqual([alert.attempt, currentAction(alert)], [1, 'alert-1.1']);
    alert = moved(due(alert, alert.deadline)).alert;
    assert.deepEqual([alert.attempt, currentAction(alert), kindOf(alert)], [2, 'alert-1.2', 'family-call']);
    alert = moved(due(alert, alert.deadline)).alert;
    assert.deepEqual([alert.attempt, kindOf(alert)], [1, 'nurse-visit']);
  });

  it('stepFailed tries again, but not what cannot be done at all', () => {
    assert.equal(kindOf(moved(stepFailed(open(plan), 'alert-1.1', 'step-error', start)).alert), 'family-call');
    assert.equal(kindOf(moved(stepFailed(open(plan), 'alert-1.1', 'no-channel', start)).alert), 'dispatch');
  });

  it('stepFailed of the last step leaves it failed until its deadline, which begins it again', () => {
    const alert = open([{ kind: 'manager', withinMs: minute }]);
    const { alert: failed, effects } = moved(stepFailed(alert, 'alert-1.1', 'nobody', start + 1));
    assert.ok(!effects.some(({ effect }) => effect === 'begin-step'));
    assert.deepEqual([standing(failed), failed.deadline, failed.priority], ['failed', start + minute, 'high']);
    assert.equal(moved(stepFailed(failed, 'alert-1.1', 'nobody', start + 2)).alert, failed);
    const again = moved(due(failed, failed.deadline));
    assert.deepEqual([standing(again.alert), currentAction(again.alert)], ['running', 'alert-1.2']);
  });
});

describe('quiet hours', () => {
  const plan: PlanStep[] = [
    { kind: 'ask-device', withinMs: minute },
    { kind: 'operator-call', withinMs: hour },
    { kind: 'nurse-visit', withinMs: hour },
  ];
  const quiet = so({ quietUntil: start + 7 * hour });
  it('begin asks at once at high priority, and of medium only no machine does', () => {
    assert.equal(kindOf(open(plan, quiet, 'high')), 'ask-device');
    const medium = open(plan, quiet);
    assert.deepEqual([kindOf(medium), codes(medium, 'step-passed-by')], ['operator-call', ['passed-by-quiet']]);
  });

  it('begin of a low one waits, and due begins it when they are over, not as overdue', () => {
    const waiting = open(plan, quiet, 'low');
    assert.deepEqual(
      [standing(waiting), waiting.deadline, waiting.pausedUntil, codes(waiting, 'waiting')],
      ['waiting', start + 7 * hour, start + 7 * hour, ['quiet-until']],
    );
    const begun = moved(due(waiting, waiting.deadline)).alert;
    assert.deepEqual([kindOf(begun), standing(begun), begun.pausedUntil], ['ask-device', 'running', undefined]);
    assert.ok(!begun.history.some(({ what }) => what === 'step-overdue'));
  });

  it('begin waits for nobody who is not disturbed', () => {
    assert.equal(standing(open(plan.slice(2), quiet, 'low')), 'running');
  });

  it('begin waits a day at most, be the whole day quiet', () => {
    const always = (now: number) => so({ quietUntil: now + 9 * hour });
    let alert = open(plan, always(start), 'low');
    let waits = 0;
    while (standing(alert) === 'waiting') {
      waits++;
      alert = moved(due(alert, alert.deadline, always(alert.deadline))).alert;
    }
    assert.deepEqual([alert.stepStartedAt, waits], [start + 24 * hour, 3]);
  });

  it('merge of a graver finding ends the waiting, more that is low does not', () => {
    const waiting = open(plan, quiet, 'low');
    const low = findingOf({ priority: 'low', episode: 'e2' });
    assert.equal(standing(moved(merge(waiting, low, start + 1, plan, quiet)).alert), 'waiting');
    const graver = findingOf({ priority: 'medium', episode: 'e2' });
    const woken = moved(merge(waiting, graver, start + 1, plan, quiet)).alert;
    assert.deepEqual([standing(woken), kindOf(woken)], ['running', 'operator-call']);
  });

  it('apply resume and step-result do not wait: somebody has decided, or called all the same', () => {
    const waiting = open(plan, quiet, 'low');
    const resumed = moved(apply(waiting, { command: 'resume' }, operator, start + 1, quiet)).alert;
    assert.equal(standing(resumed), 'running');
    const reached = { command: 'step-result', stepKind: 'ask-device', result: 'reached-ok' } as const;
    const { alert, effects } = moved(apply(waiting, reached, operator, start + 1, quiet));
    assert.equal(standing(alert), 'done');
    const last = effects.findLast(({ effect }) => effect === 'record-action');
    assert.ok(last?.effect === 'record-action' && last.action.state === 'completed');
  });
});

it('audit brings near a deadline that was set by a clock put back since, once, and raises nothing', () => {
  const alert = open([{ kind: 'operator-call', withinMs: 3 * minute }]);
  const now = start - 2 * hour;
  const { alert: near } = audit(alert, now);
  assert.deepEqual([near.deadline, near.priority, near.stepStartedAt], [now + 3 * minute, 'medium', now]);
  assert.deepEqual(codes(near, 'audited'), ['deadline-too-far']);
  assert.equal(audit(near, now).alert, near);
});
