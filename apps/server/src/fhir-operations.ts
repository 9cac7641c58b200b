import type { OperationNeeds } from '@munan/record';
import type { House } from './house.ts';

/** What the operations of the FHIR door need of the house. */
export function fhirOperations(house: Pick<House, 'exportJobs' | 'series'>): OperationNeeds {
  return {
    exports: {
      jobs: house.exportJobs,
      who({ asker }) {
        if (!asker) return undefined;
        return {
          id: asker.id,
          isService: asker.role === 'service',
          isManager: asker.role === 'manager' && !asker.scopes,
        };
      },
    },
    series: {
      devices: ({ patient, channel, from, to }) => house.series.devices(patient, channel, from, to),
      window: ({ patient, ...asked }) => house.series.window({ ...asked, subject: patient }),
    },
  };
}
