import { type FhirPathAtom, parseFhirPath } from '@medplum/core';
import type { ProfileDefinition, ProfileElement } from './definition.ts';

/** An element of a profile with all that is below it. */
export interface ProfileNode {
  /** Of the JSON property; a choice ends with `[x]`. */
  name: string;
  element: Omit<ProfileElement, 'id'>;
  /** `exactly` a fixed value, or `atLeast` a pattern. */
  exactly?: unknown;
  atLeast?: unknown;
  most: number;
  invariants: readonly Invariant[];
  /** Name of the type as FHIRPath knows it, e.g. ObservationComponent. */
  typeName: string;
  children: Map<string, ProfileNode>;
  slices: Map<string, ProfileNode>;
}

export interface Invariant {
  key: string;
  human: string;
  isError: boolean;
  expression: FhirPathAtom;
}

function emptyNode(name: string, parentType: string): ProfileNode {
  const plain = name.replace('[x]', '');
  return {
    name,
    element: {},
    most: Number.POSITIVE_INFINITY,
    invariants: [],
    typeName: parentType + plain.slice(0, 1).toUpperCase() + plain.slice(1),
    children: new Map(),
    slices: new Map(),
  };
}

function apply(node: ProfileNode, { id: _id, ...element }: ProfileElement): void {
  Object.assign(node.element, element);
  if (element.max !== undefined) node.most = element.max === '*' ? Number.POSITIVE_INFINITY : Number(element.max);
  for (const [key, value] of Object.entries(element)) {
    if (/^fixed[A-Z]/.test(key)) node.exactly = value;
    else if (/^pattern[A-Z]/.test(key)) node.atLeast = value;
  }
  const known = new Set(node.invariants.map(({ key }) => key));
  node.invariants = [
    ...node.invariants,
    ...(element.constraint ?? [])
      .filter(({ key = '', expression }) => expression && !known.has(key))
      .map(({ key = '', severity, human = '', expression = '' }) => ({
        key,
        human,
        isError: severity === 'error',
        expression: parseFhirPath(expression),
      })),
  ];
}

/** `elements` in order: those of the base profiles first, so that a derived one adds to them. */
export function compileProfile({ type, elements }: ProfileDefinition): ProfileNode {
  const root = emptyNode(type, '');
  for (const element of elements) {
    const [, ...segments] = element.id.split('.');
    let node = root;
    for (const segment of segments) {
      const [name = '', slice] = segment.split(':');
      const below = node.children.get(name) ?? emptyNode(name, node.typeName);
      node.children.set(name, below);
      node = below;
      if (slice === undefined) continue;
      const sliced = below.slices.get(slice) ?? { ...emptyNode(name, ''), typeName: below.typeName };
      below.slices.set(slice, sliced);
      node = sliced;
    }
    apply(node, element);
  }
  return root;
}
