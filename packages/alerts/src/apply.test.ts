import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apply } from './apply.ts';
import { due } from './deadline.ts';
import { closeIt, moved, opened, operator, refusedWith, start } from './findings-for-tests.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('apply', () => {
  it('apply acknowledge silences and stops nothing', () => {
    const alert = opened();
    const { alert: heard } = moved(apply(alert, { command: 'acknowledge' }, operator, start + 1));
    assert.deepEqual(heard.acknowledged, { by: 'op-1', at: start + 1 });
    assert.deepEqual([heard.status, heard.deadline, heard.step], ['open', alert.deadline, alert.step]);
    assert.equal(moved(apply(heard, { command: 'acknowledge' }, operator, start + 2)).alert, heard);
  });

  it('apply refuses a version that is not the present one, and everything on a closed alert', () => {
    const alert = opened();
    assert.equal(refusedWith(apply(alert, { command: 'acknowledge', version: 7 }, operator, start)), 'out-of-date');
    const closed = moved(apply(alert, { ...closeIt, version: 1 }, operator, start)).alert;
    for (const command of [{ command: 'take' }, { command: 'note', note: 'x' }, closeIt] as const)
      assert.equal(refusedWith(apply(closed, command, operator, start)), 'closed');
  });

  it('apply needs a named person: the plan, a device and the auditor are none', () => {
    for (const id of ['plan', 'auditor', 'device:ear-1', ' '])
      assert.equal(refusedWith(apply(opened(), { command: 'take' }, { id, name: 'x' }, start)), 'needs-a-person');
    assert.equal(refusedWith(apply(opened(), closeIt, { id: 'op-1', name: ' ' }, start)), 'needs-a-person');
  });

  it('apply take records from whom an alert was taken over', () => {
    const first = moved(apply(opened(), { command: 'take' }, operator, start)).alert;
    const second = moved(apply(first, { command: 'take' }, { id: 'op-2', name: '이관제' }, start)).alert;
    assert.equal(second.takenBy, 'op-2');
    assert.deepEqual(second.history.at(-1)?.reason, { code: 'taken-over', params: { from: 'op-1' } });
  });

  it('apply pause ends by itself: 15 minutes at most for high priority, 4 hours for others', () => {
    const high = opened({ priority: 'high' });
    const medium = opened({ priority: 'medium' });
    const pause = (untilMs: number) => ({ command: 'pause', untilMs }) as const;
    assert.equal(refusedWith(apply(high, pause(start + 15 * minute + 1), operator, start)), 'pause-too-long');
    assert.equal(refusedWith(apply(medium, pause(start + 4 * hour + 1), operator, start)), 'pause-too-long');
    assert.equal(refusedWith(apply(medium, pause(start), operator, start)), 'pause-past');
    const paused = moved(apply(medium, pause(start + 4 * hour), operator, start)).alert;
    assert.equal(paused.deadline, start + 4 * hour);
    const woken = moved(due(paused, start + 4 * hour)).alert;
    assert.equal(woken.pausedUntil, undefined);
    assert.equal(woken.plan[woken.step]?.kind, 'operator-call', 'a question from before the pause is not waited for');
    assert.equal(refusedWith(apply(woken, { command: 'resume' }, operator, start)), 'not-paused');
  });

  it('apply step-result ends a pause, and whoever works on an alert takes it', () => {
    let alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'operator-call' }, operator, start)).alert;
    assert.equal(alert.takenBy, 'op-1');
    alert = moved(apply(alert, { command: 'pause', untilMs: start + hour }, operator, start)).alert;
    const result = { command: 'step-result', stepKind: 'operator-call', result: 'reached-ok' } as const;
    assert.equal(moved(apply(alert, result, operator, start)).alert.pausedUntil, undefined);
  });

  it('apply step-result must be of the present step', () => {
    const command = { command: 'step-result', stepKind: 'nurse-visit', result: 'reached-ok' } as const;
    assert.equal(refusedWith(apply(opened(), command, operator, start)), 'not-this-step');
  });

  it('apply step-result reached-ok waits for the outcome and reminds for ever', () => {
    let alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'operator-call' }, operator, start)).alert;
    const result = { command: 'step-result', stepKind: 'operator-call', result: 'reached-ok' } as const;
    alert = moved(apply(alert, result, operator, start)).alert;
    assert.deepEqual([alert.status, alert.takenBy], ['open', 'op-1']);
    for (let reminder = 0; reminder < 3; reminder++) {
      const next = moved(due(alert, alert.deadline));
      assert.deepEqual(next.effects, [{ effect: 'notify-desk', notice: 'outcome-missing' }]);
      assert.equal(next.alert.step, alert.step);
      assert.ok(next.alert.deadline > alert.deadline);
      alert = next.alert;
    }
  });

  it('apply step-result reached-help goes straight to the proposal of dispatch, not-reached to the next step', () => {
    const alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'operator-call' }, operator, start)).alert;
    const result = (result: 'reached-help' | 'not-reached') =>
      moved(apply(alert, { command: 'step-result', stepKind: 'operator-call', result }, operator, start)).alert;
    const help = result('reached-help');
    assert.deepEqual([help.plan[help.step]?.kind, help.priority, help.dispatch], ['dispatch', 'high', undefined]);
    const next = result('not-reached');
    assert.equal(next.plan[next.step]?.kind, 'family-call');
  });

  it('apply authorise-dispatch only at the dispatch step, once, and is followed up until closed', () => {
    const authorise = { command: 'authorise-dispatch' } as const;
    assert.equal(refusedWith(apply(opened(), authorise, operator, start)), 'not-at-dispatch');
    let alert = moved(apply(opened(), { command: 'skip-to', stepKind: 'dispatch' }, operator, start)).alert;
    alert = moved(apply(alert, authorise, operator, start + 1)).alert;
    assert.deepEqual(alert.dispatch, { by: 'op-1', at: start + 1 });
    assert.equal(refusedWith(apply(alert, authorise, operator, start)), 'already-authorised');
    const followed = moved(due(alert, alert.deadline)).alert;
    assert.equal(followed.status, 'open');
    assert.equal(followed.deadline, alert.deadline + 5 * minute);
  });

  it('apply close needs one of the listed outcomes', () => {
    for (const outcome of [
      { verdict: 'true', code: 'charging' },
      { verdict: 'unclear', code: '' },
    ] as const)
      assert.equal(refusedWith(apply(opened(), { command: 'close', outcome }, operator, start)), 'needs-outcome');
    const { alert } = moved(apply(opened(), closeIt, operator, start + 5));
    assert.deepEqual([alert.status, alert.closedBy, alert.closedAt], ['closed', 'op-1', start + 5]);
  });

  it('apply skip-to ends the attempt it leaves and refuses a step that the plan has not', () => {
    const { effects } = moved(apply(opened(), { command: 'skip-to', stepKind: 'family-call' }, operator, start));
    const states = effects.flatMap((one) =>
      one.effect === 'record-action' ? [[one.action.id, one.action.state]] : [],
    );
    assert.deepEqual(states, [
      ['alert-1.1', 'failed'],
      ['alert-1.2', 'requested'],
    ]);
    const silence = opened({ family: 'silence' });
    const ask = { command: 'skip-to', stepKind: 'ask-device' } as const;
    assert.equal(refusedWith(apply(silence, ask, operator, start)), 'no-such-step');
  });
});
