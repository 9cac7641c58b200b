import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Consent } from '@munan/fhir';
import { AccessFacts } from './access-facts.ts';
import { consentPartSystem, consentParts } from './consent.ts';

const now = Date.UTC(2026, 10, 22);
const child = 'RelatedPerson/child.p1';
const nurse = 'Practitioner/n1';

const concept = (system: string, code: string) => ({ coding: [{ system, code }] });
const actor = (reference: string) => [{ role: { text: 'x' }, reference: { reference } }];
const parts = (...codes: string[]) => codes.map((code) => concept(consentPartSystem, code));

function consent(provision: Consent['provision'], more: Partial<Consent> = {}): Consent {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: concept('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
    category: [{ text: 'x' }],
    patient: { reference: 'Patient/p1' },
    provision,
    ...more,
  };
}

function agreed(...consents: Consent[]): string[] {
  const facts = new AccessFacts(540);
  consents.forEach((each, at) => {
    facts.set('Consent', `c${at}`, each);
  });
  return [...facts.agreedWith('p1', child, now)].sort();
}

test('a permit opens the parts that it names, at the root or nested', () => {
  const rule = { type: 'permit' as const, actor: actor(child), code: parts('status', 'visits') };
  assert.deepEqual(agreed(consent(rule)), ['status', 'visits']);
  assert.deepEqual(agreed(consent({ provision: [rule] })), ['status', 'visits']);
  assert.deepEqual(agreed(consent({ ...rule, code: undefined })), [...consentParts].sort());
  assert.deepEqual(agreed(consent({ ...rule, code: parts('everything') })), []);
});

test('what is not active, of another scope, person or actor, past or to come opens nothing', () => {
  const rule = { type: 'permit' as const, actor: actor(child), code: parts('status') };
  for (const closed of [
    consent(rule, { status: 'inactive' }),
    consent(rule, { status: 'proposed' }),
    consent(rule, { scope: concept('x', 'research') }),
    consent(rule, { patient: { reference: 'Patient/p2' } }),
    consent(rule, { patient: undefined }),
    consent({ ...rule, actor: actor('RelatedPerson/other.p1') }),
    consent({ ...rule, actor: undefined }),
    consent({ ...rule, period: { end: '2026-11-20' } }),
    consent({ ...rule, period: { start: '2027' } }),
    consent({ period: { end: '2026-11-20' }, provision: [rule] }),
  ])
    assert.deepEqual(agreed(closed), [], JSON.stringify(closed));
  assert.deepEqual(agreed(consent({ ...rule, period: { start: '2026-11-22', end: '2026-11-22' } })), ['status']);
});

test('a permit narrowed by what is not understood opens nothing; a denial so narrowed closes all', () => {
  const narrow = { purpose: [{ system: 'x', code: 'HRESCH' }] };
  const open = { type: 'permit' as const, actor: actor(child), code: parts('status', 'alerts') };
  assert.deepEqual(agreed(consent({ ...open, ...narrow })), []);
  assert.deepEqual(agreed(consent({ ...open, action: [concept('x', 'correct')] })), []);
  const shut = { type: 'deny' as const, actor: actor(child) };
  assert.deepEqual(agreed(consent(open), consent({ ...shut, code: parts('alerts') })), ['status']);
  assert.deepEqual(agreed(consent(open), consent({ ...shut, code: parts('alerts'), ...narrow })), []);
  assert.deepEqual(agreed(consent(open), consent(shut)), []);
});

test('a denial of a user is found by her, ends with its period, and goes with its Consent', () => {
  const facts = new AccessFacts(540);
  const shut = { type: 'deny' as const, actor: actor(nurse), period: { end: '2026-11-22' } };
  facts.set('Consent', 'c1', consent(shut));
  assert.deepEqual([...facts.refusing(nurse, now)], ['p1']);
  assert.deepEqual([...facts.refusing('Practitioner/n2', now)], []);
  assert.deepEqual([...facts.refusing(nurse, now + 2 * 86_400_000)], []);
  facts.set('Consent', 'c1', undefined);
  assert.deepEqual([...facts.refusing(nurse, now)], []);
});

test('a care team counts while it is active, and a member within her period', () => {
  const facts = new AccessFacts(540);
  const team = (more: object) => {
    facts.set('CareTeam', 't1', {
      resourceType: 'CareTeam',
      status: 'active',
      subject: { reference: 'Patient/p1' },
      participant: [{ member: { reference: nurse }, period: { end: '2026-11-22' } }],
      ...more,
    });
    return [...facts.caredForBy(nurse, now)];
  };
  assert.deepEqual(team({}), ['p1']);
  assert.deepEqual([...facts.caredForBy(nurse, now + 2 * 86_400_000)], []);
  for (const status of ['proposed', 'suspended', 'inactive', 'entered-in-error'])
    assert.deepEqual(team({ status }), [], status);
  assert.deepEqual(team({ status: undefined }), []);
  assert.deepEqual(team({ subject: { reference: 'Group/g' } }), []);
  assert.deepEqual(team({ participant: [{ member: { reference: 'Practitioner/n2' } }] }), []);
  assert.deepEqual(team({ period: { start: '2027' } }), []);
});
