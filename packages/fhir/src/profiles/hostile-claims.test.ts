import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OutcomeError } from '../outcomes.ts';
import { claimFindings } from '../profile.ts';
import { validate } from '../validate.ts';
import { checkProfile } from './check-profile.ts';
import { heldProfiles } from './held-profiles.ts';
import { profileUrl, sample } from './samples-for-tests.ts';

const profiles = heldProfiles().filter(
  ({ url, type }) => url.startsWith('http://www.hl7korea') && type !== 'Extension',
);

/** Every place in a value, as the keys that lead there. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

test('checkProfile judges anything that may stand anywhere in a resource, and never fails', () => {
  fc.assert(
    fc.property(fc.constantFrom(...profiles), fc.nat(), fc.jsonValue({ maxDepth: 3 }), (profile, which, junk) => {
      const instance = sample(profile.url.split('/').at(-1) as string);
      const all = places(instance);
      const broken = replaced(instance, all[which % all.length] as string[], junk);
      for (const { diagnostics, expression } of checkProfile(broken, profile)) assert.ok(diagnostics && expression);
      try {
        validate(broken);
      } catch (error) {
        assert.ok(error instanceof OutcomeError, `${error}`);
      }
    }),
    { numRuns: 400 },
  );
});

test('claimFindings judges a profile once, however often it is claimed', () => {
  const claimed = Array.from({ length: 20_000 }, (_, at) =>
    profileUrl(at % 2 ? 'krcore-heartrate' : 'krcore-bodyweight'),
  );
  const heartRate = { ...sample('krcore-heartrate'), meta: { profile: claimed } };
  const findings = claimFindings(heartRate as never);
  assert.deepEqual(
    findings.map(({ expression }) => expression),
    ['Observation.code.coding[0].code', 'Observation.valueQuantity.code'],
  );
});

test('claimFindings refuses the claim of another base type, and takes that of its own', () => {
  const base = 'http://hl7.org/fhir/StructureDefinition/';
  const claims = (profile: string) => claimFindings({ resourceType: 'Patient', meta: { profile: [profile] } });
  for (const own of ['Patient', 'DomainResource', 'Resource', 'Patient|4.0.1'])
    assert.deepEqual(claims(base + own), []);
  assert.match(claims(`${base}Observation`)[0]?.diagnostics ?? '', /is of Observation, not of Patient/);
  for (const odd of ['', 'urn:x', `${base}constructor`, '__proto__', `${base}Robot`, '|', 'x'.repeat(100_000)]) {
    assert.deepEqual(
      claims(odd).map(({ severity }) => severity),
      ['warning'],
      odd.slice(0, 60),
    );
  }
});
