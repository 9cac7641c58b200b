import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { expandValueSet } from './expand-value-set.ts';
import { generateKrCore, generateR4 } from './generate-profiles.ts';

const folder = new URL('../packages/fhir/src/profiles/', import.meta.url);

test('the committed profiles of FHIR R4 are what generateR4 extracts today', () => {
  for (const [name, text] of Object.entries(generateR4())) {
    const committed = readFileSync(new URL(`r4/generated/${name}`, folder), 'utf8');
    assert.equal(committed === text, true, `${name} is out of date: run node tools/generate-profiles.ts`);
  }
});

test('generateKrCore keeps of a snapshot what it asks beyond its base type, and publishes it without', () => {
  const from = mkdtempSync(join(tmpdir(), 'krcore-'));
  const element = (id: string, more: object) => ({ id, path: id, ...more });
  const profile = {
    resourceType: 'StructureDefinition',
    id: 'one',
    url: 'urn:one',
    type: 'Patient',
    derivation: 'constraint',
    meta: { profile: ['urn:definition'] },
    text: { status: 'generated' },
    snapshot: {
      element: [
        element('Patient', { constraint: [{ key: 'dom-2' }, { key: 'own-1', severity: 'error', expression: 'true' }] }),
        element('Patient.active', { min: 0, max: '1', base: { path: 'Patient.active', min: 0, max: '1' } }),
        element('Patient.gender', { min: 1, max: '1', base: { path: 'Patient.gender', min: 0, max: '1' } }),
      ],
    },
    differential: { element: [element('Patient.gender', { min: 1 })] },
  };
  try {
    writeFileSync(join(from, 'StructureDefinition-one.json'), JSON.stringify(profile));
    writeFileSync(join(from, 'ImplementationGuide-x.json'), JSON.stringify({ resourceType: 'ImplementationGuide' }));
    const files = generateKrCore(from);
    const [checks] = JSON.parse(files['checks.json'] as string) as { elements: object[] }[];
    assert.deepEqual(checks?.elements, [
      { id: 'Patient', constraint: [{ key: 'own-1', severity: 'error', expression: 'true' }] },
      { id: 'Patient.gender', min: 1 },
    ]);
    const resources = JSON.parse(files['resources.json'] as string) as object[];
    const { text: _text, snapshot: _snapshot, ...published } = profile;
    assert.deepEqual(resources, [published]);
  } finally {
    rmSync(from, { recursive: true });
  }
});

test('expandValueSet lists codes, follows a hierarchy, leaves out what is excluded, and says what it cannot list', () => {
  const concept = [{ code: 'a', concept: [{ code: 'b', concept: [{ code: 'c' }] }] }, { code: 'd' }];
  const codeSystems = new Map([['urn:s', { url: 'urn:s', content: 'complete', concept }]]);
  const expand = (include: object[], exclude?: object[]) =>
    expandValueSet(
      { url: 'urn:v', compose: { include: include as never[], ...(exclude && { exclude: exclude as never[] }) } },
      codeSystems,
      new Map(),
    );
  const below = { property: 'concept', value: 'a' };
  assert.deepEqual(expand([{ system: 'urn:s' }]), { 'urn:s': { whole: true, codes: ['a', 'b', 'c', 'd'] } });
  assert.deepEqual(expand([{ system: 'urn:s', filter: [{ ...below, op: 'is-a' }] }]), {
    'urn:s': { codes: ['a', 'b', 'c'] },
  });
  assert.deepEqual(expand([{ system: 'urn:s', filter: [{ ...below, op: 'descendent-of' }] }]), {
    'urn:s': { codes: ['b', 'c'] },
  });
  assert.deepEqual(expand([{ system: 'urn:s' }], [{ system: 'urn:s', concept: [{ code: 'b' }] }]), {
    'urn:s': { codes: ['a', 'c', 'd'] },
  });
  assert.deepEqual(expand([{ system: 'urn:elsewhere' }]), { 'urn:elsewhere': { whole: true } });
  assert.deepEqual(expand([{ system: 'urn:elsewhere', filter: [{ ...below, op: 'is-a' }] }]), { 'urn:elsewhere': {} });
  assert.equal(expand([{ valueSet: ['urn:unknown'] }]), undefined);
});
