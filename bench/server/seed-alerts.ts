import type { Finding } from '@munan/flow';
import { silentLog } from '@munan/runtime';
import { readConfig } from '../../apps/server/src/config.ts';
import { tokens } from '../../apps/server/src/house/tools.ts';
import { openHouse } from '../../apps/server/src/house.ts';
import { benchPerson } from './seed.ts';

const hourMs = 60 * 60_000;
const atOnce = 500;
const rounds = 20;
/** Further away than a bench lasts. */
const farMs = 48 * hourMs;
type AlertRows = { alert: { id: string; status: string; state: string; deadline: number | null } };

export interface SeededAlerts {
  /** Open, one of each person. */
  ids: string[];
  operator: { id: string; password: string; token: string };
  openedPerSecond: number;
  /** Each round of the auditor over all of them, ms. */
  auditMs: number[];
  /** All of them merely selected and parsed, ms. */
  bareReadMs: number[];
}

function findingOf(number: number, now: number): Finding {
  const { id: subject } = benchPerson(number);
  return {
    ...{ id: `bench/${subject}/began`, episode: `bench/${subject}`, subject, detector: 'fall', version: 1 },
    ...{ phase: 'began', family: 'safety', confidence: 0.9, since: now, at: now, live: true, evidence: [] },
    priority: number % 10 === 0 ? 'high' : 'medium',
    reason: { code: 'fall', params: { peakG: 3.1, movedAfter: false, stillSeconds: 40 } },
  };
}

/** On a data folder on which no server runs: so many people with an open alert each, and what only the house itself can be asked. */
export async function seedAlerts(args: readonly string[], count: number): Promise<SeededAlerts> {
  const config = readConfig(args, {});
  const house = await openHouse(config, { log: silentLog });
  try {
    const numbers = Array.from({ length: count }, (_, number) => number);
    for (let from = 0; from < count; from += atOnce)
      await house.enrol(numbers.slice(from, from + atOnce).map(benchPerson));
    const operator = { id: 'bench-operator', password: 'bench-password-1' };
    await house.addUser({ ...operator, name: 'Bench operator', role: 'operator' });
    const began = performance.now();
    for (let from = 0; from < count; from += atOnce)
      await house.response.take(numbers.slice(from, from + atOnce).map((number) => findingOf(number, Date.now())));
    const openedPerSecond = (count * 1000) / (performance.now() - began);
    await house.response.settled();
    const query = house.database.query.withTables<AlertRows>();
    await query
      .updateTable('alert')
      .set({ deadline: Date.now() + farMs })
      .where('status', '=', 'open')
      .execute();
    const auditMs: number[] = [];
    const bareReadMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const audit = performance.now();
      const report = await house.response.audit();
      auditMs.push(performance.now() - audit);
      if (report.found > 0 || report.failed.length > 0 || report.checked < Math.min(count, 10_000))
        throw new Error(`the auditor says ${JSON.stringify(report)}`);
      const read = performance.now();
      const rows = await query.selectFrom('alert').select('state').where('status', '=', 'open').execute();
      for (const { state } of rows) JSON.parse(state);
      bareReadMs.push(performance.now() - read);
    }
    const ids = (await query.selectFrom('alert').select('id').where('status', '=', 'open').orderBy('id').execute()).map(
      ({ id }) => id,
    );
    const key = tokens.openKey(config.dataFolder);
    const who = { id: operator.id, name: 'Bench operator', role: 'operator' } as const;
    const token = await tokens.issueToken(key, who, Date.now(), hourMs);
    return { ids, operator: { ...operator, token }, openedPerSecond, auditMs, bareReadMs };
  } finally {
    await house.close();
  }
}

/** On a folder on which no server runs: these alerts are due then, and no others in the next days. */
export async function setDeadlines(args: readonly string[], due: ReadonlyMap<string, number>): Promise<void> {
  const house = await openHouse(readConfig(args, {}), { log: silentLog });
  try {
    await house.database.transaction(async (given) => {
      const query = given.withTables<AlertRows>();
      await query
        .updateTable('alert')
        .set({ deadline: Date.now() + farMs })
        .where('status', '=', 'open')
        .execute();
      for (const [id, deadline] of due)
        await query.updateTable('alert').set({ deadline }).where('id', '=', id).execute();
    });
  } finally {
    await house.close();
  }
}

/** When the deadlines of these alerts were last acted on, in the order given; undefined where one never was. */
export async function actedOn(args: readonly string[], ids: readonly string[]): Promise<(number | undefined)[]> {
  const house = await openHouse(readConfig(args, {}), { log: silentLog });
  try {
    const acted: (number | undefined)[] = [];
    for (const id of ids) {
      const { history } = await house.response.get(id);
      acted.push(history.findLast(({ what }) => what === 'step-overdue')?.at);
    }
    return acted;
  } finally {
    await house.close();
  }
}
