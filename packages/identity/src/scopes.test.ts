import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AccessSubject, decide } from './access.ts';
import { parseScope, resourceScopes, ScopeError } from './scopes.ts';

const category = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
const verbsOf = (text: string) => [...parseScope(text).verbs].join('');

test('parseScope reads the letters of version 2, the words of version 1, and conditions', () => {
  assert.deepEqual(parseScope('patient/Observation.rs'), {
    context: 'patient',
    type: 'Observation',
    verbs: new Set(['r', 's']),
  });
  assert.equal(verbsOf('user/*.cruds'), 'cruds');
  assert.equal(verbsOf('patient/*.read'), 'rs');
  assert.equal(verbsOf('user/Observation.write'), 'cud');
  assert.equal(verbsOf('system/*.*'), 'cruds');
  assert.equal(parseScope(`patient/Observation.rs?category=${category}`).query, `category=${category}`);
});

test('parseScope refuses every wrong form, saying what is wrong', () => {
  const wrong: [string, RegExp][] = [
    ['', /holds a character/],
    ['*', /is not like/],
    ['patient/Observation', /is not like/],
    ['patient/Observation.', /is not like/],
    ['Patient/Observation.rs', /is not like/],
    ['patients/Observation.rs', /is not like/],
    ['patient/Observation.rs extra', /holds a character/],
    ['patient/Observation.rs\u0000', /holds a character/],
    ['patient/Horse.rs', /"Horse", which is no resource type/],
    ['patient/observation.rs', /is not like/],
    ['patient/Observation.sr', /letters of "cruds" in this order/],
    ['patient/Observation.rr', /letters of "cruds" in this order/],
    ['patient/Observation.x', /letters of "cruds" in this order/],
    ['patient/Observation.constr', /letters of "cruds" in this order/],
    ['patient/Observation.read?category=x', /only the newer form/],
    ['patient/*.rs?category=x', /needs one type/],
    ['patient/Observation.rs?', /0 conditions/],
    ['patient/Observation.rs?colour=red', /no search parameter "colour"/],
    ['patient/Observation.rs?date=gt2020', /another kind/],
    ['patient/Observation.rs?category:not=x', /another kind/],
    ['patient/Observation.rs?patient.name=x', /another kind/],
    ['patient/Observation.rs?_has:Provenance:target:agent=x', /another kind|no search parameter|not _has/],
    [`patient/Observation.rs?category=${'x'.repeat(1000)}`, /longer than/],
    ['patient/Observation.rs?code=a&code=b&code=c&code=d&code=e&code=f', /6 conditions/],
  ];
  for (const [text, why] of wrong)
    assert.throws(
      () => parseScope(text),
      (error: Error) => error instanceof ScopeError && why.test(error.message),
      JSON.stringify(text),
    );
});

test('parseScope never fails but with a ScopeError, whatever the text', () => {
  const part = fc.constantFrom(
    'patient/',
    'user/',
    'system/',
    'Observation',
    '*',
    '.',
    'cruds',
    'rs',
    'read',
    '?',
    'category=',
    'a|b',
    '__proto__',
    '&',
    ':',
    '%',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 5 })), { maxLength: 8 }), (parts) => {
      try {
        parseScope(parts.join(''));
      } catch (error) {
        assert.ok(error instanceof ScopeError);
      }
    }),
  );
});

const nurse = (scopes: string[], patient?: string): AccessSubject => ({
  role: 'nurse',
  people: new Set(['p1', 'p2']),
  scopes: resourceScopes(scopes),
  ...(patient !== undefined && { patient }),
});
const may = (subject: AccessSubject, action: Parameters<typeof decide>[1], type = 'Observation', patients = ['p1']) =>
  decide(subject, action, { type, patients }).allowed;

test('a scope takes away and never adds: role and scope must both allow', () => {
  const subject = nurse(['user/*.cruds', 'system/*.cruds']);
  assert.ok(may(subject, 'update'));
  assert.ok(!may(subject, 'read', 'Observation', ['p3']), 'not hers');
  assert.ok(!may(subject, 'update', 'CareTeam'), 'not of her role');
  assert.ok(!may(subject, 'read', 'AuditEvent'), 'not of her role');
  assert.ok(!may({ ...subject, role: 'family' }, 'read'), 'not of her role');
  assert.ok(!may({ role: 'service', people: new Set(), scopes: resourceScopes(['user/*.cruds']) }, 'read'));
  assert.ok(!may(nurse(['system/*.cruds']), 'read'), 'system scopes are for programs');
  assert.ok(!may(nurse([]), 'read'), 'no scope is no right');
  assert.ok(!may({ role: 'service', people: new Set() }, 'read'), 'a program without scopes');
  assert.ok(!may(nurse(['openid', 'launch/patient', 'fhirUser', 'patient/Horse.rs']), 'read'));
});

test('each letter is one right, of its own type', () => {
  const letters = { c: 'create', r: 'read', u: 'update', d: 'delete', s: 'search-type' } as const;
  for (const letter of Object.keys(letters) as (keyof typeof letters)[])
    for (const [other, action] of Object.entries(letters)) {
      const subject = nurse([`user/Observation.${letter}`]);
      assert.equal(may(subject, action), letter === other, `${letter} ${action}`);
      assert.ok(!may(subject, action, 'Condition'), 'the scope of another type');
    }
  assert.ok(may(nurse(['user/Observation.r']), 'vread') && may(nurse(['user/Observation.r']), 'history-instance'));
  assert.ok(!may(nurse(['user/Observation.r']), 'history-type'), 'many are s');
  assert.ok(!may(nurse(['user/Observation.u']), 'patch'), 'a patch shows the resource');
  assert.ok(may(nurse(['user/Observation.u', 'user/Observation.r']), 'patch'));
});

test('a patient scope reaches the person of the launch and nobody else, and without a launch nobody', () => {
  const subject = nurse(['patient/*.rs'], 'p1');
  assert.ok(may(subject, 'read'));
  assert.ok(!may(subject, 'read', 'Observation', ['p2']));
  assert.ok(!may(subject, 'read', 'Communication', ['p1', 'p2']));
  assert.ok(may(subject, 'read', 'Practitioner', []));
  assert.ok(!may(subject, 'read', 'Binary', []));
  assert.ok(!may(nurse(['patient/*.rs'], 'p3'), 'read', 'Observation', ['p3']), 'a launch gives no right of its own');
  assert.ok(!may(nurse(['patient/*.rs']), 'read'));
  assert.ok(may(nurse(['patient/*.rs', 'user/Observation.rs'], 'p1'), 'read', 'Observation', ['p2']));
});

test('a condition must be met, and two rights from two scopes need both conditions', () => {
  const read = (scopes: string[], met: string[]) =>
    decide(nurse(scopes), 'patch', { type: 'Observation', patients: ['p1'], meets: (query) => met.includes(query) });
  assert.deepEqual(read(['user/Observation.ru?category=a'], []), { allowed: false, reason: 'scope' });
  assert.ok(read(['user/Observation.ru?category=a'], ['category=a']).allowed);
  const two = ['user/Observation.r?category=a', 'user/Observation.u?status=final'];
  assert.ok(!read(two, ['category=a', 'status=final']).allowed);
  assert.ok(read(two, ['category=a&status=final']).allowed);
});
