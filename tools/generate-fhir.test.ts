import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generateFhir } from './generate-fhir.ts';

test('the committed FHIR definitions are what generateFhir extracts today', () => {
  for (const [name, text] of Object.entries(generateFhir())) {
    const committed = readFileSync(new URL(`../packages/fhir/src/generated/${name}`, import.meta.url), 'utf8');
    assert.equal(committed === text, true, `${name} is out of date: run node tools/generate-fhir.ts`);
    assert.ok(text.length < 2_000_000, `${name} has ${text.length} bytes`);
  }
});
