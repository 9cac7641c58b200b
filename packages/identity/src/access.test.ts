import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccessAction, actions, decide, visiblePeople } from './access.ts';
import { roles } from './tokens.ts';

/** Every role crossed with every action, for one's own person, another's, and nobody in particular. */
const expected: Record<AccessAction, string> = {
  // a: all people, o: own only, -: no; in the order operator, nurse, doctor, manager, family, service
  'person.read': 'aoaa--',
  'series.read': 'aoaa--',
  'alerts.read': 'aoaa--',
  'alerts.command': 'a-----',
  'visits.read': 'aoaa--',
  'visits.write': '-o----',
  'family.read': '----o-',
  'record.read': 'aoaa--',
  'record.write': '-oaa--',
  'people.manage': '---a--',
  'devices.manage': '---a--',
  'users.manage': '---a--',
  'access-log.read': '---a--',
};

test('decide is the whole matrix of roles and actions, for own people and others', () => {
  assert.deepEqual(Object.keys(expected).sort(), [...actions].sort());
  for (const action of actions)
    roles.forEach((role, index) => {
      const subject = { role, people: new Set(['mine']) };
      const wanted = expected[action][index];
      const name = `${role} ${action}`;
      assert.equal(decide(subject, action).allowed, wanted !== '-', name);
      assert.equal(decide(subject, action, 'mine').allowed, wanted !== '-', `${name} mine`);
      assert.equal(decide(subject, action, 'hers').allowed, wanted === 'a', `${name} hers`);
      const visible = visiblePeople(subject, action);
      assert.deepEqual(visible && [...visible], wanted === 'a' ? undefined : wanted === 'o' ? ['mine'] : [], name);
    });
});

test('decide says why not', () => {
  const nurse = { role: 'nurse' as const, people: new Set<string>() };
  assert.deepEqual(decide(nurse, 'person.read', 'p1'), { allowed: false, reason: 'not-own' });
  assert.deepEqual(decide(nurse, 'devices.manage'), { allowed: false, reason: 'role' });
});
