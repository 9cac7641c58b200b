import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compartmentFile, generateCompartment } from './generate-compartment.ts';

test('the committed patient compartment is what generateCompartment extracts today', () => {
  const same = readFileSync(compartmentFile, 'utf8') === generateCompartment();
  assert.equal(same, true, 'patient-compartment.json is out of date: run node tools/generate-compartment.ts');
});
