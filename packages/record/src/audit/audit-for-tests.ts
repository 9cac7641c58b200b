import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { type Audit, openAudit } from './audit.ts';
import type { AuditEntry } from './entry.ts';
import { auditMigrations } from './migrations.ts';

export interface AuditForTests {
  audit: Audit;
  database: Database;
  clock: ManualClock;
  dataFolder: string;
  /** Closes the trail, as a clean stop does. */
  stop(): Promise<void>;
  /** Opens it again on the same database and folder. */
  start(): Promise<Audit>;
  remove(): Promise<void>;
}

export const nurse = { id: 'nurse1', name: '박간호', role: 'nurse' };

export function entryOf(more: Partial<AuditEntry> = {}): AuditEntry {
  return { interaction: 'read', who: nurse, client: 'screen', origin: '10.0.0.7', people: ['p1'], ...more };
}

/** A trail on a database of its own; 2026-11-22 18:00 in Korea. */
export async function openAuditForTests(newUrl: (folder: string) => Promise<string>): Promise<AuditForTests> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'munan-audit-'));
  const database = await openDatabase(await newUrl(dataFolder));
  await database.migrate(auditMigrations);
  const clock = new ManualClock();
  const open = () => openAudit({ database, clock, log: silentLog, dataFolder, zoneOffsetMinutes: 540 });
  const house = {
    audit: await open(),
    database,
    clock,
    dataFolder,
    stop: () => house.audit.close(),
    async start() {
      house.audit = await open();
      return house.audit;
    },
    async remove() {
      await house.audit.close();
      await database.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  return house;
}
