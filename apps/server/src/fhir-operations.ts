import type { OperationNeeds } from '@munan/record';
import type { House } from './house.ts';

/** What the operations of the FHIR door need of the house. */
export function fhirOperations(house: Pick<House, 'exportJobs'>): OperationNeeds {
  return {
    exports: {
      jobs: house.exportJobs,
      who({ asker }) {
        if (!asker) return undefined;
        return { id: asker.id, isService: asker.role === 'service', isManager: asker.role === 'manager' };
      },
    },
  };
}
