import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert, AlertCommand } from '@munan/flow';
import { answered } from './answered.ts';
import { apply } from './apply.ts';
import { callerNow } from './calls.ts';
import { audit, due } from './deadline.ts';
import { closeIt, moved, opened, operator, refusedWith, start } from './findings-for-tests.ts';
import { reply } from './reply.ts';
import { currentStep, standing } from './step.ts';

const minute = 60_000;
const hour = 60 * minute;
const other = { id: 'op-2', name: '이관제' };
const does = (alert: Alert, command: AlertCommand, now = start, by = operator) =>
  moved(apply(alert, command, by, now)).alert;
const refused = (alert: Alert, command: AlertCommand, now = start, by = operator) =>
  refusedWith(apply(alert, command, by, now));
const kindOf = (alert: Alert) => currentStep(alert).kind;
const begin: AlertCommand = { command: 'begin-call', to: 'her' };
const end: AlertCommand = { command: 'end-call' };
const notReached: AlertCommand = { command: 'step-result', stepKind: 'operator-call', result: 'not-reached' };
const reasons = ({ history }: Alert) => history.flatMap(({ reason }) => reason?.code ?? []);
/** A high one at the call to her: three minutes. */
const atCall = () => does(opened({ priority: 'high' }), { command: 'skip-to', stepKind: 'operator-call' });
const at = (minutes: number) => start + minutes * minute;

describe('calls', () => {
  it('apply begin-call keeps others away until it ends or runs out', () => {
    const calling = does(opened(), begin);
    assert.deepEqual([calling.takenBy, callerNow(calling, start)], ['op-1', 'op-1']);
    assert.equal(refused(calling, { command: 'begin-call', to: 'son' }, at(1), other), 'being-called');
    assert.equal(refused(calling, end, at(1), other), 'being-called');
    const son = does(calling, { command: 'begin-call', to: 'son' }, at(1));
    assert.deepEqual([son.calling?.to, son.calling?.until], ['son', at(11)]);
    assert.equal(does(son, end, at(2)).calling, undefined);
    assert.equal(does(son, begin, at(11), other).calling?.by, 'op-2');
    assert.equal(does(son, end, at(11), other).calling, undefined);
  });

  it('callerNow forgets a call when the clock was put back, or nobody could phone for hours', () => {
    assert.equal(callerNow(does(opened(), begin), start - 2 * hour), undefined);
  });

  it('apply step-result and close end the own call, and never that of another', () => {
    const calling = does(atCall(), begin);
    assert.equal(does(calling, notReached).calling, undefined);
    assert.equal(does(calling, closeIt).calling, undefined);
    assert.equal(does(calling, notReached, start, other).calling?.by, 'op-1');
  });
});

describe('a step whose deadline is held by a call', () => {
  it('due moves the plan on after ten minutes on the phone, and not after three', () => {
    const calling = does(atCall(), begin, at(2));
    assert.deepEqual([calling.deadline, reasons(calling).at(-1)], [at(12), 'until-call-ends']);
    assert.equal(refusedWith(due(calling, at(3))), 'not-due');
    const on = moved(due(calling, at(12))).alert;
    assert.deepEqual([kindOf(on), on.calling?.until], ['family-call', at(12)]);
  });

  it('apply end-call gives the step what was left of its time, and a minute at least', () => {
    const early = does(does(atCall(), begin, at(1)), end, at(6));
    assert.deepEqual([early.deadline, reasons(early).at(-1), kindOf(early)], [at(8), 'goes-on', 'operator-call']);
    const late = does(does(atCall(), begin, start + 175_000), end, at(6));
    assert.equal(late.deadline, at(7));
    assert.equal(kindOf(moved(due(late, at(7))).alert), 'family-call');
    const within = does(does(atCall(), begin), end, at(9.5));
    assert.equal(within.deadline, at(10), 'never later than it was held for');
  });

  it('apply begin-call of one after another holds a step by ten minutes in sum and no more', () => {
    let alert = atCall();
    let now = start;
    for (let call = 0; kindOf(alert) === 'operator-call' && call < 50; call++) {
      alert = does(alert, begin, now);
      now = Math.min(now + 2 * minute, alert.deadline);
      if (now < alert.deadline) alert = does(alert, end, now);
      else alert = moved(due(alert, now)).alert;
    }
    assert.deepEqual([kindOf(alert), now], ['family-call', at(13)]);
    let dialling = does(atCall(), begin);
    dialling = does(dialling, { command: 'begin-call', to: 'son' }, at(2));
    assert.equal(dialling.deadline, at(12));
    assert.equal(does(dialling, end, at(4)).deadline, at(7), 'what was left when the first began');
  });

  it('due holds a step that began while somebody was on the phone already', () => {
    const asking = does(opened({ priority: 'high' }), begin);
    const unclear = { answer: 'unclear', device: 'ear-1', at: at(1) } as const;
    const next = moved(reply(asking, unclear, at(1))).alert;
    assert.deepEqual([kindOf(next), next.deadline], ['operator-call', at(4)]);
    const held = moved(due(next, at(4)));
    assert.deepEqual([kindOf(held.alert), held.alert.deadline, held.effects], ['operator-call', at(10), []]);
    assert.equal(does(held.alert, end, at(5)).deadline, at(6));
    assert.equal(kindOf(moved(due(held.alert, at(10))).alert), 'family-call');
  });

  it('reply and answered move a held alert as any other: the call holds the clock, not her', () => {
    const asking = does(opened({ priority: 'high' }), begin);
    const ok = { answer: 'ok', device: 'ear-1', at: at(5) } as const;
    assert.equal(moved(reply(asking, ok, at(5))).alert.status, 'closed');
    const helped = moved(reply(asking, { ...ok, answer: 'help' }, at(5))).alert;
    assert.deepEqual([kindOf(helped), helped.deadline], ['operator-call', at(8)]);
    const family = does(does(opened(), { command: 'skip-to', stepKind: 'family-text' }), begin);
    const help = { action: `${family.id}.2`, by: 'message:family', who: 'family', means: 'help', at: at(1) } as const;
    assert.equal(kindOf(moved(answered(family, help, at(1))).alert), 'dispatch');
  });

  it('begin-call puts off no pause, no outcome that is asked for, and nothing that is due later anyway', () => {
    const paused = does(atCall(), { command: 'pause', untilMs: at(2) });
    assert.equal(does(paused, begin).deadline, at(2));
    const done = does(atCall(), { command: 'step-result', stepKind: 'operator-call', result: 'reached-ok' });
    assert.equal(standing(done), 'done');
    assert.equal(does(done, begin).deadline, done.deadline);
    const slow = does(opened({ priority: 'low' }), { command: 'skip-to', stepKind: 'operator-call' });
    const calling = does(slow, begin);
    assert.deepEqual([calling.deadline, calling.held], [slow.deadline, undefined]);
    assert.equal(does(calling, end, at(5)).deadline, slow.deadline);
  });

  it('audit takes a held deadline for what it is, and brings a far one near', () => {
    const calling = does(atCall(), begin);
    assert.equal(audit(calling, at(1)).alert, calling);
    const { alert: near } = audit(calling, start - 2 * hour);
    assert.equal(near.deadline, start - 2 * hour + 10 * minute);
    const missed = audit({ ...calling, deadline: at(3) }, at(4)).alert;
    assert.deepEqual([kindOf(missed), missed.deadline > at(4)], ['operator-call', true], 'still on the phone');
  });
});
