import type { CodeableConcept, Observation, Quantity } from '@medplum/fhirtypes';
import { vitalSignProfiles } from './held.ts';
import type { Issue } from './outcomes.ts';
import { profileIssues } from './profile.ts';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';
const categories = 'http://terminology.hl7.org/CodeSystem/observation-category';
const bloodPressure = '85354-9';

/**
 * Units that the vital-signs profiles fix, UCUM [FHIR R4 observation-vitalsigns.html, table]. They stand in slices of a
 * choice (valueQuantity), which the profile check does not look into.
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

/**
 * What the vital-signs profiles ask of an Observation with one of their codes, whether it names the profile or not.
 * Slices are judged here by code: the slicing of @medplum/core does not see a code that has a second coding beside it.
 */
export function vitalSignIssues(observation: Observation): Issue[] {
  const issues: Issue[] = [];
  for (const { system, code } of observation.code?.coding ?? []) {
    const profile = system === loinc && code ? vitalSignProfiles[code] : undefined;
    if (!profile) continue;
    issues.push(...profileIssues(observation, `http://hl7.org/fhir/StructureDefinition/${profile}`));
    if (!observation.category?.some((category) => has(category, categories, 'vital-signs'))) {
      issues.push({
        code: 'resource-invalid',
        diagnostics: `a vital sign (LOINC ${code}) has the category vital-signs of ${categories}`,
        expression: 'Observation.category',
      });
    }
    if (code === bloodPressure) issues.push(...bloodPressureIssues(observation));
  }
  issues.push(...unitIssues(observation));
  return issues;
}

function has(concept: CodeableConcept | undefined, system: string, code: string): boolean {
  return concept?.coding?.some((coding) => coding.system === system && coding.code === code) ?? false;
}

/** [FHIR R4 bp] one systolic and one diastolic component. */
function bloodPressureIssues({ component = [] }: Observation): Issue[] {
  return ['8480-6', '8462-4'].flatMap((code): Issue[] => {
    const count = component.filter((each) => has(each.code, loinc, code)).length;
    if (count === 1) return [];
    const diagnostics = `blood pressure has exactly one component LOINC ${code}; found ${count}`;
    return [{ code: 'resource-invalid', diagnostics, expression: 'Observation.component' }];
  });
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
