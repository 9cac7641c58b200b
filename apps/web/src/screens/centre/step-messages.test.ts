import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlertPage, MessageRow, StepKind } from '@munan/flow';
import { alertOf } from '../../connection/rows-for-tests.ts';
import { isAwaited, messagesOfStep, otherMessages } from './step-messages.ts';

const message = (id: string, stepKind: StepKind, at: number, state: MessageRow['state']): MessageRow => ({
  id,
  at,
  channel: 'text',
  to: { kind: 'family', name: '딸', address: '…1' },
  stepKind,
  state,
  needs: 'answered',
  stateAt: at,
  attempts: 1,
  body: '',
});
function pageOf(kind: StepKind, messages: MessageRow[], given: Parameters<typeof alertOf>[2] = {}): AlertPage {
  const step = { kind, index: 1, attempt: 2, count: 3, startedAt: 10_000, deadline: 90_000 };
  return {
    now: 0,
    alert: alertOf('a', 1, { step, ...given }),
    findings: [],
    plan: [],
    history: [],
    contacts: [],
    messages,
    operators: [],
  };
}
const ids = (messages: MessageRow[]) => messages.map(({ id }) => id);

describe('messagesOfStep', () => {
  const all = [
    message('now', 'family-text', 10_000, 'delivered'),
    message('before', 'family-text', 5000, 'delivered'),
    message('other', 'manager', 11_000, 'sent'),
  ];

  it('is what the present attempt sent, and the rest stands elsewhere once', () => {
    const page = pageOf('family-text', all);
    assert.deepEqual(ids(messagesOfStep(page)), ['now']);
    assert.deepEqual(ids(otherMessages(page)), ['before', 'other']);
  });

  it('is nothing at a step that tells nobody, and of a closed alert', () => {
    assert.deepEqual(messagesOfStep(pageOf('operator-call', all)), []);
    assert.deepEqual(ids(otherMessages(pageOf('family-text', all, { status: 'closed' }))), ['now', 'before', 'other']);
  });
});

describe('isAwaited', () => {
  it('holds while one is on its way or unanswered', () => {
    const one = (state: MessageRow['state']) => isAwaited(pageOf('manager', [message('m', 'manager', 10_000, state)]));
    assert.deepEqual((['waiting', 'sent', 'delivered', 'answered', 'failed', 'expired'] as const).map(one), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    assert.equal(isAwaited(undefined), false);
  });
});
