import type { CapabilityStatement, HeldType } from '@munan/fhir';

type Restful = NonNullable<CapabilityStatement['rest']>[number];
export type ServedOperation = NonNullable<Restful['operation']>[number];

/** What the operations need of the house; what is not given is not served. */
export interface OperationNeeds {
  nothing?: never;
}

const official = (name: string, of: string): ServedOperation => ({
  name,
  definition: `http://hl7.org/fhir/OperationDefinition/${of}-${name}`,
});

/** Operations on a type or an instance of it. */
export function operationsOf(type: HeldType, _needs: OperationNeeds): ServedOperation[] {
  return [official('validate', 'Resource'), ...(type === 'Patient' ? [official('everything', 'Patient')] : [])];
}

/** Operations on everything. */
export function systemOperations(_needs: OperationNeeds): ServedOperation[] {
  return [];
}
