import {
  type CrawlerVisitor,
  crawlTypedValue,
  OperationOutcomeError,
  type TypedValueWithPath,
  toTypedValue,
  validateResource,
} from '@medplum/core';
import type {
  CodeableConcept,
  Coding,
  OperationOutcome,
  OperationOutcomeIssue,
  Period,
  Resource,
} from '@medplum/fhirtypes';
import { definitions, loadTypesIn, type ValueSetCodes } from './definitions.ts';
import { type HeldType, isHeldType } from './held.ts';
import { findDateRange } from './instants.ts';
import { type Issue, OutcomeError, refuse } from './outcomes.ts';
import { claimFindings, claimIssues, profileFindings } from './profile.ts';
import { findProfile } from './profiles/held-profiles.ts';
import { vitalSignIssues } from './vital-sign-rules.ts';

/** [FHIR R4 datatypes.html#id] */
export const idPattern = /^[A-Za-z0-9\-.]{1,64}$/;

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
  const [first, ...others] = issues;
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
      return severity === 'error' || severity === 'fatal' || /^(Invalid reference|Conflicting choice)/.test(text);
    })
    .map(({ details, diagnostics, expression }) => {
      const text = details?.text ?? diagnostics ?? 'invalid';
      return {
        code: text.startsWith('Invalid reference') ? ('reference-wrong' as const) : ('resource-invalid' as const),
        diagnostics: text,
        ...(expression?.[0] && { expression: expression[0] }),
      };
    });
}

/** What the validator of @medplum/core does not look at. */
function meaningIssues(resource: HeldResource): Issue[] {
  const issues: Issue[] = [];
  const { valueSets } = definitions();
  const visitor: CrawlerVisitor = {
    onEnterResource(path, { value }) {
      const id: unknown = (value as Resource).id;
      if (id !== undefined && !(typeof id === 'string' && idPattern.test(id))) {
        issues.push({ code: 'id-invalid', diagnostics: `"${id}" is not an id`, expression: `${path}.id` });
      }
    },
    onEnterObject(path, { type, value }) {
      if (type === 'Period') checkPeriod(value as Period, path, issues);
    },
    visitProperty(_parent, key, path, propertyValues, schema) {
      for (const found of propertyValues.flat()) {
        // A type that begins with a capital letter is an object; the validator takes `code: 5` for an empty one.
        if (found?.value !== undefined && /^[A-Z]/.test(found.type) && !isPlainObject(found.value)) {
          issues.push({
            code: 'resource-invalid',
            diagnostics: `expected a ${found.type}, found ${JSON.stringify(found.value)}`,
            expression: found.path ?? path,
          });
        }
      }
      const binding = schema.elements[key]?.binding;
      if (binding?.strength !== 'required' || !binding.valueSet) return;
      const codes = valueSets.get(binding.valueSet.split('|')[0] as string);
      if (!codes) return;
      for (const found of propertyValues.flat() as TypedValueWithPath[]) {
        const why = found?.value === undefined ? undefined : whyNotIn(codes, found);
        if (why) {
          issues.push({
            code: 'code-not-in-value-set',
            diagnostics: `${why} is not in ${binding.valueSet}, which is required; allowed are ${allowed(codes)}`,
            expression: found.path ?? path,
          });
        }
      }
    },
  };
  crawlTypedValue(toTypedValue(resource), visitor);
  return issues;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function allowed(codes: ValueSetCodes): string {
  const all = [...codes.values()].flatMap((set) => [...set]);
  return all.length > 30 ? `${all.slice(0, 30).join(', ')}, …` : all.join(', ');
}

function whyNotIn(codes: ValueSetCodes, { type, value }: TypedValueWithPath): string | undefined {
  if (type === 'code' || type === 'string' || type === 'uri') {
    const code: unknown = (value as string | { valueOf(): unknown }).valueOf();
    if (typeof code !== 'string') return undefined; // an extension in place of the value
    return [...codes.values()].some((set) => set.has(code)) ? undefined : `"${code}"`;
  }
  const isIn = ({ system, code }: Coding) => code !== undefined && (codes.get(system ?? '')?.has(code) ?? false);
  if (type === 'Coding') return isIn(value as Coding) ? undefined : JSON.stringify(value);
  if (type === 'CodeableConcept') {
    // [FHIR R4 terminologies.html#required] one of the codings is enough.
    const { coding = [] } = value as CodeableConcept;
    return coding.some(isIn) ? undefined : JSON.stringify(coding);
  }
  return undefined;
}

function checkPeriod({ start, end }: Period, path: string, issues: Issue[]): void {
  if (!start || !end) return;
  const from = findDateRange(start, 0);
  const to = findDateRange(end, 0);
  // Compared with the precision of the coarser one: 2026-11-22T09:00 to 2026-11-22 is a period.
  if (from && to && from.low >= to.high) {
    issues.push({
      code: 'period-reversed',
      diagnostics: `the period ends (${end}) before it starts (${start})`,
      expression: path,
    });
  }
}
