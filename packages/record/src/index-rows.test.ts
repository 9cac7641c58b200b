import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HeldResource, validate } from '@munan/fhir';
import { patientsIn } from './index-rows.ts';

function about(resource: unknown): string[] {
  validate(resource);
  return patientsIn(resource as HeldResource);
}

const patient = { reference: 'Patient/p1' };
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'pain' }, subject: patient };

test('patientsIn finds whom a resource is about, also where R4 has no parameter patient', () => {
  assert.deepEqual(about(observation), ['p1']);
  assert.deepEqual(about({ resourceType: 'Patient', id: 'p1' }), ['p1']);
  assert.deepEqual(about({ resourceType: 'Schedule', actor: [patient, { reference: 'Practitioner/d' }] }), ['p1']);
  const member = [{ entity: patient }, { entity: { reference: 'Patient/p0' } }];
  assert.deepEqual(about({ resourceType: 'Group', type: 'person', actual: true, member }), ['p0', 'p1']);
  const participant = [{ actor: patient, status: 'accepted' }];
  assert.deepEqual(about({ resourceType: 'Appointment', status: 'proposed', participant }), ['p1']);
  assert.deepEqual(about({ resourceType: 'Organization', name: 'A' }), []);
});

test('patientsIn finds everybody in a Bundle and the person for whom a Binary is kept', () => {
  const entry = [
    { resource: { resourceType: 'Patient', id: 'p2' } },
    { resource: observation },
    { resource: { resourceType: 'Patient', active: true } },
    { fullUrl: 'urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d', response: { status: '200' } },
  ];
  assert.deepEqual(about({ resourceType: 'Bundle', type: 'collection', entry: entry.slice(0, 3) }), ['p1', 'p2']);
  const inner = { resource: { resourceType: 'Bundle', type: 'collection', entry: entry.slice(1, 2) } };
  assert.deepEqual(about({ resourceType: 'Bundle', type: 'collection', entry: [inner] }), ['p1']);
  assert.deepEqual(about({ resourceType: 'Binary', contentType: 'text/plain', securityContext: patient }), ['p1']);
  assert.deepEqual(about({ resourceType: 'Binary', contentType: 'text/plain' }), []);
});
