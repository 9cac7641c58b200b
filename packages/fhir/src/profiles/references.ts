import { isObject } from './values.ts';

/** A contained resource; undefined where the reference leads out of the resource. */
export function containedTarget(reference: unknown, resource: unknown): Record<string, unknown> | undefined {
  if (!isObject(reference) || typeof reference.reference !== 'string' || !reference.reference.startsWith('#')) {
    return undefined;
  }
  if (reference.reference === '#') return isObject(resource) ? resource : undefined;
  const id = reference.reference.slice(1);
  const contained = isObject(resource) && Array.isArray(resource.contained) ? resource.contained : [];
  return contained.find((each: unknown) => isObject(each) && each.id === id) as Record<string, unknown> | undefined;
}

/** The type of resource that a reference points to, as far as it says so. [FHIR R4 references.html#literal] */
export function targetTypeOf(reference: unknown, resource: unknown): string | undefined {
  if (!isObject(reference)) return undefined;
  const contained = containedTarget(reference, resource);
  if (typeof contained?.resourceType === 'string') return contained.resourceType;
  if (typeof reference.reference === 'string') {
    const [, type] =
      /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(reference.reference) ?? [];
    if (type) return type;
  }
  return typeof reference.type === 'string' ? reference.type.split('/').at(-1) : undefined;
}
