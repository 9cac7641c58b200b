import type { ElementDefinitionConstraint, ElementDefinitionSlicing } from '@medplum/fhirtypes';

export interface ElementType {
  code: string;
  profile?: string[];
  targetProfile?: string[];
}

/** What a profile says of one element, beyond what the base type says: a trimmed ElementDefinition. */
export interface ProfileElement {
  /** `Patient.telecom:Phone.system`: the path with the names of slices. */
  id: string;
  sliceName?: string;
  slicing?: Pick<ElementDefinitionSlicing, 'discriminator' | 'rules' | 'ordered'>;
  min?: number;
  max?: string;
  type?: readonly ElementType[];
  constraint?: readonly Pick<ElementDefinitionConstraint, 'key' | 'severity' | 'human' | 'expression'>[];
  binding?: { strength: string; valueSet?: string };
  /** `fixedUri`, `patternCodeableConcept`, … */
  [fixedOrPattern: `fixed${string}` | `pattern${string}`]: unknown;
}

export interface ProfileDefinition {
  url: string;
  version?: string;
  /** The type that it constrains: a resource type, `Extension`, … */
  type: string;
  kind?: string;
  baseDefinition?: string;
  elements: readonly ProfileElement[];
}

/** By system: its codes that belong; `whole`: all its codes do; without `codes` these are not known here. */
export type BoundCodes = Readonly<Record<string, { codes?: readonly string[]; whole?: true }>>;
