import { type Encounter, parseJson } from '@munan/fhir';
import type { VisitState } from '@munan/flow';
import type { Database } from '@munan/runtime';
import type { RecordTables } from '../tables.ts';
import { munan } from './systems.ts';
import { readOccasion } from './visit-encounter.ts';

export interface VisitTime {
  /** Id of the visit. */
  id: string;
  finished: number;
  state: VisitState;
}

const atOnce = 100;

/**
 * When each of these people was visited, newest first: the Encounters alone, without what was found. Whatever belongs to
 * the plan of a day is asked of hundreds of people at once.
 * @param since ended at or after, Unix ms
 */
export async function visitTimes(
  database: Pick<Database, 'query'>,
  patients: readonly string[],
  since: number,
): Promise<Map<string, VisitTime[]>> {
  const query = database.query.withTables<RecordTables>();
  const found = new Map<string, VisitTime[]>(patients.map((patient) => [patient, []]));
  for (let from = 0; from < patients.length; from += atOnce) {
    const rows = await query
      .selectFrom('index_patient as p')
      .innerJoin('resource as r', 'r.key', 'p.key')
      .innerJoin('resource_version as v', (join) =>
        join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
      )
      .select(['p.patient', 'v.json'])
      .where('p.type', '=', 'Encounter')
      .where('p.patient', 'in', patients.slice(from, from + atOnce))
      .where('p.code', '=', '')
      .where('r.deleted', '=', 0)
      .execute();
    for (const { patient, json } of rows) {
      const encounter = parseJson(json) as Encounter;
      if (!encounter.identifier?.some(({ system }) => system === munan.visit)) continue;
      const { id, finished, state } = readOccasion(encounter);
      if (finished >= since) found.get(patient)?.push({ id, finished, state });
    }
  }
  for (const visits of found.values()) visits.sort((a, b) => b.finished - a.finished);
  return found;
}
