import type { CapabilityStatement, HeldType } from '@munan/fhir';
import type { ExportNeeds } from './export-routes.ts';
import type { SeriesSource } from './series-source.ts';

type Restful = NonNullable<CapabilityStatement['rest']>[number];
export type ServedOperation = NonNullable<Restful['operation']>[number];

/** What the operations need of the house; what is not given is not served. */
export interface OperationNeeds {
  exports?: ExportNeeds;
  series?: SeriesSource;
}

const official = (name: string, of: string): ServedOperation => ({
  name,
  definition: `http://hl7.org/fhir/OperationDefinition/${of}-${name}`,
});
const bulk = (id: string): ServedOperation => ({
  name: 'export',
  definition: `http://hl7.org/fhir/uv/bulkdata/OperationDefinition/${id}`,
});

/** Operations on a type or an instance of it. */
export function operationsOf(type: HeldType, { exports, series }: OperationNeeds): ServedOperation[] {
  return [
    official('validate', 'Resource'),
    ...(type === 'Patient' ? [official('everything', 'Patient')] : []),
    ...(type === 'Patient' && exports ? [bulk('patient-export')] : []),
    ...(type === 'Observation' ? [official('lastn', 'Observation')] : []),
    ...(type === 'Observation' && series ? [{ name: 'series', definition: 'urn:munan:operation:series' }] : []),
    ...(type === 'Group' && exports ? [bulk('group-export')] : []),
  ];
}

/** Operations on everything. */
export function systemOperations({ exports }: OperationNeeds): ServedOperation[] {
  return exports ? [bulk('export')] : [];
}
