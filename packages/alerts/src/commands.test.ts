import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert, AlertCommand } from '@munan/flow';
import { apply } from './apply.ts';
import { due } from './deadline.ts';
import { closeIt, findingOf, moved, opened, operator, refusedWith, start } from './findings-for-tests.ts';
import { releaseIdle } from './holder.ts';
import { merge } from './merge.ts';
import { currentStep, standing } from './step.ts';

const minute = 60_000;
const hour = 60 * minute;
const does = (alert: Alert, command: AlertCommand, now = start, by = operator) =>
  moved(apply(alert, command, by, now)).alert;
const refused = (alert: Alert, command: AlertCommand, now = start, by = operator) =>
  refusedWith(apply(alert, command, by, now));
const kindOf = (alert: Alert) => currentStep(alert).kind;

describe('who holds an alert', () => {
  it('apply assign gives it to a person, and release to nobody', () => {
    const given = does(opened(), { command: 'assign', to: 'op-2', note: 'n' });
    assert.equal(given.takenBy, 'op-2');
    assert.deepEqual(given.history.at(-1)?.reason, { code: 'assigned-to', params: { to: 'op-2' } });
    assert.equal(does(given, { command: 'assign', to: 'op-2' }), given);
    assert.equal(refused(given, { command: 'assign', to: 'plan' }), 'needs-a-person');
    const free = does(given, { command: 'release' });
    assert.deepEqual([free.takenBy, free.deadline], [undefined, given.deadline]);
    assert.equal(does(free, { command: 'release' }), free);
  });

  it('releaseIdle frees, sounds again and is due within a minute; a pause of the holder ends then', () => {
    let alert = does(opened(), { command: 'take' });
    alert = does(alert, { command: 'acknowledge' });
    alert = does(alert, { command: 'pause', untilMs: start + hour });
    const { alert: free } = releaseIdle(alert, start + minute);
    assert.deepEqual(
      [free.takenBy, free.acknowledged, free.deadline, free.pausedUntil],
      [undefined, undefined, start + 2 * minute, start + 2 * minute],
    );
    assert.equal(releaseIdle(free, start + minute).alert, free);
    assert.equal(moved(due(free, free.deadline)).alert.pausedUntil, undefined);
  });
});

describe('escalate', () => {
  it('apply escalate raises and begins the next step, and is refused where none comes after', () => {
    const next = does(opened({ priority: 'low' }), { command: 'escalate', note: 'n' });
    assert.deepEqual([next.priority, kindOf(next), next.takenBy], ['medium', 'operator-call', undefined]);
    const dispatch = does(next, { command: 'skip-to', stepKind: 'dispatch' });
    assert.equal(refused(dispatch, { command: 'escalate' }), 'nothing-after');
  });
});

describe('dispatch-progress', () => {
  const authorised = () =>
    does(does(opened(), { command: 'skip-to', stepKind: 'dispatch' }), { command: 'authorise-dispatch' });
  const heard = (alert: Alert, progress: 'called' | 'on-the-way' | 'arrived' | 'handed-over') =>
    does(alert, { command: 'dispatch-progress', progress });

  it('apply dispatch-progress goes forward only, and reminds until the ambulance has taken over', () => {
    assert.equal(refused(opened(), { command: 'dispatch-progress', progress: 'called' }), 'not-authorised');
    let alert = authorised();
    for (const [progress, minutes] of [
      ['called', 10],
      ['on-the-way', 15],
      ['arrived', 30],
      ['handed-over', 15],
    ] as const) {
      alert = heard(alert, progress);
      assert.deepEqual([alert.dispatch?.progress, alert.deadline], [progress, start + minutes * minute]);
      const reminded = moved(due(alert, alert.deadline));
      assert.deepEqual(reminded.effects, [{ effect: 'notify-desk', notice: 'outcome-missing' }]);
      assert.equal(reminded.alert.deadline, start + 2 * minutes * minute);
    }
    assert.equal(refused(alert, { command: 'dispatch-progress', progress: 'called' }), 'progress-backwards');
    assert.equal(heard(alert, 'handed-over'), alert);
  });

  it('apply close while an ambulance is under way needs a note', () => {
    assert.equal(refused(authorised(), closeIt), 'needs-note');
    assert.equal(does(authorised(), { ...closeIt, note: '가족이 취소' } as AlertCommand).status, 'closed');
    assert.equal(does(heard(authorised(), 'handed-over'), closeIt).status, 'closed');
  });

  it('apply skip-to dispatch again proposes no second ambulance', () => {
    const family = does(heard(authorised(), 'called'), { command: 'skip-to', stepKind: 'family-call' });
    const { alert, effects } = moved(apply(family, { command: 'skip-to', stepKind: 'dispatch' }, operator, start));
    assert.ok(!effects.some(({ effect }) => effect === 'begin-step'));
    assert.deepEqual([kindOf(alert), standing(alert)], ['dispatch', 'done']);
  });
});

describe('reopen', () => {
  const again = { command: 'reopen', note: '다시 전화가 옴' } as const;
  it('apply reopen puts it back into the queue at the call to her, with its history', () => {
    const closed = does(does(opened(), { command: 'take' }), closeIt);
    const alert = does(closed, again, start + 24 * hour);
    assert.deepEqual(
      [alert.status, alert.outcome, alert.closedBy, alert.takenBy, kindOf(alert)],
      ['open', undefined, undefined, undefined, 'operator-call'],
    );
    assert.ok(alert.history.some(({ what, by }) => what === 'closed' && by === 'op-1'));
  });

  it('apply reopen is refused of what is open, of a drill, without a reason and after a day', () => {
    assert.equal(refused(opened(), again), 'not-closed');
    const closed = does(opened(), closeIt);
    assert.equal(refused(closed, again, start + 24 * hour + 1), 'too-late-to-reopen');
    assert.equal(refused({ ...closed, drill: 'd' }, again), 'of-a-drill');
    assert.equal(refused(closed, { ...again, note: ' ' }), 'needs-note');
    assert.equal(refused(closed, again, start, { id: 'plan', name: 'x' }), 'needs-a-person');
  });

  it('apply reopen of one whose ambulance is under way goes on following it up, and lets go of one that came', () => {
    const sent = does(does(opened(), { command: 'skip-to', stepKind: 'dispatch' }), { command: 'authorise-dispatch' });
    const closed = does(sent, { ...closeIt, note: 'n' } as AlertCommand);
    assert.ok(does(closed, again).dispatch);
    const over = does(does(sent, { command: 'dispatch-progress', progress: 'handed-over' }), closeIt);
    assert.equal(does(over, again).dispatch, undefined);
  });

  it('merge does not close by a rule what a person opened again', () => {
    const silence = { family: 'silence', priority: 'low', episode: 'e1' } as const;
    const closed = moved(merge(opened(silence), findingOf({ ...silence, phase: 'ended' }), start)).alert;
    assert.equal(closed.outcome?.code, 'contact-restored');
    const alert = does(closed, again);
    assert.equal(moved(merge(alert, findingOf({ ...silence, phase: 'ended' }), start)).alert.status, 'open');
  });
});

it('merge closes an alert about Munan itself when all its trouble is over, and nobody has taken it', () => {
  const trouble = { family: 'house', subject: 'munan', priority: 'high', episode: 'channel/text' } as const;
  const over = findingOf({ ...trouble, phase: 'ended' });
  const { alert } = moved(merge(opened(trouble), over, start + 1));
  assert.deepEqual([alert.status, alert.closedBy, alert.outcome?.code], ['closed', 'plan', 'trouble-over']);
  assert.equal(moved(merge(does(opened(trouble), { command: 'take' }), over, start + 1)).alert.status, 'open');
});
