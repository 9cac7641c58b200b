/** All tables of the house, in the order in which rooms may need each other's. */
import { breakGlassMigrations } from '@munan/identity';
import { ingestMigrations } from '@munan/ingest';
import { auditMigrations, recordMigrations } from '@munan/record';
import type { Migration } from '@munan/runtime';
import { seriesMigrations } from '@munan/series';
import { dailyMigrations } from '../daily-summaries.ts';
import { pushMigrations } from '../notify/push-subscriptions.ts';
import { peopleMigrations } from '../people/people.ts';
import { plansMigrations } from '../plans/plans.ts';
import { rulesMigrations } from '../rules/rules.ts';
import { keptVisitsMigrations } from '../sync/kept-visits.ts';
import { yearMigrations } from '../sync/person-days.ts';
import { syncMigrations } from '../sync/tables.ts';
import { troubleMigrations } from '../trouble/trouble.ts';
import { checkpointMigrations } from '../watch/checkpoints.ts';
import { findingMigrations } from '../watch/findings.ts';
import { snapshotMigrations } from '../whatif/snapshots.ts';
import { worthMigrations } from './worth.ts';

export const houseMigrations: readonly Migration[] = [
  ...seriesMigrations,
  ...ingestMigrations,
  ...recordMigrations,
  ...auditMigrations,
  ...breakGlassMigrations,
  ...peopleMigrations,
  ...dailyMigrations,
  ...findingMigrations,
  ...checkpointMigrations,
  ...rulesMigrations,
  ...snapshotMigrations,
  ...syncMigrations,
  ...yearMigrations,
  ...keptVisitsMigrations,
  ...worthMigrations,
  ...troubleMigrations,
  ...pushMigrations,
  ...plansMigrations,
];
