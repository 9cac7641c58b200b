import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '@munan/fhir';
import type { Action, Alert, AlertChange } from '@munan/flow';
import { actionCommunication } from './communication.ts';
import { alertFlag } from './flag.ts';
import { personPatient, userPractitioner, wornDevice } from './people.ts';
import { alertTasks } from './task.ts';

const at = Date.UTC(2026, 10, 22);
const minute = 60_000;
const plan: Alert['plan'] = [
  { kind: 'ask-device', withinMs: minute },
  { kind: 'operator-call', withinMs: 3 * minute },
  { kind: 'family-call', withinMs: 5 * minute },
  { kind: 'nurse-visit', withinMs: 20 * minute },
  { kind: 'dispatch', withinMs: 5 * minute },
];
const history: AlertChange[] = [
  { at, by: 'plan', what: 'opened' },
  { at, by: 'plan', what: 'step-started', step: 0, stepKind: 'ask-device' },
  { at: at + minute, by: 'plan', what: 'step-overdue', step: 0, stepKind: 'ask-device' },
  { at: at + minute, by: 'plan', what: 'step-started', step: 1, stepKind: 'operator-call' },
];
const alert: Alert = {
  id: 'a/1',
  subject: 'p-1',
  family: 'safety',
  priority: 'high',
  status: 'open',
  since: at - 20_000,
  openedAt: at,
  reason: { code: 'fall', params: { peakG: 3.1 } },
  findings: [],
  plan,
  step: 1,
  stepStartedAt: at + minute,
  deadline: at + 4 * minute,
  takenBy: 'o-1',
  history,
  version: 4,
};

test('alertFlag is active while the alert is open, inactive after, and valid', () => {
  const open = alertFlag(alert, '넘어진 것 같습니다');
  validate(open);
  assert.deepEqual(
    [open.status, open.code.coding?.[0]?.code, open.code.text, open.identifier?.[0]?.value, open.period],
    ['active', 'fall', '넘어진 것 같습니다', 'a/1', { start: '2026-11-21T23:59:40.000Z' }],
  );
  const closed = alertFlag({ ...alert, status: 'closed', closedAt: at + 5 * minute });
  validate(closed);
  assert.deepEqual([closed.id, closed.status, closed.period?.end], [open.id, 'inactive', '2026-11-22T00:05:00.000Z']);
});

test('alertTasks says of each step of the plan what became of it', () => {
  const tasks = alertTasks(alert);
  for (const task of tasks) validate(task);
  assert.deepEqual(
    tasks.map(({ status }) => status),
    ['failed', 'in-progress', 'requested', 'requested', 'requested'],
  );
  assert.equal(tasks[1]?.restriction?.period?.end, '2026-11-22T00:04:00.000Z');
  assert.equal(tasks[1]?.owner?.reference, 'Practitioner/o-1');
  assert.deepEqual(tasks[0]?.executionPeriod, { start: '2026-11-22T00:00:00.000Z', end: '2026-11-22T00:01:00.000Z' });
  assert.equal(new Set(tasks.map(({ id }) => id)).size, 5);
  assert.equal(tasks[0]?.focus?.reference, `Flag/${alertFlag(alert).id}`);
});

test('alertTasks after the end has no step open, on hold while paused', () => {
  const closed: Alert = {
    ...alert,
    status: 'closed',
    closedAt: at + 2 * minute,
    history: [...history, { at: at + 2 * minute, by: 'o-1', what: 'step-done', step: 1, note: 'answered' }],
  };
  const tasks = alertTasks(closed);
  for (const task of tasks) validate(task);
  assert.deepEqual(
    tasks.map(({ status }) => status),
    ['failed', 'completed', 'cancelled', 'cancelled', 'cancelled'],
  );
  assert.equal(tasks[1]?.note?.[0]?.text, 'answered');
  assert.equal(alertTasks({ ...closed, history })[1]?.status, 'completed', 'closed without a word about the step');
  assert.equal(alertTasks({ ...alert, pausedUntil: at + 9 * minute })[1]?.status, 'on-hold');
});

test('actionCommunication is valid for every kind and state, and says who spoke', () => {
  const states: Action['state'][] = ['requested', 'completed', 'failed', 'overdue'];
  for (const { kind } of plan) {
    for (const state of states) {
      const action: Action = {
        id: 'a/1#2',
        alert: 'a/1',
        subject: 'p-1',
        stepKind: kind,
        by: 'o-1',
        at,
        state,
        note: '괜찮다고 함\u0007',
      };
      const communication = actionCommunication(action);
      validate(communication);
      assert.equal(communication.sender?.reference, 'Practitioner/o-1');
      assert.equal(communication.payload?.[0]?.contentString, '괜찮다고 함');
      const byRule = actionCommunication({ ...action, by: 'plan', note: undefined });
      validate(byRule);
      assert.equal(byRule.sender, undefined);
    }
  }
});

test('personPatient, userPractitioner and wornDevice are valid', () => {
  const person = personPatient({
    id: 'p-1',
    name: '남궁민수',
    birthDate: '1940-05-01',
    sex: 'male',
    address: '창원시 의창구',
    phone: '055-000-0000',
    simulated: true,
    nurse: 'n-1',
  });
  validate(person);
  assert.deepEqual([person.name?.[0]?.family, person.name?.[0]?.given], ['남궁', ['민수']]);
  assert.equal(person.meta?.tag?.[0]?.code, 'HTEST');
  for (const role of ['nurse', 'doctor', 'operator', undefined]) {
    validate(userPractitioner({ id: 'n-1', name: 'Jane Doe', ...(role && { role }) }));
  }
  validate(wornDevice({ id: 'ear_01', kind: 'ear', person: 'p-1' }));
});

test('alertTasks says on the step that an alert was closed in how it ended, with the note', () => {
  const tasks = alertTasks({
    ...alert,
    status: 'closed',
    closedAt: at + 5 * minute,
    closedBy: 'o-1',
    outcome: { verdict: 'false', code: 'dropped' },
    history: [...history, { at: at + 5 * minute, by: 'o-1', what: 'closed', note: '기기를 떨어뜨리셨다고 함' }],
  });
  for (const task of tasks) validate(task);
  assert.deepEqual(
    tasks.map(({ output, note }) => [
      output?.[0]?.valueCodeableConcept?.coding?.map(({ code }) => code),
      note?.map(({ text }) => text),
    ]),
    [
      [undefined, undefined],
      [['false', 'false-dropped'], ['기기를 떨어뜨리셨다고 함']],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
});

test('actionCommunication names as sender the person herself, her family as the record has them, and of others nobody', () => {
  const senderOf = (by: string) => {
    const action: Action = {
      id: 'a.1',
      alert: 'a',
      subject: 'p-1',
      stepKind: 'family-text',
      by,
      at,
      state: 'completed',
    };
    const made = actionCommunication(action, (user, person) => (user === 'son' ? `${user}.${person}` : undefined));
    validate(made);
    return made.sender?.reference;
  };
  assert.deepEqual(['message:self', 'device:page', 'device:message-self', 'son', 'o-1', 'device:ear-1'].map(senderOf), [
    'Patient/p-1',
    'Patient/p-1',
    'Patient/p-1',
    'RelatedPerson/son.p-1',
    'Practitioner/o-1',
    'Device/ear-1',
  ]);
  assert.deepEqual(['plan', 'auditor', 'message:family', 'device:message-family'].map(senderOf), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
