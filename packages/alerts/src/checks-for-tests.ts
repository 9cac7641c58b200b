/** What must hold after any move of an alert, whatever came before: the invariants of the model check. */
import assert from 'node:assert/strict';
import type { Alert } from '@munan/flow';
import { callerNow } from './calls.ts';
import { graceMs } from './deadline.ts';
import type { Moved } from './draft.ts';
import { isPerson } from './holder.ts';
import type { Deed } from './moves-for-tests.ts';
import { currentAction, currentStep, longestMs, standing } from './step.ts';

const hour = 3_600_000;
const longestStepMs = 48 * hour;
const heldAtMostMs = 10 * 60_000;
/** Each closes by its rule alone, after this deed. */
const stated: Record<string, (after: Alert, deed: Deed) => boolean> = {
  'answered-ok': ({ family }, deed) =>
    (deed.do === 'reply' || (deed.do === 'answered' && deed.who === 'self')) && family !== 'vital',
  'contact-restored': ({ family }, deed) => deed.do === 'merge' && family === 'silence',
  'trouble-over': ({ family }, deed) => deed.do === 'merge' && family === 'house',
};

export function checkMove(before: Alert, { alert: after, effects }: Moved, deed: Deed, now: number): void {
  if (deed.do === 'audit' && after.status === 'open')
    assert.ok(
      after.deadline >= now - graceMs && after.deadline <= now + longestMs(after) + graceMs,
      'the auditor leaves a live deadline, and none too far away',
    );
  if (after === before) {
    assert.deepEqual(effects, [], 'what changes nothing does nothing');
    return;
  }
  const command = deed.do === 'apply' ? (deed.command.command as string) : undefined;
  checkGrowth(before, after);
  checkStatus(before, after, deed, command, now);
  if (after.status === 'open') checkDeadline(before, after, deed, now);
  checkPerson(before, after, deed, command);

  if (command === 'acknowledge') {
    const { acknowledged, history, version, ...rest } = after;
    const { acknowledged: _, history: _h, version: _v, ...same } = before;
    assert.deepEqual(rest, same, 'to acknowledge changes nothing but that it is');
  }
  // The plan by itself only goes forward; back go a person's decision, her help and what is new.
  if (deed.do === 'due' || deed.do === 'failed' || deed.do === 'resume')
    assert.ok(after.step >= before.step, 'steps in the order of the plan');
  checkAttempts(before, { alert: after, effects }, deed);
}

function checkGrowth(before: Alert, after: Alert): void {
  assert.equal(after.version, before.version + 1, 'version grows by one');
  assert.deepEqual(after.history.slice(0, before.history.length), before.history, 'history only grows');
  assert.ok(after.history.length > before.history.length, 'every change is written down');
  assert.deepEqual(after.findings.slice(0, before.findings.length), before.findings, 'no finding is lost');
  const shape = ({ plan }: Alert) => plan.map(({ withinMs: _, ...step }) => step);
  assert.deepEqual(shape(after), shape(before), 'the plan is frozen');
  assert.ok(
    after.plan.every(({ withinMs }, index) => withinMs <= before.plan[index]!.withinMs),
    'no step is lengthened',
  );
  assert.ok(after.plan[after.step], 'the step is in the plan');
}

function checkStatus(before: Alert, after: Alert, deed: Deed, command: string | undefined, now: number): void {
  if (before.status === 'closed') {
    assert.equal(command, 'reopen', 'a closed alert does not move');
    assert.ok(now - before.closedAt! <= 24 * hour && after.status === 'open' && after.outcome === undefined);
    return;
  }
  if (after.status === 'open') {
    assert.ok(after.outcome === undefined && after.closedAt === undefined && after.closedBy === undefined);
    return;
  }
  assert.ok(after.outcome && after.closedBy && after.closedAt === now);
  if (after.closedBy === 'plan')
    assert.ok(stated[after.outcome.code]?.(after, deed), 'without a person only a stated rule closes');
  else assert.ok(command === 'close' && deed.do === 'apply' && deed.user === after.closedBy && isPerson(deed.user));
}

function checkDeadline(before: Alert, after: Alert, deed: Deed, now: number): void {
  assert.ok(Number.isFinite(after.deadline), 'an open alert has a deadline');
  if (after.deadline !== before.deadline)
    assert.ok(after.deadline <= now + longestStepMs, 'a deadline is set 48 hours ahead at most');
  if (deed.do === 'due' || deed.do === 'failed')
    assert.ok(after.deadline > now || after.deadline === before.deadline, 'the plan sets a live deadline');
  if (deed.do === 'due') assert.ok(after.deadline > now);
  if (deed.do === 'idle') {
    assert.equal(after.takenBy, undefined);
    if (standing(after) !== 'waiting') assert.ok(after.deadline <= now + 60_000, 'what nobody holds is due soon');
  }
  if (deed.do === 'merge' && before.status === 'open' && Number.isFinite(before.deadline)) {
    assert.equal(after.findings.length, before.findings.length + 1, 'merge loses no finding');
    assert.ok(after.deadline <= before.deadline, 'a merge never moves the deadline away');
    if (!deed.live || deed.phase === 'ended') assert.equal(after.deadline, before.deadline);
  }
  if (after.pausedUntil !== undefined) assert.ok(after.deadline <= after.pausedUntil, 'a pause ends');
  if (standing(after) === 'waiting')
    assert.ok(after.pausedUntil !== undefined && after.priority === 'low', 'only what is low waits for quiet hours');
}

function checkPerson(before: Alert, after: Alert, deed: Deed, command: string | undefined): void {
  const user = deed.do === 'apply' ? deed.user : '';
  if (command !== undefined) assert.ok(isPerson(user), 'a command needs a person');
  if (after.dispatch && !before.dispatch)
    assert.ok(
      command === 'authorise-dispatch' && after.dispatch.by === user && currentStep(before).kind === 'dispatch',
      'a person sends the ambulance that was proposed to her',
    );
  if (after.dispatch && before.dispatch) assert.equal(after.dispatch.by, before.dispatch.by);
  if (after.takenBy !== undefined && after.takenBy !== before.takenBy)
    assert.ok(isPerson(after.takenBy) && command !== undefined, 'nobody holds an alert who is nobody');
  if (after.calling && after.calling !== before.calling) assert.equal(after.calling.by, user);
}

function checkAttempts(before: Alert, { alert: after, effects }: Moved, deed: Deed): void {
  const begun = (alert: Alert) => alert.history.filter(({ what }) => what === 'step-started').length;
  const asked = effects.flatMap((one) => (one.effect === 'begin-step' ? [one.action] : []));
  assert.equal(asked.length, begun(after) - begun(before), 'each attempt is begun once');
  for (const [index, { id }] of asked.entries())
    assert.equal(id, `${after.id}.${begun(before) + index + 1}`, 'no two attempts share an id');
  if (before.dispatch && after.dispatch)
    assert.ok(!asked.some(({ stepKind }) => stepKind === 'dispatch'), 'no second ambulance is proposed');
  if (deed.do === 'failed' && before.step === before.plan.length - 1)
    assert.deepEqual(asked, [], 'the last step that fails is not tried again at once');
}

/** Whether the deadline of this alert moves the plan on, and by which attempt. */
function runningAttempt(alert: Alert): string | undefined {
  const stands = standing(alert);
  const isRunning = alert.status === 'open' && alert.pausedUntil === undefined;
  return isRunning && (stands === 'running' || stands === 'failed') ? currentAction(alert) : undefined;
}

/** What was begun in the world, as it stands in the table of actions; and how long calls have put off each attempt. */
export class Ledger {
  #states = new Map<string, string>();
  #heldMs = new Map<string, number>();

  /** From the deadlines alone: the plan waits for a call, ten minutes in sum at most, and never for one that is over. */
  checkHeld(before: Alert, after: Alert, deed: Deed, now: number): void {
    const attempt = runningAttempt(before);
    if (attempt === undefined || !Number.isFinite(before.deadline)) return;
    const heldMs = this.#heldMs.get(attempt) ?? 0;
    const isCalling = callerNow(before, now) !== undefined;
    if (deed.do === 'due' && isCalling && before.deadline + heldAtMostMs - heldMs > now)
      assert.equal(runningAttempt(after), attempt, 'the plan does not move on under who is on the phone');
    if (runningAttempt(after) !== attempt) return;
    const command = deed.do === 'apply' ? (deed.command.command as string) : deed.do;
    if (!['due', 'begin-call', 'end-call'].includes(command)) return;
    const sumMs = heldMs + after.deadline - before.deadline;
    assert.ok(
      sumMs >= 0 && sumMs <= heldAtMostMs,
      'calls put a step off by ten minutes in sum at most, and only put off',
    );
    this.#heldMs.set(attempt, sumMs);
    if (after.deadline > before.deadline)
      assert.ok(
        callerNow(after, now) !== undefined && after.deadline <= after.calling!.until,
        'held while somebody phones',
      );
  }

  /** Every attempt ends once, and only the present one, while it runs, has not. */
  check({ alert, effects }: Moved): void {
    for (const one of effects)
      if (one.effect === 'record-action') {
        const known = this.#states.get(one.action.id);
        assert.equal(known, one.action.state === 'requested' ? undefined : 'requested', `${one.action.id} ends once`);
        this.#states.set(one.action.id, one.action.state);
      }
    const running = [...this.#states].filter(([, state]) => state === 'requested').map(([id]) => id);
    const isRunning = alert.status === 'open' && standing(alert) === 'running';
    assert.deepEqual(running, isRunning ? [currentAction(alert)] : [], 'every step that began and was left has ended');
  }
}
