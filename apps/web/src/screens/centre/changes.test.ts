import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlertPage } from '@munan/flow';
import { alertOf } from '../../connection/rows-for-tests.ts';
import { isNoMatter, newChanges } from './changes.ts';

type Change = AlertPage['history'][number];
const change = (what: Change['what'], code?: string): Change => ({
  at: 1,
  by: 'plan',
  byName: 'plan',
  what,
  ...(code === undefined ? {} : { reason: { code } }),
});
const pageOf = (history: Change[], given: Parameters<typeof alertOf>[2] = {}): AlertPage => ({
  now: 0,
  alert: alertOf('a', 1, given),
  findings: [],
  plan: [],
  history,
  contacts: [],
  messages: [],
  operators: [],
});
const before = pageOf([change('opened')]);
const later = (more: Change[], given?: Parameters<typeof alertOf>[2]) => pageOf([change('opened'), ...more], given);

describe('newChanges', () => {
  it('is the tail of the history', () => {
    assert.deepEqual(newChanges(before, later([change('taken')])), [change('taken')]);
  });
});

describe('isNoMatter', () => {
  it('holds where messages arrived or failed, or the step waits for her call, and the step is the same', () => {
    assert.ok(isNoMatter(before, later([change('held', 'until-call-ends')]), 'op-1'));
    const told = [change('message', 'message-delivered'), change('message', 'message-failed')];
    assert.ok(isNoMatter(before, later(told), 'op-1'));
  });

  it('holds where she silenced it herself, and not where another did', () => {
    const silenced = later([{ ...change('acknowledged'), by: 'op-1' }]);
    assert.deepEqual([isNoMatter(before, silenced, 'op-1'), isNoMatter(before, silenced, 'op-2')], [true, false]);
  });

  it('does not hold of an answer, of anything that a person did, of another step, of a closed alert, of nothing', () => {
    const delivered = change('message', 'message-delivered');
    const { step } = before.alert;
    for (const after of [
      later([change('message', 'answered-coming')]),
      later([change('message')]),
      later([delivered, change('taken')]),
      later([delivered, change('merged')]),
      later([delivered], { step: { ...step, index: step.index + 1 } }),
      later([delivered], { step: { ...step, attempt: step.attempt + 1 } }),
      later([delivered], { status: 'closed' }),
      before,
    ])
      assert.equal(isNoMatter(before, after, 'op-1'), false);
  });
});
