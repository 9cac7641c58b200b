import assert from 'node:assert/strict';
import { type Alert, AlertCommand, type Family, type PlanStep, type Priority } from '@munan/flow';
import fc from 'fast-check';
import { checkMove, Ledger } from './checks-for-tests.ts';
import { personKinds } from './conditions.ts';
import { due } from './deadline.ts';
import { findingOf, moved, start } from './findings-for-tests.ts';
import {
  type Around,
  anyAround,
  anyFamily,
  anyMove,
  anyPrelude,
  anyPriority,
  at,
  type Move,
  play,
  validPlan,
} from './moves-for-tests.ts';
import { openAlert } from './open.ts';
import { checkPlan } from './plan-check.ts';
import { planFor } from './plans.ts';
import { currentStep, standing } from './step.ts';

const hour = 3_600_000;

interface Walk {
  family: Family;
  priority: Priority;
  plan: PlanStep[];
  around: Around;
  prelude: Move[];
  moves: Move[];
  /** As it is afterwards, for as long as it takes. */
  afterwards: Around;
}

const anyWalk: fc.Arbitrary<Walk> = fc.tuple(anyFamily, anyPriority).chain(([family, priority]) =>
  fc.record({
    family: fc.constant(family),
    priority: fc.constant(priority),
    plan: fc.oneof(fc.constant(planFor(family, priority)), validPlan(family, priority)),
    around: anyAround,
    prelude: anyPrelude,
    moves: fc.array(anyMove, { maxLength: 50, size: 'max' }),
    afterwards: anyAround,
  }),
);

/** What a walk of many alerts came by: a check of something that never happened proves nothing. */
export class Seen {
  #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** @throws AssertionError that names what was seen less often */
  atLeast(times: number, whats: readonly string[]): void {
    const rare = whats.filter((what) => (this.#counts.get(what) ?? 0) < times);
    assert.deepEqual(rare, [], `seen fewer than ${times} times`);
  }
}

/** All that must be come by, or the walk was too short. */
export const everything: readonly string[] = [
  ...['open', 'fell', 'charging', 'answered-ok', 'contact-restored', 'trouble-over'].map((end) => `end ${end}`),
  ...['running', 'failed', 'waiting', 'done'].map((stands) => `standing ${stands}`),
  ...['hours', 'priority', 'desk', 'nurse', 'quiet', 'nobody', 'no-device', 'no-channel', 'refused'].map(
    (why) => `passed-by-${why}`,
  ),
  ...AlertCommand.anyOf.map((one) => `did ${one.properties.command.const}`),
  ...['due', 'resume', 'audit', 'failed', 'reply', 'answered', 'told', 'idle', 'merge'].map((deed) => `did ${deed}`),
  ...['deadline-missing', 'deadline-missed', 'deadline-too-far'].map((why) => `audited ${why}`),
  ...['being-called', 'nothing-after', 'needs-note', 'progress-backwards', 'too-late-to-reopen', 'not-authorised'].map(
    (code) => `refused ${code}`,
  ),
  ...['self ok done', 'self help running', 'family ok done', 'family help running', 'nurse coming running'],
  ...['attempt 2', 'lost', 'answered-coming', 'holder-idle', 'already-authorised', 'until-call-ends', 'goes-on'],
  'held when due',
];

/**
 * The model check: any plan, any moves in any order, with crashes and a clock that is set; after each all must hold.
 * With `seed` the same walks each time.
 */
export function walk(numRuns: number, seen: Seen, seed?: number): void {
  fc.assert(
    fc.property(anyWalk, (given) => {
      let now = start;
      const { family, priority, plan } = given;
      assert.deepEqual(checkPlan(plan, family, priority), []);
      const finding = findingOf({ family, priority, episode: 'e1', id: 'e1/first' });
      const opened = moved(openAlert(finding, plan, now, 'alert-1', at(given.around, now)));
      const ledger = new Ledger();
      ledger.check(opened);
      let alert = onDisk(opened.alert);
      for (const move of [...given.prelude, ...given.moves]) {
        if (move.deed.do === 'wait') now += move.deed.ms;
        // Missed now and then by more than the auditor lets pass.
        if (move.deed.do === 'due' || move.deed.do === 'resume') now = Math.max(now, alert.deadline);
        alert = step(alert, move, now, ledger, seen);
      }
      seen.add(`end ${alert.status === 'closed' ? alert.outcome?.code : 'open'}`);
      if (alert.status === 'open') endsWithPerson(alert, given.afterwards);
    }),
    seed === undefined ? { numRuns } : { numRuns, seed },
  );
}

function step(alert: Alert, move: Move, now: number, ledger: Ledger, seen: Seen): Alert {
  const { deed } = move;
  const frozen = JSON.stringify(alert);
  const result = play(alert, move, now);
  assert.equal(JSON.stringify(alert), frozen, 'the alert given is never written to');
  if (result === undefined) return alert;
  if ('code' in result) {
    seen.add(`refused ${result.code}`);
    return alert;
  }
  checkMove(alert, result, deed, now);
  if (move.isLost) {
    seen.add('lost');
    return alert;
  }
  if (result.alert === alert) return alert;
  ledger.check(result);
  ledger.checkHeld(alert, result.alert, deed, now);
  if (deed.do === 'answered') seen.add(`${deed.who} ${deed.means} ${standing(result.alert)}`);
  seen.add(`did ${deed.do === 'apply' ? deed.command.command : deed.do}`);
  seen.add(`standing ${standing(result.alert)}`);
  if ((result.alert.attempt ?? 1) > 1) seen.add('attempt 2');
  if (deed.do === 'due' && result.alert.history.at(-1)?.what === 'held') seen.add('held when due');
  for (const { what, reason } of result.alert.history.slice(alert.history.length))
    if (what === 'audited') seen.add(`audited ${reason?.code}`);
    else if (reason) seen.add(reason.code);
  return onDisk(result.alert);
}

/** Read back after a crash: nothing is remembered that is not in it, and what was begun in the world is never heard of. */
function onDisk(alert: Alert): Alert {
  return JSON.parse(JSON.stringify(alert)) as Alert;
}

/** Nobody does anything any more, and each deadline is acted on: some person is asked, within so many moves. */
function endsWithPerson(from: Alert, { quietMs, ...rest }: Around): void {
  // Quiet hours without an end, said anew each hour: the worst that a house can say.
  const around: Around = quietMs !== undefined && quietMs > 0 ? { ...rest, quietMs: Math.max(hour, quietMs) } : rest;
  let alert = from;
  let now = from.deadline;
  const attempts = from.plan.reduce((sum, step) => sum + (step.attempts ?? 1), 0);
  // One for a pause or an outcome that is missing, one for a call; no attempt waits for more than a day.
  for (let moves = 0; moves <= 3 + from.plan.length + 26 * attempts; moves++) {
    now = Math.max(now, alert.deadline);
    const { alert: next, effects } = moved(due(alert, now, at(around, now)));
    assert.ok(next.deadline > now && next.status === 'open');
    const isAsked = effects.some((one) => one.effect === 'begin-step' && personKinds.includes(one.action.stepKind));
    if (isAsked || standing(next) === 'done') return;
    alert = next;
  }
  assert.fail(`nobody was asked: ${currentStep(alert).kind}, ${JSON.stringify(around)}`);
}
