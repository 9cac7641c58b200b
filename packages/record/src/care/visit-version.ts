import type { Provenance } from '@medplum/fhirtypes';
import type { Encounter, HeldType } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { searchAll } from './search-all.ts';
import { provenanceVersion } from './signing.ts';
import { fhirIdOf, munan } from './systems.ts';
import { recordedEntry, type VisitParts } from './visit-entry.ts';
import { loadParts } from './visit-parts.ts';
import type { RecordedVisit } from './visit-row.ts';

/** What is told of the versions of a visit, oldest first. */
export async function toldOf(
  record: FhirRecord,
  encounterId: string,
  query?: OpenQuery,
): Promise<{ resource: Provenance; version: number }[]> {
  const provenances = await searchAll<Provenance>(
    record,
    { type: 'Provenance', references: { target: [{ type: 'Encounter', id: encounterId }] } },
    query,
  );
  return provenances
    .map(({ resource }) => ({ resource, version: provenanceVersion(resource, encounterId) ?? 0 }))
    .sort((a, b) => a.version - b.version || (a.resource.recorded ?? '').localeCompare(b.resource.recorded ?? ''));
}

/** Whether the first version is told of, too: it is not of visits from before that was done. */
export function isFirstTold(told: readonly { resource: Provenance; version: number }[]): boolean {
  return told[0]?.version === 1 && told[0].resource.activity?.coding?.[0]?.code === 'CREATE';
}

/**
 * A visit as it stood at one of its versions (`number` from 1, in the order of `FoundVisit.versions`); undefined where
 * there is no such version. Each of its parts is read in the version that was last told of until then.
 */
export async function findVisitVersion(
  record: FhirRecord,
  id: string,
  number: number,
  query?: OpenQuery,
): Promise<{ entry: VisitEntry; row: RecordedVisit } | undefined> {
  const encounterId = fhirIdOf(id);
  const stored = await record.find('Encounter', encounterId, query);
  if (!stored) return undefined;
  const encounter = resourceOf<Encounter>(stored);
  if (!encounter.identifier?.some(({ system }) => system === munan.visit)) return undefined;
  const told = await toldOf(record, encounterId, query);
  const last = number - 1 - (isFirstTold(told) ? 0 : 1);
  if (number < 1 || last >= told.length) return undefined;
  const [parts] = (await loadParts(record, [encounter], {}, query)) as [VisitParts];
  const versions = told.map(({ resource }) => versionsIn(resource));
  const asOf = async <T extends { resourceType: string; id?: string }>(part: T): Promise<T[]> => {
    const name = `${part.resourceType}/${part.id}`;
    const version = versionAt(
      versions.map((some) => some.get(name)),
      last,
    );
    if (version === undefined) return [];
    const then = await record.vread(part.resourceType as HeldType, part.id ?? '', version, query);
    return [resourceOf(then) as unknown as T];
  };
  const all = async <T extends { resourceType: string; id?: string }>(some: readonly T[]): Promise<T[]> => {
    const read: T[] = [];
    for (const part of some) read.push(...(await asOf(part)));
    return read;
  };
  const [then = encounter] = await asOf(encounter);
  return recordedEntry({
    encounter: then,
    observations: await all(parts.observations),
    responses: await all(parts.responses),
    media: await all(parts.media),
    communications: await all(parts.communications),
    appointments: await all(parts.appointments),
  });
}

/** Version of a part at the told version `last`; before the first one told of (-1) what was there before any was. */
function versionAt(told: readonly (number | undefined)[], last: number): number | undefined {
  const until = told.slice(0, last + 1).findLast((version) => version !== undefined);
  if (until !== undefined) return until;
  const first = told.slice(last + 1).find((version) => version !== undefined);
  // What is first told of in its first version was not there yet.
  return first === 1 ? undefined : 1;
}

function versionsIn({ target }: Provenance): Map<string, number> {
  const named = target.flatMap(({ reference = '' }): [string, number][] => {
    const [type, id, , version] = reference.split('/');
    return version === undefined ? [] : [[`${type}/${id}`, Number(version)]];
  });
  return new Map(named);
}
