import {
  evalFhirPathTyped,
  type FhirPathAtom,
  type InternalTypeSchema,
  parseFhirPath,
  type TypedValueWithPath,
  toTypedValue,
} from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import type { Issue } from './outcomes.ts';

/**
 * Judged otherwise: by structure (ele-1), at every element (ext-1), by reference-rules.ts (ref-1, dom-3) and by the order
 * of periods (per-1). sdf-19 asks for types that this server does not know.
 */
const judgedElsewhere: ReadonlySet<string> = new Set(['ele-1', 'ext-1', 'ref-1', 'dom-3', 'per-1', 'sdf-19']);
/** What @medplum/core leaves out even at the root. */
const leftOutAtRoot: ReadonlySet<string> = new Set(['org-1']);

const parsed = new Map<string, FhirPathAtom>();

function parse(expression: string): FhirPathAtom {
  let atom = parsed.get(expression);
  if (!atom) {
    atom = parseFhirPath(expression);
    parsed.set(expression, atom);
  }
  return atom;
}

/** Of the resources that enclose a value: the nearest, and the one that contains it or is it. */
export interface Enclosing {
  resource: Resource | undefined;
  container: Resource | undefined;
}

/**
 * The invariants of a data type wherever a value has it, and of a resource within another: @medplum/core judges those of
 * elements and of the outermost resource only.
 */
export function typeInvariantIssues(
  value: TypedValueWithPath,
  { constraints = [], kind }: InternalTypeSchema,
  { resource, container }: Enclosing,
  isRoot: boolean,
): Issue[] {
  if (kind !== 'complex-type' && kind !== 'resource') return [];
  const issues: Issue[] = [];
  for (const { key, severity, expression, description } of constraints) {
    if (severity !== 'error' || judgedElsewhere.has(key) || (isRoot && !leftOutAtRoot.has(key))) continue;
    const [answer] = evalFhirPathTyped(parse(expression), [value], {
      '%context': value,
      '%ucum': { type: 'string', value: 'http://unitsofmeasure.org' },
      ...(resource && { '%resource': toTypedValue(resource) }),
      ...(container && { '%rootResource': toTypedValue(container) }),
    });
    if (answer?.value === true) continue;
    issues.push({
      code: 'resource-invalid',
      diagnostics: `Constraint ${key} not met: ${description}`,
      expression: value.path,
    });
  }
  return issues;
}
