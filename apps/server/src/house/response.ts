/** What the response needs of the house: the machine, the plans, who is there, how somebody is told, and where it is written down. */
import * as alertRules from '@munan/alerts';
import type { Alert } from '@munan/flow';
import { houseSubject } from '@munan/flow';
import { actionCommunication, alertFlag, alertTasks, type FhirRecord } from '@munan/record';
import { openResponse, type Responder } from '@munan/response';
import type { Clock, Database, Log } from '@munan/runtime';
import { openAsking } from '../asking.ts';
import type { House } from '../house.ts';
import { say } from '../saying.ts';
import type { Trouble } from '../trouble/trouble.ts';

export function openHouseResponse({
  database,
  clock,
  log,
  record,
  ingest,
  trouble,
  changed,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  record: FhirRecord;
  ingest: House['ingest'];
  trouble: Trouble;
  changed(alert: Alert): void;
}): Promise<Responder> {
  return openResponse({
    database,
    clock,
    log,
    rules: alertRules,
    planFor: (family, priority) => ({ steps: alertRules.planFor(family, priority), version: 0 }),
    around: () => alertRules.plainDay,
    channels: [],
    recipients: () => [],
    ask: openAsking(ingest),
    // In the alert's own transaction: an alert and its Flag, a step and its Task are on disk together or not at all.
    async onChange(query, alert, _changes, actions) {
      // Of Munan itself and of a drill nothing stands in anybody's record.
      if (alert.subject === houseSubject || alert.drill !== undefined) return;
      const flag = alertFlag(alert, say(alert.reason, 'ko'));
      await record.writeAll([flag, ...alertTasks(alert), ...actions.map(actionCommunication)], query);
    },
    onCommitted: changed,
    onAudit({ checked, found }) {
      if (found > 0) log.error({ checked, found }, 'the auditor found open alerts without a live deadline; mended');
      trouble.again().catch((error: unknown) => log.error({ err: error }, 'what is wrong with the house is not read'));
    },
  });
}
