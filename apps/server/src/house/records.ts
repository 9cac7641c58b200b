/** The rooms that know who asks, what is written of whom, and who has looked: identity, the record and its audit trail. */
import { join } from 'node:path';
import { siteZoneOffsetMinutes } from '@munan/flow';
import {
  AccessFacts,
  decide,
  openBreakGlass,
  openIdentity,
  openOpenid,
  type PasswordCost,
  resourceScopes,
} from '@munan/identity';
import { ExportJobs, openAudit, openRecord } from '@munan/record';
import type { Clock, Database, Log } from '@munan/runtime';
import { FactsKeeper, openAccessOf } from '../access-subject.ts';
import type { Config } from '../config.ts';
import { openidNeeds } from '../http/openid-needs.ts';
import { openMayAnswer } from '../notify/may-answer.ts';

interface Ground {
  config: Config;
  database: Database;
  clock: Clock;
  log: Log;
  passwordCost?: PasswordCost;
}

/** Their migrations must have been applied. `onEvents` hears that there is something to tell subscribers. */
export async function openRecords({ config, database, clock, log, passwordCost }: Ground, onEvents: () => void) {
  const identity = await openIdentity({ database, clock, dataFolder: config.dataFolder, cost: passwordCost });
  const audit = await openAudit({
    database,
    clock,
    log,
    dataFolder: config.dataFolder,
    zoneOffsetMinutes: siteZoneOffsetMinutes,
  });
  const openid = await openOpenid({
    database,
    clock,
    dataFolder: config.dataFolder,
    ...openidNeeds({ identity, audit }, log),
  });
  const facts = new AccessFacts(siteZoneOffsetMinutes);
  const follower = new FactsKeeper(facts, () => clock.now());
  const record = await openRecord({
    ...{ database, clock, log, zoneOffsetMinutes: siteZoneOffsetMinutes, follower },
    onEvents,
  });
  await follower.load(record);
  const breakGlass = await openBreakGlass({ database, clock });
  const accessOf = openAccessOf({
    identity,
    facts,
    readScopes: resourceScopes,
    grantsOf: breakGlass.grantsOf,
    now: () => clock.now(),
  });
  const exportJobs = new ExportJobs({
    database,
    record,
    clock,
    log,
    folder: join(config.dataFolder, 'exports'),
    keepMs: (config.exportHours ?? 24) * 3_600_000,
  });
  const mayAnswer = openMayAnswer({ findUser: identity.findUser, accessOf, decide });
  return { identity, audit, openid, record, breakGlass, accessOf, mayAnswer, exportJobs };
}
