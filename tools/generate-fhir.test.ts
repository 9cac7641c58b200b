import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generatedStructures, generateFhir } from './generate-fhir.ts';

test('the committed FHIR definitions are what generateFhir extracts today', () => {
  const files = generateFhir();
  for (const name of generatedStructures()) assert.ok(name in files, `${name} is needed no more`);
  for (const [name, text] of Object.entries(files)) {
    const committed = readFileSync(new URL(`../packages/fhir/src/generated/${name}`, import.meta.url), 'utf8');
    assert.equal(committed === text, true, `${name} is out of date: run node tools/generate-fhir.ts`);
    assert.ok(text.length < 1_000_000, `${name} has ${text.length} bytes`);
  }
});
