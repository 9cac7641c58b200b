import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { personOf } from '../../connection/rows-for-tests.ts';
import { countStates, filterBoard } from './board-filter.ts';

describe('filterBoard', () => {
  const people = [
    personOf('1', { name: '김순자', state: 'silent' }),
    personOf('2', { name: '이영수', district: '진해구', state: 'well' }),
    personOf('3', { name: '김영자', state: 'well' }),
  ];
  const ids = (found: typeof people) => found.map(({ id }) => id).join();

  it('narrows by state and by name or district, keeping the order', () => {
    assert.equal(ids(filterBoard(people, undefined, '')), '1,2,3');
    assert.equal(ids(filterBoard(people, 'well', '')), '2,3');
    assert.equal(ids(filterBoard(people, undefined, ' 김 ')), '1,3');
    assert.equal(ids(filterBoard(people, 'well', '진해')), '2');
  });

  it('finds a Korean name typed in decomposed letters, as some keyboards send them', () => {
    assert.equal(ids(filterBoard(people, undefined, '김순'.normalize('NFD'))), '1');
  });

  it('countStates counts silence as a state of its own', () => {
    assert.deepEqual(countStates(people), { alert: 0, silent: 1, attention: 0, well: 2 });
  });
});
