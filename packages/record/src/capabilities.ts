import {
  type CapabilityStatement,
  type CapabilityStatementRestResource,
  type HeldType,
  heldProfiles,
  heldTypes,
  searchParametersOf,
  toInstant,
} from '@munan/fhir';
import type { Interaction, Operation } from './access.ts';
import { type OperationNeeds, operationsOf, systemOperations } from './operations/catalogue.ts';

type SystemInteraction = 'capabilities' | 'history-system' | 'batch' | 'transaction';
const served: Exclude<Interaction, SystemInteraction | Operation>[] = [
  'read',
  'vread',
  'create',
  'update',
  'patch',
  'delete',
  'search-type',
  'history-instance',
  'history-type',
];

function referencesOf(type: HeldType) {
  return [...searchParametersOf(type).values()].filter((parameter) => parameter.type === 'reference');
}

/** The profiles that are checked where a resource claims them. */
function supportedProfiles(type: HeldType): Pick<CapabilityStatementRestResource, 'supportedProfile'> {
  const supportedProfile = heldProfiles().flatMap((profile) => (profile.type === type ? profile.url : []));
  return supportedProfile.length > 0 ? { supportedProfile } : {};
}

let parts: readonly CapabilityStatementRestResource[] | undefined;

/** What is the same at every address; made once, when it is first asked for. */
function resourceParts(): readonly CapabilityStatementRestResource[] {
  parts ??= makeParts();
  return parts;
}

function makeParts(): CapabilityStatementRestResource[] {
  const pointing = new Map<string, string[]>();
  const toAny: string[] = [];
  for (const source of heldTypes) {
    for (const { name, targets } of referencesOf(source)) {
      if (targets.length === 0) toAny.push(`${source}:${name}`);
      for (const target of targets) pointing.set(target, [...(pointing.get(target) ?? []), `${source}:${name}`]);
    }
  }
  return heldTypes.map((type) => ({
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    ...supportedProfiles(type),
    interaction: served.map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'not-match',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    searchInclude: referencesOf(type).map(({ name }) => `${type}:${name}`),
    searchRevInclude: [...(pointing.get(type) ?? []), ...toAny].sort(),
    searchParam: [...searchParametersOf(type).values()].map(({ name, type: searchType, url }) => ({
      name,
      definition: url,
      type: searchType,
    })),
  }));
}

/** Everything that it says a server SHALL do is done here (conformance.test.ts). */
const krCoreServer = 'http://www.hl7korea.or.kr/fhir/krcore/CapabilityStatement/krcore-capabilitystatement-server';

/** What the server does, from what it holds. */
export function capabilityStatement(base: string, now: number, needs: OperationNeeds = {}): CapabilityStatement {
  const operation = systemOperations(needs);
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: toInstant(now),
    kind: 'instance',
    instantiates: [krCoreServer],
    software: { name: 'Munan' },
    implementation: { description: 'Munan: the record of a visiting-nursing and monitoring service', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        security: { description: 'A session, or a bearer token; see the documentation of the installation.' },
        interaction: [{ code: 'transaction' }, { code: 'batch' }, { code: 'history-system' }],
        ...(operation.length > 0 && { operation }),
        compartment: ['http://hl7.org/fhir/CompartmentDefinition/patient'],
        resource: resourceParts().map((part) => ({ ...part, operation: operationsOf(part.type as HeldType, needs) })),
      },
    ],
  };
}
