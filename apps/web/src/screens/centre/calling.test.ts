import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf, briefOf } from '../../connection/rows-for-tests.ts';
import { callNow } from './calling.ts';

const calling = { by: 'o', name: '김관제', at: 0, until: 1000, to: '이웃' };

describe('callNow', () => {
  it('is the call of the alert itself until its time is over', () => {
    const alert = alertOf('a', 1, { calling });
    assert.equal(callNow(alert, [], 999), calling);
    assert.equal(callNow(alert, [], 1000), undefined);
  });

  it('is also a call for another alert of the same person, and none of anybody else', () => {
    const alert = alertOf('a', 1);
    assert.equal(callNow(alert, [alert, alertOf('b', 1, { calling, person: briefOf('p-a') })], 1), calling);
    assert.equal(callNow(alert, [alert, alertOf('b', 1, { calling })], 1), undefined);
  });

  it('does not take alerts of Munan itself for alerts of one person', () => {
    const { person: _, ...house } = alertOf('a', 1, { family: 'house' });
    const { person: __, ...other } = alertOf('b', 1, { family: 'house', calling });
    assert.equal(callNow(house, [house, other], 1), undefined);
  });
});
