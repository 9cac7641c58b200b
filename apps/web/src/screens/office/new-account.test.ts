import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountForm, emptyAccount, readAccount } from './new-account.ts';

const good: AccountForm = { ...emptyAccount, id: ' kim ', name: ' 김말순 ', password: 'ten-letters', person: 'p1' };

test('readAccount of a person names exactly herself, whoever was ticked for another role before', () => {
  assert.deepEqual(readAccount({ ...good, people: ['p2', 'p3'] }), {
    account: { id: 'kim', name: '김말순', role: 'person', password: 'ten-letters', people: ['p1'] },
  });
  const ofRole = (role: AccountForm['role']) => {
    const read = readAccount({ ...good, role, people: ['p2', 'p3'] });
    return 'account' in read ? read.account.people : read.problems;
  };
  assert.deepEqual([ofRole('family'), ofRole('nurse'), ofRole('doctor')], [['p2', 'p3'], ['p2', 'p3'], []]);
});

test('readAccount says at which field something is missing', () => {
  const table: [Partial<AccountForm>, object][] = [
    [{ id: '' }, { id: 'id' }],
    [{ id: '김' }, { id: 'id' }],
    [{ id: '-a' }, { id: 'id' }],
    [{ id: 'a'.repeat(65) }, { id: 'id' }],
    [{ name: ' ' }, { name: 'name' }],
    [{ name: '가'.repeat(101) }, { name: 'name' }],
    [{ person: '' }, { person: 'person' }],
    [{ role: 'family' }, { people: 'family' }],
    [{ password: '123456789' }, { password: 'password' }],
    [
      { id: 'a b', password: '' },
      { id: 'id', password: 'password' },
    ],
  ];
  for (const [change, problems] of table) assert.deepEqual(readAccount({ ...good, ...change }), { problems });
  assert.ok('account' in readAccount({ ...good, role: 'nurse', person: '' }), 'a nurse without people yet');
});
