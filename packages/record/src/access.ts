import type { HeldResource, HeldType } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import type { AccessFilter } from './access-filter.ts';
import type { OpenQuery, Stored } from './fhir-record.ts';

export {
  type AccessFilter,
  type AccessLimit,
  labelsOf,
  meets,
  passes,
  type Reached,
  versionPasses,
} from './access-filter.ts';

/** Interactions of FHIR R4 as CapabilityStatement calls them. */
export type Interaction =
  | 'capabilities'
  | 'read'
  | 'vread'
  | 'create'
  | 'update'
  | 'search-type'
  | 'history-instance'
  | 'patch'
  | 'delete'
  | 'history-type'
  | 'history-system'
  | 'batch'
  | 'transaction'
  | Operation;

/** Operations that show people's data, by their names. Each is asked for of every type that it shows. */
export type Operation = '$everything' | '$lastn' | '$series' | '$export';

/** What access is asked for. A conditional write is asked for as `search-type` too: it tells what is there. */
export type AskedInteraction = Interaction | '$validate';

export type AccessAnswer =
  | {
      allowed: true;
      /** Only what this lets through; without one, everything of the type. */
      filter?: AccessFilter;
    }
  | {
      allowed: false;
      /** For the caller, in English. */
      reason: string;
      /** Nobody is logged in: 401 instead of 403. */
      loginRequired?: boolean;
    };

/** What the FHIR door needs to know of who is asking; the house passes it in. */
export interface FhirAccess {
  /** `type` is undefined for capabilities and the history of everything; `resource` is what is about to be written. */
  may(
    request: FastifyRequest,
    interaction: AskedInteraction,
    type: HeldType | undefined,
    resource?: HeldResource,
  ): Promise<AccessAnswer>;
  /**
   * Called before the answer is sent, once for each answer that shows or changes something of these patients; for an
   * export several times, with so many patients each. `reason`: why, as whoever exports said.
   * What was written is told within its own transaction.
   */
  saw(
    request: FastifyRequest,
    patients: readonly string[],
    interaction: Interaction,
    type: HeldType | 'Bundle',
    reason?: string,
    more?: SeenMore,
  ): Promise<void>;
}

/** What was seen or changed, for the audit trail. */
export interface Seen {
  interaction: Interaction;
  type?: HeldType;
  patients: readonly string[];
  /** The version that was read or written. */
  stored?: Stored;
  /** The search as it was asked, `Observation?code=…`. */
  query?: string;
}

export interface SeenMore extends Pick<Seen, 'stored' | 'query'> {
  /** The open transaction of what was written: what is told goes with it. */
  open?: OpenQuery;
  /** What a bundle did, each by itself. */
  parts?: readonly Seen[];
}
