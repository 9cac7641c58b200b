import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Alert, type AlertChange, drillOf } from '@munan/flow';
import fc from 'fast-check';
import { madeUpPerson } from './made-up.ts';
import { figuresOf, rowOf } from './report.ts';
import { answerOf, scriptOf } from './script.ts';

const startedAt = Date.UTC(2026, 10, 22);
const minute = 60_000;
const plan = { id: '7f3a', startedAt, alerts: 16, minutes: 30 };

describe('scriptOf()', () => {
  it('brings so many alerts within the time, in order, the first at once, each of somebody made up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 120 }), (alerts, minutes) => {
        const script = scriptOf({ id: 'a1', startedAt, alerts, minutes });
        assert.equal(script.length, alerts);
        assert.equal(script[0]!.at, startedAt);
        for (const [index, { at, subject, finding }] of script.entries()) {
          assert.ok(at >= (script[index - 1]?.at ?? startedAt) && at <= startedAt + minutes * minute);
          assert.deepEqual([finding.subject, finding.live, drillOf(subject)], [subject, true, 'a1']);
          assert.ok(finding.since <= at);
        }
        assert.equal(new Set(script.map(({ finding }) => finding.id)).size, alerts);
      }),
    );
  });

  it('is the same each time, so that a restart goes on with it, and another for another drill', () => {
    assert.deepEqual(scriptOf(plan), scriptOf(plan));
    const codes = (id: string) => scriptOf({ ...plan, id }).map(({ finding }) => finding.reason.code);
    assert.notDeepEqual(codes('7f3a'), codes('7f3b'));
  });

  it('brings falls, buttons, oxygen and silence, and leaves half of the questions without an answer', () => {
    const script = scriptOf(plan);
    const codes = new Set(script.map(({ finding }) => finding.reason.code));
    for (const code of ['fall', 'button', 'low-oxygen', 'no-contact']) assert.ok(codes.has(code), code);
    assert.equal(script.filter(({ subject }) => answerOf(subject) === undefined).length, 8);
  });
});

describe('madeUpPerson()', () => {
  it('says in her address that nobody is to be called, and is nobody else', () => {
    const person = madeUpPerson('drill-7f3a-12')!;
    assert.match(person.address, /119에 전화하지 마십시오/);
    assert.deepEqual([person.name, person.simulated], ['훈련 12', true]);
    for (const { phone } of person.contacts) assert.match(phone, /^000-/);
    assert.equal(madeUpPerson('p1'), undefined);
    assert.equal(madeUpPerson('munan'), undefined);
  });
});

describe('the report of a drill', () => {
  const change = (what: AlertChange['what'], seconds: number, more: Partial<AlertChange> = {}): AlertChange => ({
    ...{ at: startedAt + seconds * 1000, by: 'op-1', what },
    ...more,
  });
  const alertOf = (history: AlertChange[], more: Partial<Alert> = {}): Alert => ({
    ...{ id: 'a1', subject: 'drill-7f3a-1', family: 'safety', priority: 'high', status: 'open', since: startedAt },
    ...{ openedAt: startedAt, reason: { code: 'fall' }, findings: [], plan: [], step: 0, stepStartedAt: startedAt },
    ...{ deadline: startedAt, history, version: 1 },
    ...more,
  });
  const row = (alert: Alert) => rowOf(alert, { person: '훈련 1', messages: 2, nameOf: (id) => `name of ${id}` });

  it('rowOf() takes each time from the history, and tells a person from the plan', () => {
    const history = [
      change('step-done', 1, { by: 'device:drill', stepKind: 'ask-device' }),
      change('step-failed', 2, { by: 'plan', stepKind: 'operator-call' }),
      change('acknowledged', 5),
      change('taken', 9),
      change('step-overdue', 10, { by: 'plan' }),
      change('call-began', 20),
      change('step-done', 60, { stepKind: 'operator-call' }),
    ];
    const { silencedMs, takenMs, firstCallMs, closedMs, overdueSteps, takenBy, messages } = row(
      alertOf(history, { status: 'closed', closedAt: startedAt + 90_000, takenBy: 'op-1' }),
    );
    assert.deepEqual([silencedMs, takenMs, firstCallMs, closedMs], [5000, 9000, 20_000, 90_000]);
    assert.deepEqual([overdueSteps, takenBy, messages], [1, 'name of op-1', 2]);
  });

  it('rowOf() counts what a call led to as the call, where nobody said that one began', () => {
    const history = [change('step-failed', 31, { stepKind: 'family-call' })];
    assert.equal(row(alertOf(history)).firstCallMs, 31_000);
  });

  it('rowOf() does not take the answer to a message for a call of the desk', () => {
    const answered = [
      change('step-failed', 12, { by: 'message:family', stepKind: 'family-call' }),
      change('step-done', 20, { by: 'message:self', stepKind: 'operator-call' }),
    ];
    assert.equal(row(alertOf(answered)).firstCallMs, undefined);
    assert.equal(row(alertOf([...answered, change('call-began', 40)])).firstCallMs, 40_000);
  });

  it('figuresOf() knows the middle and the longest, and who was never taken though she needed it', () => {
    const rows = [
      row(alertOf([change('taken', 10)])),
      row(alertOf([change('taken', 30), change('step-overdue', 20), change('step-overdue', 25)])),
      row(alertOf([], { outcome: { verdict: 'unclear', code: 'drill-over' } })),
      row(alertOf([], { outcome: { verdict: 'unclear', code: 'answered-ok' } })),
    ];
    assert.deepEqual(figuresOf(rows, 3), {
      ...{ medianTakenMs: 20_000, longestTakenMs: 30_000, overdueSteps: 2, neverTaken: 1, outsideMessages: 3 },
    });
    assert.deepEqual(figuresOf([], 0), { overdueSteps: 0, neverTaken: 0, outsideMessages: 0 });
  });
});
