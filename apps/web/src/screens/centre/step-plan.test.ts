import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AlertChange, type Contact, stepKinds } from '@munan/flow';
import {
  awaitsOutcome,
  callInstead,
  contactsOf,
  isMachineStep,
  isTellingStep,
  pauseMinutes,
  resultsOf,
  rungOf,
} from './step-plan.ts';

const contacts: Contact[] = [
  { relation: 'neighbour', name: '이웃', phone: '1' },
  { relation: 'family', name: '딸', phone: '2' },
  { relation: 'self', name: '본인', phone: '3' },
  { relation: 'nurse', name: '간호사', phone: '4' },
];
const changes = (...what: AlertChange['what'][]): AlertChange[] =>
  what.map((one, i) => ({ at: i, by: 'plan', what: one }));

describe('contactsOf', () => {
  it('names whom each step calls, the family before a neighbour', () => {
    const names = (kind: Parameters<typeof contactsOf>[0]) => contactsOf(kind, contacts).map(({ name }) => name);
    assert.deepEqual(names('operator-call'), ['본인']);
    assert.deepEqual(names('family-call'), ['딸', '이웃']);
    assert.deepEqual(names('nurse-visit'), ['간호사']);
    assert.deepEqual(names('dispatch'), []);
  });
});

describe('resultsOf', () => {
  it('offers the three results of a call, and none for dispatch', () => {
    assert.deepEqual(
      resultsOf('operator-call').map(({ result }) => result),
      ['reached-ok', 'reached-help', 'not-reached'],
    );
    assert.deepEqual(resultsOf('dispatch'), []);
  });

  it('never asks whether Munan itself needs an ambulance, and every other kind can be found all right, in need or not reached', () => {
    for (const kind of stepKinds) {
      const results = resultsOf(kind).map(({ result }) => result);
      if (kind === 'dispatch') continue;
      assert.deepEqual(results.includes('reached-help'), kind !== 'check-house', kind);
      assert.ok(results.includes('reached-ok') && results.includes('not-reached'), kind);
    }
  });
});

describe('callInstead', () => {
  const plan = (['text-person', 'operator-call', 'family-text', 'family-call'] as const).map((kind) => ({
    kind,
    withinMs: 1000,
  }));

  it('names the later call that makes waiting for a machine needless', () => {
    assert.equal(callInstead('text-person', plan, 0), 'operator-call');
    assert.equal(callInstead('family-text', plan, 2), 'family-call');
  });

  it('is nothing where the call is behind, or the step is a person’s own', () => {
    assert.equal(callInstead('voice-call', plan, 2), undefined);
    assert.equal(callInstead('operator-call', plan, 1), undefined);
    assert.equal(isMachineStep('nurse-visit'), false);
  });
});

describe('awaitsOutcome', () => {
  it('is so once the present step is done, until another begins', () => {
    assert.equal(awaitsOutcome(changes('opened', 'step-started')), false);
    assert.equal(awaitsOutcome(changes('opened', 'step-started', 'step-done', 'noted')), true);
    assert.equal(awaitsOutcome(changes('opened', 'step-started', 'step-done', 'step-started')), false);
    assert.equal(awaitsOutcome(changes('step-started', 'dispatch-authorised')), true);
  });
});

describe('pauseMinutes', () => {
  it('never offers more than a quarter of an hour for a high priority', () => {
    assert.ok(Math.max(...pauseMinutes('high')) <= 15);
    assert.ok(Math.max(...pauseMinutes('low')) <= 240);
  });
});

describe('rungOf', () => {
  const history: AlertChange[] = [
    { at: 0, by: 'plan', what: 'step-started', step: 0 },
    { at: 1, by: 'plan', what: 'step-overdue', step: 0 },
    { at: 1, by: 'plan', what: 'step-started', step: 1 },
    { at: 2, by: 'o', what: 'step-done', step: 1 },
    { at: 2, by: 'plan', what: 'step-started', step: 4 },
  ];
  const ladder = (open: boolean) => [0, 1, 2, 3, 4, 5].map((index) => rungOf(history, index, 4, open));

  it('tells a step that was done from one that ran out of time and one that was passed over', () => {
    assert.deepEqual(ladder(true), ['overdue', 'done', 'skipped', 'skipped', 'now', 'later']);
  });

  it('has no present step and nothing to come once the alert is closed', () => {
    assert.deepEqual(ladder(false), ['overdue', 'done', 'skipped', 'skipped', 'ended', 'unused']);
  });
});

describe('isTellingStep', () => {
  it('never takes a step at which an operator dials for one that only tells', () => {
    assert.deepEqual(
      stepKinds.filter((kind) => !isTellingStep(kind)),
      ['ask-device', 'operator-call', 'family-call', 'neighbour-call', 'dispatch', 'check-house'],
    );
  });
});
