import type { CodeableConcept, Observation, Quantity } from '@medplum/fhirtypes';
import { vitalSignProfiles } from './held.ts';
import type { Issue } from './outcomes.ts';
import { profileIssues } from './profile.ts';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';

/**
 * Units that the vital-signs profiles fix, UCUM [FHIR R4 observation-vitalsigns.html, table]; with an error of their own, and
 * for the codes beside (59408-5) too.
 */
const unitsByCode: Readonly<Record<string, readonly string[]>> = {
  '9279-1': ['/min'],
  '8867-4': ['/min'],
  '2708-6': ['%'],
  '59408-5': ['%'],
  '8310-5': ['Cel', '[degF]'],
  '8302-2': ['cm', '[in_i]'],
  '9843-4': ['cm', '[in_i]'],
  '29463-7': ['g', 'kg', '[lb_av]'],
  '39156-5': ['kg/m2'],
  '8480-6': ['mm[Hg]'],
  '8462-4': ['mm[Hg]'],
};

/** What the vital-signs profiles ask of an Observation with one of their codes, whether it names the profile or not. */
export function vitalSignIssues(observation: Observation): Issue[] {
  const units = unitIssues(observation);
  const inUnits = (path = '') => units.some(({ expression = '' }) => path.startsWith(expression));
  const issues = (observation.code?.coding ?? []).flatMap(({ system, code }) => {
    const profile = system === loinc && code ? vitalSignProfiles[code] : undefined;
    return profile ? profileIssues(observation, `http://hl7.org/fhir/StructureDefinition/${profile}`) : [];
  });
  return [...issues.filter(({ expression }) => !inUnits(expression)), ...units];
}

function unitIssues(observation: Observation): Issue[] {
  const issues: Issue[] = [];
  check(observation.code, observation.valueQuantity, 'Observation.valueQuantity', issues);
  for (const [index, { code, valueQuantity }] of (observation.component ?? []).entries()) {
    check(code, valueQuantity, `Observation.component[${index}].valueQuantity`, issues);
  }
  return issues;
}

function check(code: CodeableConcept | undefined, quantity: Quantity | undefined, path: string, issues: Issue[]): void {
  if (!quantity) return;
  for (const coding of code?.coding ?? []) {
    const units = coding.system === loinc && coding.code ? unitsByCode[coding.code] : undefined;
    if (!units || (quantity.system === ucum && quantity.code !== undefined && units.includes(quantity.code))) continue;
    issues.push({
      code: 'unit-wrong',
      diagnostics: `LOINC ${coding.code} is given in ${quantity.code ?? 'no unit'} of ${quantity.system ?? 'no system'}; allowed is ${units.join(' or ')} of ${ucum}`,
      expression: path,
    });
  }
}
