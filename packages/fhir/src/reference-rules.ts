import type { Reference, Resource } from '@medplum/fhirtypes';
import { definedTypes } from './held.ts';
import type { Issue } from './outcomes.ts';

const definitionPrefix = 'http://hl7.org/fhir/StructureDefinition/';
const types: ReadonlySet<string> = new Set(definedTypes);

/** [FHIR R4 references.html#literal] the end of a RESTful address. */
const literalPattern = /(?:^|\/)([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** What a reference says of its target: a type, `contained` without such a resource, or nothing that can be judged. */
function targetOf(reference: string, container: Resource | undefined): { type?: string; missing?: true } {
  if (reference.startsWith('#')) {
    // [FHIR R4 references.html#contained] `#` is the container itself.
    if (reference === '#') return container ? { type: container.resourceType } : {};
    const contained = container && 'contained' in container ? (container.contained ?? []) : [];
    const found = contained.find(({ id }) => id === reference.slice(1));
    return found ? { type: found.resourceType } : { missing: true };
  }
  const literal = literalPattern.exec(reference)?.[1];
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return literal && types.has(literal) ? { type: literal } : {};
  // Relative to this server: a resource, or a search that finds one [FHIR R4 http.html#trules].
  return { type: literal ?? (reference.split(/[/?]/)[0] as string) };
}

/**
 * [FHIR R4 references.html] a reference points to one of the types that its element allows, and to a contained resource
 * that is there (ref-1).
 * @param targetProfiles of the element; none allows any resource
 * @param container the resource that the reference stands in, or the one that contains that
 */
export function referenceIssues(
  { reference, type }: Reference,
  targetProfiles: readonly string[] | undefined,
  container: Resource | undefined,
  path: string,
): Issue[] {
  const issues: Issue[] = [];
  const report = (diagnostics: string): void => {
    issues.push({ code: 'reference-wrong', diagnostics, expression: path });
  };
  const said = type?.replace(definitionPrefix, '');
  const target = typeof reference === 'string' ? targetOf(reference, container) : {};
  if (target.missing) report(`there is no contained resource "${reference}" (ref-1)`);
  if (said !== undefined && target.type !== undefined && said !== target.type) {
    report(`the type of the reference is ${said}, but "${reference}" is a ${target.type}`);
  }
  const found = target.type ?? said;
  if (found === undefined) return issues;
  const allowed = (targetProfiles ?? []).map((url) => url.replace(definitionPrefix, ''));
  if (!types.has(found)) {
    // A logical reference may name a type of somebody else's.
    if (target.type !== undefined) report(`"${reference}" is no reference: ${found} is no resource type`);
  } else if (allowed.length > 0 && allowed.every((each) => types.has(each)) && !allowed.includes(found)) {
    report(`a reference to ${found}; allowed are ${allowed.join(', ')}`);
  }
  return issues;
}

/**
 * [FHIR R4 dom-3] a contained resource is referred to from elsewhere in its container, or refers to the container.
 * @medplum/core leaves this invariant out.
 */
export function containedIssues(container: Resource, path: string): Issue[] {
  const contained = 'contained' in container ? container.contained : undefined;
  if (!Array.isArray(contained)) return [];
  const referred = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.startsWith('#')) referred.add(value);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(container);
  return contained.flatMap((each, at): Issue[] => {
    if (referred.has(`#${each.id}`) || mentions(each, '#')) return [];
    const diagnostics = `nothing refers to the contained resource "${each.id}" (dom-3)`;
    return [{ code: 'resource-invalid', diagnostics, expression: `${path}.contained[${at}]` }];
  });
}

function mentions(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((each) => mentions(each, text));
}
