import { readFileSync } from 'node:fs';
import type {
  CapabilityStatement,
  CodeSystem,
  NamingSystem,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { ownResources } from './own.ts';

/** A resource about resources: what is asked of them, their codes, how they are found. */
export type ConformanceResource =
  | CapabilityStatement
  | CodeSystem
  | NamingSystem
  | SearchParameter
  | StructureDefinition
  | ValueSet;

let read: readonly ConformanceResource[] | undefined;

/** KR Core as HL7 Korea publishes it, without narrative and snapshots. (HL7 Korea, CC0-1.0) */
export function krCoreResources(): readonly ConformanceResource[] {
  read ??= JSON.parse(
    readFileSync(new URL('./krcore/generated/resources.json', import.meta.url), 'utf8'),
  ) as ConformanceResource[];
  return read;
}

/** What a server of the house publishes: KR Core and the house's own definitions, each with an id of its own. */
export function conformanceResources(): readonly ConformanceResource[] {
  return [...krCoreResources(), ...ownResources];
}
