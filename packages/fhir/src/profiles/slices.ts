import { membership } from './bindings.ts';
import type { ProfileNode } from './compile.ts';
import { compiledProfile, findBoundCodes, findProfile, typeOfProfile } from './held-profiles.ts';
import { containedTarget, targetTypeOf } from './references.ts';
import { type FoundValue, isObject, isSame, valuesOf } from './values.ts';

export interface Discriminator {
  type: string;
  path: string;
}

/** `undefined`: it cannot be decided from what is at hand, e.g. the target of a reference. */
export type Verdict = boolean | undefined;

interface Judge {
  /** The whole resource, for references to what it contains. */
  resource: unknown;
  /** Whether a value meets a profile. */
  conforms(found: FoundValue, url: string): boolean;
}

const byUrl: readonly Discriminator[] = [{ type: 'value', path: 'url' }];
const byType: readonly Discriminator[] = [{ type: 'type', path: '$this' }];

/** [FHIR R4 profiling.html#slicing] extensions are sliced by their url and choices by their type, whether said or not. */
export function discriminatorsOf({ name, element }: ProfileNode): readonly Discriminator[] | undefined {
  const said = element.slicing?.discriminator;
  if (said && said.length > 0) return said.map(({ type = '', path = '' }) => ({ type, path }));
  if (name === 'extension' || name === 'modifierExtension') return byUrl;
  return name.endsWith('[x]') ? byType : undefined;
}

/** Whether a value belongs to a slice. */
export function belongs(
  found: FoundValue,
  slice: ProfileNode,
  discriminators: readonly Discriminator[],
  judge: Judge,
): Verdict {
  let verdict: Verdict = true;
  for (const discriminator of discriminators) {
    const one = meets(found, slice, discriminator, judge);
    if (one === false) return false;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

function meets(found: FoundValue, slice: ProfileNode, { type, path }: Discriminator, judge: Judge): Verdict {
  const steps = stepsOf(path);
  // The reference itself says of which type its target is, and the slice's reference which profiles it has.
  const resolves = (type === 'type' || type === 'profile') && steps.at(-1)?.kind === 'resolve';
  const asFarAsReference = resolves ? steps.slice(0, -1) : steps;
  const values = follow([found], type === 'type' ? asFarAsReference : steps, judge);
  if (!values) return undefined;
  const nodes = nodesAt([slice], asFarAsReference);
  if (type === 'exists') {
    const [node] = nodes;
    if (!node) return undefined;
    return node.most === 0 ? values.length === 0 : values.length > 0;
  }
  if (type === 'type') return ofType(values, nodes, judge);
  if (type === 'profile') return ofProfile(values, nodes, judge);
  const [extension] = slice.element.type ?? [];
  if (path === 'url' && nodes.every(({ exactly }) => exactly === undefined) && extension?.profile) {
    return values.some(({ value }) => extension.profile?.some((url) => url.split('|')[0] === value));
  }
  const verdicts = nodes.flatMap((node) => criteria(node)).map((meetsOne) => anyOf(values, meetsOne));
  if (verdicts.includes(false)) return false;
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : true;
}

function anyOf(values: readonly FoundValue[], meetsOne: (value: unknown) => Verdict): Verdict {
  const verdicts = values.map(({ value }) => meetsOne(value));
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

/** What tells the values of a slice from others: a fixed value or pattern, a required binding, or what its parts fix. */
function criteria(node: ProfileNode): ((value: unknown) => Verdict)[] {
  const { exactly, atLeast, element, children } = node;
  if (exactly !== undefined) return [(value) => isSame(value, exactly, true)];
  if (atLeast !== undefined) return [(value) => isSame(value, atLeast, false)];
  if (element.binding?.strength === 'required' && element.binding.valueSet) {
    const bound = findBoundCodes(element.binding.valueSet);
    // Of a system whose codes are not held, every code may be one.
    if (bound) return [(value) => membership(bound, value) !== 'out'];
  }
  const parts = [...children.values()].flatMap((child) =>
    [child, ...child.slices.values()].flatMap((part) =>
      criteria(part).map(
        (meetsOne) =>
          (value: unknown): Verdict =>
            anyOf(valuesOf(value, child.name, ''), meetsOne),
      ),
    ),
  );
  return parts;
}

function ofType(values: readonly FoundValue[], nodes: readonly ProfileNode[], { resource }: Judge): Verdict {
  const types = nodes.flatMap(({ element }) => element.type ?? []);
  if (types.length === 0) return undefined;
  const verdicts = values.map(({ value, type }): Verdict => {
    if (type !== undefined) return types.some(({ code }) => code === type);
    const resourceType = isObject(value) ? value.resourceType : undefined;
    if (typeof resourceType === 'string') return types.some(({ code }) => code === resourceType);
    const targets = types.flatMap(({ targetProfile = [] }) => targetProfile.map(typeOfProfile));
    const target = targetTypeOf(value, resource);
    if (targets.length === 0 || target === undefined || targets.includes(undefined)) return undefined;
    return targets.includes(target);
  });
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

function ofProfile(values: readonly FoundValue[], nodes: readonly ProfileNode[], judge: Judge): Verdict {
  const urls = nodes.flatMap(({ element }) =>
    (element.type ?? []).flatMap(({ profile = [], targetProfile = [] }) => [...profile, ...targetProfile]),
  );
  const known = urls.filter((url) => findProfile(url));
  if (known.length === 0) return undefined;
  return values.some((found) => known.some((url) => judge.conforms(found, url)));
}

type Step = { kind: 'name' | 'ofType' | 'extension'; name: string } | { kind: 'resolve' };
const parsedPaths = new Map<string, readonly Step[]>();

/** [FHIR R4 profiling.html#discriminator] names, `extension(url)`, `ofType(type)` and `resolve()`. */
function stepsOf(path: string): readonly Step[] {
  const known = parsedPaths.get(path);
  if (known) return known;
  const steps = [...path.matchAll(/(\w+)\(\s*['"]?([^'")]*)['"]?\s*\)|(\$?\w+)(?:\[x\])?/g)].flatMap(
    ([, called, argument = '', name]): Step[] => {
      if (called === 'resolve') return [{ kind: 'resolve' }];
      if (called === 'ofType' || called === 'extension') return [{ kind: called, name: argument }];
      return name === undefined || name === '$this' ? [] : [{ kind: 'name', name }];
    },
  );
  parsedPaths.set(path, steps);
  return steps;
}

/** The values at the end of a path; undefined when it leads out of the resource. */
function follow(from: readonly FoundValue[], steps: readonly Step[], judge: Judge): FoundValue[] | undefined {
  let values = [...from];
  for (const step of steps) {
    if (step.kind === 'resolve') {
      const targets = values.map(({ value }) => containedTarget(value, judge.resource));
      if (targets.includes(undefined)) return undefined;
      values = targets.map((value, at) => ({ value, path: values[at]?.path ?? '' }));
    } else if (step.kind === 'ofType') values = values.filter(({ type }) => type === undefined || type === step.name);
    else if (step.kind === 'extension') {
      values = values
        .flatMap(({ value, path }) => valuesOf(value, 'extension', path))
        .filter(({ value }) => isObject(value) && value.url === step.name);
    } else {
      values = values.flatMap(({ value, path }) => {
        const plain = valuesOf(value, step.name, path);
        return plain.length > 0 ? plain : valuesOf(value, `${step.name}[x]`, path);
      });
    }
  }
  return values;
}

/** What a slice says of the element at the end of a path, in slices of slices and in the profiles of its types too. */
function nodesAt(from: readonly ProfileNode[], steps: readonly Step[]): ProfileNode[] {
  let nodes = [...from];
  for (const step of steps) {
    if (step.kind === 'ofType') continue;
    nodes = nodes.flatMap((node) => {
      if (step.kind === 'resolve') {
        return (node.element.type ?? []).flatMap(({ targetProfile = [] }) => targetProfile.flatMap(rootOf));
      }
      const name = step.kind === 'extension' ? 'extension' : step.name;
      const below = [node, ...(node.element.type ?? []).flatMap(({ profile = [] }) => profile.flatMap(rootOf))].flatMap(
        ({ children }) => children.get(name) ?? children.get(`${name}[x]`) ?? [],
      );
      const all = below.flatMap((each) => [each, ...each.slices.values()]);
      if (step.kind !== 'extension') return all;
      return all.filter(({ element }) => element.type?.some(({ profile = [] }) => profile.includes(step.name)));
    });
  }
  return nodes;
}

function rootOf(url: string): ProfileNode[] {
  const profile = findProfile(url);
  return profile ? [compiledProfile(profile)] : [];
}
