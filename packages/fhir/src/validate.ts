import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { OperationOutcome, OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import { loadTypesIn } from './definitions.ts';
import { type HeldType, isHeldType } from './held.ts';
import { meaningIssues } from './meaning.ts';
import { type Issue, OutcomeError, refuse } from './outcomes.ts';
import { judgedHere } from './primitive-rules.ts';
import { claimFindings, claimIssues, profileFindings } from './profile.ts';
import { findProfile } from './profiles/held-profiles.ts';
import { vitalSignIssues } from './vital-sign-rules.ts';

export type HeldResource = Extract<Resource, { resourceType: HeldType }>;

/** What a parsed body says it is; undefined when it says nothing. */
export function resourceTypeOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as { resourceType?: unknown }).resourceType : undefined;
}

/**
 * Whether a parsed body is a valid resource of FHIR R4: structure, cardinality, invariants and formats by @medplum/core;
 * required bindings, ids, order of periods and targets of references, which that leaves out, here; the vital-signs
 * profiles wherever their code is there; and every profile that it claims in `meta.profile`, where that is held.
 * @throws OutcomeError with every issue found.
 */
export function validate(resource: unknown): asserts resource is HeldResource {
  const type = resourceTypeOf(resource);
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource) || type === undefined) {
    throw refuse('resource-invalid', 'the body is not a resource: it is no object with a resourceType');
  }
  if (!isHeldType(type)) {
    throw refuse(
      'not-held',
      `resources of type ${JSON.stringify(type)} are not held; held are those of FHIR R4 but Parameters`,
    );
  }
  const held = resource as HeldResource;
  loadTypesIn(held);
  const issues = [...emptyIssues(held, type), ...structureIssues(held)];
  // What is not even well formed cannot be walked.
  if (issues.length === 0) {
    issues.push(...meaningIssues(held));
    if (held.resourceType === 'Observation') issues.push(...vitalSignIssues(held));
    issues.push(...claimIssues(held));
  }
  const [first, ...others] = issues.map((issue) => ({
    ...issue,
    // FHIRPath has no [x]: Observation.value.
    ...(issue.expression && { expression: issue.expression.replaceAll('[x]', '') }),
  }));
  if (first) throw new OutcomeError(first, ...others);
}

/**
 * What `$validate` answers: what is wrong with it, also against the profiles that it claims and one that is asked for;
 * what could not be checked, as warnings; undefined when there is nothing to say.
 * @throws OutcomeError not-held when the profile asked for is not known here
 */
export function validationOutcome(resource: unknown, profile?: string): OperationOutcome | undefined {
  try {
    validate(resource);
  } catch (error) {
    if (error instanceof OutcomeError) return error.outcome;
    throw error;
  }
  const findings = claimFindings(resource);
  const [asked] = (profile ?? '').split('|');
  if (profile !== undefined && asked !== `http://hl7.org/fhir/StructureDefinition/${resource.resourceType}`) {
    const held = findProfile(profile);
    if (held?.type !== resource.resourceType) {
      throw refuse('not-held', `the profile ${profile} of ${resource.resourceType} is not held`);
    }
    const claimed = resource.meta?.profile?.some((each) => findProfile(each) === held);
    if (!claimed) findings.push(...profileFindings(resource, held.url));
  }
  const [first, ...others] = findings;
  return first && new OutcomeError(first, ...others).outcome;
}

/** [FHIR R4 json.html] strings, lists and objects are never empty; the validator takes an empty one for an absent one. */
function emptyIssues(value: unknown, path: string): Issue[] {
  if (value === '') return [{ code: 'resource-invalid', diagnostics: 'an empty string', expression: path }];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  if (entries.length === 0)
    return [{ code: 'resource-invalid', diagnostics: 'an empty list or object', expression: path }];
  return entries.flatMap(([key, item]) =>
    emptyIssues(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
  );
}

function structureIssues(resource: Resource): Issue[] {
  let found: OperationOutcomeIssue[];
  try {
    found = validateResource(resource);
  } catch (error) {
    if (error instanceof OperationOutcomeError) found = error.outcome.issue;
    else if (error instanceof TypeError) {
      // The validator walks into `null` and numbers where it expects objects.
      return [{ code: 'resource-invalid', diagnostics: `an element has the wrong kind of value: ${error.message}` }];
    } else throw error;
  }
  return found
    .filter(({ severity, diagnostics, details }) => {
      const text = details?.text ?? diagnostics ?? '';
      if (judgedHere.has(text)) return false;
      return severity === 'error' || severity === 'fatal' || text.startsWith('Conflicting choice');
    })
    .map(({ details, diagnostics, expression }) => ({
      code: 'resource-invalid',
      diagnostics: details?.text ?? diagnostics ?? 'invalid',
      ...(expression?.[0] && { expression: expression[0] }),
    }));
}
