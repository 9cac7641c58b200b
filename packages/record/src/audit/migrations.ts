import type { Migration } from '@munan/runtime';
import { createAuditTables } from './tables.ts';

export const auditMigrations: readonly Migration[] = [{ name: 'audit-1-trail', up: createAuditTables }];
