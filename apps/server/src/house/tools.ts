/** What commands need of the rooms without opening a house. */
import { siteZoneOffsetMinutes } from '@munan/flow';
import { issueToken, openKey, personRoles } from '@munan/identity';
import {
  archiveTrail,
  databaseSource,
  notedBreaks,
  openAuditKey,
  readCheckpoint,
  recordMigrations,
  reindex,
  sqliteFileSource,
  verifyArchive,
  verifyChain,
} from '@munan/record';
import { openDatabase } from '@munan/runtime';

/** For commands that look at the audit trail without opening a house. */
export const auditTools = {
  archiveTrail,
  databaseSource,
  notedBreaks,
  openAuditKey,
  readCheckpoint,
  sqliteFileSource,
  verifyArchive,
  verifyChain,
};

/** For the command that makes the search index anew. @returns how many resources it holds now */
export async function reindexRecord(
  databaseUrl: string,
  after: number,
  onBatch: (progress: { lastKey: number; done: number }) => void,
): Promise<number> {
  const database = await openDatabase(databaseUrl);
  try {
    await database.migrate(recordMigrations);
    return await reindex(database, { zoneOffsetMinutes: siteZoneOffsetMinutes, after, onBatch });
  } finally {
    await database.close();
  }
}

/** For commands that make a token without opening a house. */
export const tokens = { issueToken, openKey, roles: personRoles };
