import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, visiblePeople } from './access.ts';

const nurse = { role: 'nurse' as const, people: new Set(['mine']) };

test('decide says why not, by stable codes', () => {
  assert.deepEqual(decide(nurse, 'person.read', { patients: ['hers'] }), {
    allowed: false,
    reason: 'break-glass-needed',
  });
  assert.deepEqual(decide(nurse, 'devices.manage'), { allowed: false, reason: 'role' });
  assert.deepEqual(decide(nurse, 'read', { type: 'Patient', patients: ['hers'] }), {
    allowed: false,
    reason: 'not-own',
  });
});

test('decide wants every one of several people to be allowed', () => {
  assert.ok(decide(nurse, 'read', { type: 'Communication', patients: ['mine'] }).allowed);
  assert.ok(!decide(nurse, 'read', { type: 'Communication', patients: ['mine', 'hers'] }).allowed);
});

test('decide lets a nurse see what is about nobody only where its type is never about a patient', () => {
  assert.ok(decide(nurse, 'read', { type: 'Organization', patients: [] }).allowed);
  assert.ok(!decide(nurse, 'read', { type: 'Device', patients: ['hers'] }).allowed);
  assert.deepEqual(decide(nurse, 'read', { type: 'Binary', patients: [] }), { allowed: false, reason: 'not-own' });
});

test('decide refuses a role, an action and a type that it does not know', () => {
  const employer = { role: 'employer' as 'doctor', people: new Set(['mine']) };
  assert.deepEqual(decide(employer, 'person.read', { patients: ['mine'] }), { allowed: false, reason: 'role' });
  assert.deepEqual(decide(employer, 'read', { type: 'Patient', patients: ['mine'] }), {
    allowed: false,
    reason: 'role',
  });
  const doctor = { role: 'doctor' as const, people: new Set<string>() };
  assert.ok(!decide(doctor, 'person.delete' as 'person.read').allowed);
  assert.ok(!decide(doctor, 'read', { type: 'Horse', patients: [] }).allowed);
});

test('visiblePeople are those that decide allows', () => {
  const people = ['mine', 'hers', 'opened', 'refusing'];
  const subjects = [
    { role: 'operator' as const, people: new Set<string>(), refusedBy: new Set(['refusing']) },
    { ...nurse, grants: new Map([['opened', 'why']]), refusedBy: new Set(['mine']) },
    { ...nurse, grants: new Map([['mine', 'why']]), refusedBy: new Set(['mine']) },
    {
      role: 'family' as const,
      people: new Set(['mine', 'hers']),
      consents: new Map([['mine', new Set(['status' as const])]]),
    },
    { role: 'service' as const, people: new Set<string>() },
    { role: 'manager' as const, people: new Set<string>(), refusedBy: new Set(['hers']), scopes: [] },
  ];
  for (const subject of subjects)
    for (const action of ['person.read', 'visits.write', 'people.manage', 'family.read'] as const) {
      const { only, except } = visiblePeople(subject, action);
      for (const person of people) {
        const isVisible = (only?.has(person) ?? true) && !except.has(person);
        assert.equal(
          isVisible,
          decide(subject, action, { patients: [person] }).allowed,
          `${subject.role} ${action} ${person}`,
        );
      }
    }
});
