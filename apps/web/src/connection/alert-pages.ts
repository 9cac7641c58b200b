import type { AlertList } from '@munan/flow';
import { withAlerts } from './live-cache.ts';

/** The first page is small, so that the queue is there at once; the others fetch what is left. */
const firstPage = 200;
const furtherPage = 1000;

export interface PagesNeeds {
  /** One page of the open alerts, in the queue's order, from where the last one ended. */
  page(limit: number, after: string | undefined): Promise<AlertList>;
  /** What there is so far. */
  show(list: AlertList): void;
  /** What was heard by event since this fetching began. */
  heard(): Parameters<typeof withAlerts>[1];
}

/**
 * All open alerts, however many: shown from the first page on, whole when the last has come. What moved by event while the
 * pages came stands where the event put it; a row that stands on two pages, since it moved between them, is one row.
 */
export async function fetchOpen({ page, show, heard }: PagesNeeds): Promise<AlertList> {
  let answer = await page(firstPage, undefined);
  let { alerts } = answer;
  while (answer.next !== undefined) {
    // How many there are in all is the server's count, until they are all here.
    show(withAlerts({ ...answer, alerts }, heard(), 'open'));
    answer = await page(furtherPage, answer.next);
    alerts = withAlerts({ now: answer.now, alerts }, answer.alerts, 'open').alerts;
  }
  return withAlerts({ now: answer.now, alerts }, heard(), 'open');
}
