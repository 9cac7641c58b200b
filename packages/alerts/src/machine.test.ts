import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Alert, AlertCommand, Family } from '@munan/flow';
import fc from 'fast-check';
import { apply } from './apply.ts';
import { audit, due, resumeIfDue, stepFailed } from './deadline.ts';
import type { Result } from './draft.ts';
import { findingOf, moved, start } from './findings-for-tests.ts';
import { merge } from './merge.ts';
import { openAlert } from './open.ts';
import { planFor } from './plans.ts';
import { reply } from './reply.ts';
import { currentAction } from './step.ts';

const priority = fc.constantFrom('high', 'medium', 'low');
const stepKind = fc.constantFrom('ask-device', 'operator-call', 'family-call', 'nurse-visit', 'dispatch');
const outcome = fc.constantFrom(
  { verdict: 'true', code: 'fell' },
  { verdict: 'false', code: 'charging' },
  { verdict: 'unclear', code: '' },
);
const jump = fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 30 * 3_600_000 }));

const command = fc.oneof(
  fc.record({ command: fc.constant('acknowledge'), version: fc.constantFrom(undefined, 1, 2, 3) }),
  fc.constant({ command: 'take' }),
  jump.map((ms) => ({ command: 'pause', untilMs: ms })),
  fc.constant({ command: 'resume' }),
  fc.record({
    command: fc.constant('step-result'),
    stepKind,
    result: fc.constantFrom('reached-ok', 'reached-help', 'not-reached'),
  }),
  fc.record({ command: fc.constant('skip-to'), stepKind }),
  fc.constant({ command: 'note', note: 'n' }),
  fc.constant({ command: 'authorise-dispatch' }),
  { weight: 1, arbitrary: fc.record({ command: fc.constant('close'), outcome }) },
) as fc.Arbitrary<AlertCommand>;

const move = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: jump }),
  fc.record({ do: fc.constant('due' as const) }),
  fc.record({ do: fc.constant('resume' as const) }),
  fc.record({ do: fc.constant('audit' as const), isBroken: fc.boolean() }),
  fc.record({ do: fc.constant('failed' as const), isPresent: fc.boolean() }),
  fc.record({
    do: fc.constant('reply' as const),
    answer: fc.constantFrom('ok' as const, 'help' as const, 'unclear' as const),
    ago: fc.constantFrom(0, 120_000),
  }),
  fc.record({
    do: fc.constant('merge' as const),
    episode: fc.constantFrom('e1', 'e2', 'e3'),
    id: fc.integer({ min: 0, max: 5 }),
    phase: fc.constantFrom('began' as const, 'changed' as const, 'ended' as const),
    priority,
    live: fc.boolean(),
  }),
  fc.record({ do: fc.constant('apply' as const), command, user: fc.constantFrom('op-1', 'op-2', 'plan') }),
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

function play(alert: Alert, one: Move, now: number): Result | undefined {
  switch (one.do) {
    case 'wait':
      return;
    case 'due':
      return due(alert, now);
    case 'resume':
      return resumeIfDue(alert, now);
    case 'audit':
      return audit(one.isBroken && alert.status === 'open' ? { ...alert, deadline: Number.NaN } : alert, now);
    case 'failed':
      return stepFailed(alert, one.isPresent ? currentAction(alert) : 'alert-1.0', 'not-connected', now);
    case 'reply':
      return reply(alert, { answer: one.answer, device: 'ear-1', at: now - one.ago }, now);
    case 'merge': {
      const { episode, phase, priority, live } = one;
      const id = `${episode}/${one.id}`;
      return merge(alert, findingOf({ id, episode, phase, priority, live, family: alert.family, at: now }), now);
    }
    case 'apply': {
      const given =
        one.command.command === 'pause' ? { ...one.command, untilMs: now + one.command.untilMs } : one.command;
      return apply(alert, given, { id: one.user, name: 'N' }, now);
    }
  }
}

/** What must hold after any move, whatever came before. */
function check(before: Alert, after: Alert, one: Move, now: number): void {
  if (after === before) return;
  assert.equal(after.version, before.version + 1, 'version grows by one');
  assert.deepEqual(after.history.slice(0, before.history.length), before.history, 'history only grows');
  assert.ok(after.history.length > before.history.length, 'every change is written down');
  assert.deepEqual(after.findings.slice(0, before.findings.length), before.findings, 'no finding is lost');
  assert.equal(before.status, 'open', 'a closed alert does not move');
  assert.ok(after.plan[after.step], 'the step is in the plan');
  assert.deepEqual(
    after.plan.map(({ kind }) => kind),
    before.plan.map(({ kind }) => kind),
  );
  if (after.status === 'open') {
    assert.ok(Number.isFinite(after.deadline), 'an open alert has a deadline');
    if (one.do === 'due' || one.do === 'audit' || one.do === 'failed') assert.ok(after.deadline > now);
  } else {
    assert.ok(after.outcome && after.closedBy && after.closedAt === now);
    const last = one.do === 'apply' ? one.command.command : one.do;
    if (after.closedBy === 'plan')
      assert.ok(
        (last === 'reply' && after.outcome.code === 'answered-ok' && after.family !== 'vital') ||
          (last === 'merge' && after.outcome.code === 'contact-restored' && after.family === 'silence'),
        'without a person only a stated rule closes',
      );
    else assert.deepEqual([last, after.closedBy], ['close', one.do === 'apply' ? one.user : undefined]);
  }
  if (one.do === 'merge' && Number.isFinite(before.deadline)) {
    assert.equal(after.findings.length, before.findings.length + 1);
    assert.ok(after.deadline <= before.deadline, 'a merge never moves the deadline away');
    if (!one.live || one.phase === 'ended') assert.equal(after.deadline, before.deadline);
  }
  if (after.dispatch && !before.dispatch)
    assert.ok(one.do === 'apply' && one.command.command === 'authorise-dispatch' && one.user !== 'plan');
  if (one.do === 'apply' && one.command.command === 'acknowledge')
    assert.deepEqual([after.status, after.deadline, after.step], ['open', before.deadline, before.step]);
  if (after.pausedUntil !== undefined)
    assert.ok(after.deadline <= after.pausedUntil && after.pausedUntil <= now + 4 * 3_600_000 + 1);
}

it('the alert machine keeps its invariants over any sequence of findings, commands, replies, failures and time', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom<Family>('safety', 'vital', 'silence'),
      priority,
      fc.array(move, { maxLength: 40 }),
      (family, first, moves) => {
        let now = start;
        const finding = findingOf({ family, priority: first, episode: 'e1', id: 'e1/first' });
        let alert = moved(openAlert(finding, planFor(family, first), now, 'alert-1')).alert;
        for (const one of moves) {
          if (one.do === 'wait') now += one.ms;
          if (one.do === 'due') now = Math.max(now, alert.deadline);
          const frozen = JSON.stringify(alert);
          const result = play(alert, one, now);
          assert.equal(JSON.stringify(alert), frozen, 'the alert given is never written to');
          if (result === undefined || 'code' in result) continue;
          check(alert, result.alert, one, now);
          const attempts = result.alert.history.filter(({ what }) => what === 'step-started').length;
          const began = result.effects.filter(({ effect }) => effect === 'begin-step').length;
          assert.equal(began, attempts - alert.history.filter(({ what }) => what === 'step-started').length);
          alert = result.alert;
        }
        ends.add(alert.status === 'closed' ? (alert.outcome?.code ?? '') : 'open');
        return true;
      },
    ),
    { numRuns: 3000 },
  );
  // The walk must have reached every kind of end, or it proves nothing about them.
  for (const end of ['open', 'answered-ok', 'contact-restored', 'fell'])
    assert.ok(ends.has(end), `never reached ${end}`);
});
