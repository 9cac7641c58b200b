import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apply } from './apply.ts';
import { closeIt, findingOf, moved, opened, operator, refusedWith, start } from './findings-for-tests.ts';
import { merge } from './merge.ts';
import { openAlert, reopens } from './open.ts';
import { planFor } from './plans.ts';

const minute = 60_000;

describe('openAlert', () => {
  it('openAlert begins the first step with its deadline and asks for it once', () => {
    const { alert, effects } = moved(openAlert(findingOf(), planFor('safety', 'medium'), start, 'a'));
    assert.equal(alert.deadline, start + minute);
    assert.equal(alert.version, 1);
    assert.deepEqual(
      effects.filter(({ effect }) => effect === 'begin-step').map((one) => 'action' in one && one.action.stepKind),
      ['ask-device'],
    );
  });

  it('openAlert of a person who asked for help begins with the call, not with the question', () => {
    const alert = opened({ priority: 'high', reason: { code: 'asked-for-help' } });
    assert.equal(alert.plan[alert.step]?.kind, 'operator-call');
    assert.equal(alert.deadline, start + 3 * minute);
  });

  it('openAlert refuses a late finding and an ended one', () => {
    for (const finding of [findingOf({ live: false }), findingOf({ phase: 'ended' })])
      assert.equal(refusedWith(openAlert(finding, planFor('safety', 'medium'), start, 'a')), 'not-live');
  });

  it('openAlert freezes the plan: a later change of the given one is not seen', () => {
    const plan = planFor('safety', 'high');
    const { alert } = moved(openAlert(findingOf({ priority: 'high' }), plan, start, 'a'));
    plan[0]!.withinMs = 999_999;
    plan.pop();
    assert.deepEqual(alert.plan, planFor('safety', 'high'));
  });

  it('openAlert throws on an empty plan, since an alert without a next step must not exist', () => {
    assert.throws(() => openAlert(findingOf(), [], start, 'a'), /at least one step/);
  });
});

describe('merge', () => {
  it('merge of the same finding again gives the same alert', () => {
    const alert = opened();
    const finding = findingOf({ phase: 'changed' });
    const once = moved(merge(alert, finding, start + 1)).alert;
    const twice = moved(merge(once, finding, start + 2));
    assert.equal(twice.alert, once);
    assert.deepEqual(twice.effects, []);
  });

  it('merge of a graver finding raises, shortens the plan and never moves the deadline away', () => {
    let alert = opened({ priority: 'medium' });
    alert = moved(apply(alert, { command: 'skip-to', stepKind: 'nurse-visit' }, operator, start)).alert;
    const graver = findingOf({ phase: 'changed', priority: 'high', reason: { code: 'still-down' } });
    const raised = moved(merge(alert, graver, start + minute)).alert;
    assert.equal(raised.priority, 'high');
    assert.equal(raised.reason.code, 'still-down');
    assert.equal(raised.deadline, start + 11 * minute);
    const within = (kind: string) => raised.plan.find((step) => step.kind === kind)?.withinMs;
    assert.deepEqual([within('operator-call'), within('nurse-visit')], [3 * minute, 10 * minute]);
    assert.deepEqual(
      raised.plan.map(({ kind }) => kind),
      alert.plan.map(({ kind }) => kind),
    );
    const nearer = moved(merge({ ...alert, deadline: start + 2 * minute }, graver, start + minute)).alert;
    assert.equal(nearer.deadline, start + 2 * minute);
  });

  it('merge of a late finding keeps it and changes neither priority, deadline nor acknowledgement', () => {
    const alert = moved(apply(opened(), { command: 'acknowledge' }, operator, start)).alert;
    const late = moved(merge(alert, findingOf({ live: false, priority: 'high', episode: 'x' }), start + 1)).alert;
    assert.equal(late.findings.length, 2);
    assert.equal(late.priority, 'medium');
    assert.equal(late.deadline, alert.deadline);
    assert.deepEqual(late.acknowledged, alert.acknowledged);
  });

  it('merge un-acknowledges for a later finding, but not for one that says it is better', () => {
    const alert = moved(apply(opened(), { command: 'acknowledge' }, operator, start)).alert;
    assert.ok(moved(merge(alert, findingOf({ phase: 'changed', priority: 'low' }), start + 1)).alert.acknowledged);
    assert.equal(moved(merge(alert, findingOf({ phase: 'changed' }), start + 1)).alert.acknowledged, undefined);
    assert.equal(moved(merge(alert, findingOf({ episode: 'new' }), start + 1)).alert.acknowledged, undefined);
  });

  it('merge of a new episode ends a pause, more of the same episode does not', () => {
    const alert = moved(apply(opened(), { command: 'pause', untilMs: start + 60 * minute }, operator, start)).alert;
    assert.equal(
      moved(merge(alert, findingOf({ phase: 'changed' }), start + 1)).alert.pausedUntil,
      start + 60 * minute,
    );
    const woken = moved(merge(alert, findingOf({ episode: 'new' }), start + 1)).alert;
    assert.equal(woken.pausedUntil, undefined);
    assert.equal(woken.deadline, start + 1 + minute);
  });

  it('merge of a new episode begins the plan again when only the outcome was missing', () => {
    let alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'operator-call' }, operator, start)).alert;
    const done = { command: 'step-result', stepKind: 'operator-call', result: 'reached-ok' } as const;
    alert = moved(apply(alert, done, operator, start)).alert;
    const again = moved(merge(alert, findingOf({ episode: 'new' }), start + minute));
    assert.equal(again.alert.step, 0);
    assert.equal(again.alert.deadline, start + 2 * minute);
    assert.ok(again.effects.some((one) => one.effect === 'begin-step' && one.action.stepKind === 'ask-device'));
  });

  it('merge refuses a finding of another subject or family, and a closed alert', () => {
    const alert = opened();
    assert.equal(refusedWith(merge(alert, findingOf({ subject: 'other' }), start)), 'other-subject');
    assert.equal(refusedWith(merge(alert, findingOf({ family: 'vital' }), start)), 'other-subject');
    const closed = moved(apply(alert, closeIt, operator, start)).alert;
    assert.equal(refusedWith(merge(closed, findingOf(), start)), 'closed');
  });

  it('merge of an ended sign is noted and closes nothing outside silence', () => {
    for (const family of ['safety', 'vital'] as const) {
      const { alert } = moved(merge(opened({ family }), findingOf({ family, phase: 'ended' }), start + 1));
      assert.equal(alert.status, 'open');
      assert.equal(alert.history.at(-1)?.what, 'sign-ended');
    }
  });
});

describe('merge of silence', () => {
  const silence = { family: 'silence', priority: 'low', episode: 'e1' } as const;
  it('merge closes a silence alert when its last episode has ended', () => {
    let alert = moved(merge(opened(silence), findingOf({ ...silence, episode: 'e2' }), start + 1)).alert;
    alert = moved(merge(alert, findingOf({ ...silence, phase: 'ended' }), start + 2)).alert;
    assert.equal(alert.status, 'open');
    alert = moved(merge(alert, findingOf({ ...silence, episode: 'e2', phase: 'ended' }), start + 3)).alert;
    assert.deepEqual([alert.status, alert.closedBy, alert.outcome?.code], ['closed', 'plan', 'contact-restored']);
  });

  it('merge leaves a silence alert open that somebody took, and one whose end came late', () => {
    const taken = moved(apply(opened(silence), { command: 'take' }, operator, start)).alert;
    assert.equal(moved(merge(taken, findingOf({ ...silence, phase: 'ended' }), start)).alert.status, 'open');
    const late = findingOf({ ...silence, phase: 'ended', live: false });
    assert.equal(moved(merge(opened(silence), late, start)).alert.status, 'open');
  });
});

describe('merge of what arrives out of order', () => {
  it('merge goes by event time: an older end after a newer sign closes nothing', () => {
    const silence = { family: 'silence', priority: 'low', episode: 'e1' } as const;
    const alert = moved(
      merge(opened(silence), findingOf({ ...silence, phase: 'changed', at: start + 9 }), start),
    ).alert;
    const older = findingOf({ ...silence, phase: 'ended', at: start + 5 });
    assert.equal(moved(merge(alert, older, start + 10)).alert.status, 'open');
  });

  it('merge never lengthens a step: a plan shorter than the graver one stays as it is', () => {
    const plan = [{ kind: 'operator-call', withinMs: 2000 } as const];
    const { alert } = moved(openAlert(findingOf(), plan, start, 'a'));
    const graver = findingOf({ phase: 'changed', priority: 'high' });
    assert.deepEqual(moved(merge(alert, graver, start + 1)).alert.plan, plan);
  });
});

describe('reopens', () => {
  it('reopens only for what is graver than the closed alert had heard of that episode', () => {
    const closed = moved(apply(opened({ priority: 'medium' }), closeIt, operator, start)).alert;
    assert.equal(reopens(closed, findingOf({ phase: 'changed', priority: 'high' })), true);
    assert.equal(reopens(closed, findingOf({ phase: 'changed', priority: 'medium' })), false);
    assert.equal(reopens(closed, findingOf({ phase: 'changed', priority: 'high', live: false })), false);
    assert.equal(reopens(closed, findingOf({ phase: 'ended', priority: 'high' })), false);
  });
});
