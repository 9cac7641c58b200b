import type { Finding } from '@munan/flow';
import type { Turn } from './book.ts';
import type { ResponseNeeds } from './needs.ts';
import { ofPlans } from './of-plans.ts';
import { alertsOfEpisodes, findAlert, openAlertsOf, recordEpisode, recordTaken, takenBefore } from './store.ts';

/**
 * Takes findings into alerts, in the order given. What was taken in before is passed by, so that a replay after a crash
 * changes nothing. A finding of a known episode goes to that episode's alert; of a new one to the open alert of the
 * same subject and family; else, if it is live, it opens one.
 */
export async function takeFindings(
  turn: Turn,
  findings: readonly Finding[],
  { rules, planFor, around }: Pick<ResponseNeeds, 'rules' | 'planFor' | 'around'>,
  newId: () => string,
): Promise<void> {
  const { query, now } = turn;
  const taken = await takenBefore(
    query,
    findings.map(({ id }) => id),
  );
  const fresh = findings.filter(({ id }) => !taken.has(id));
  if (fresh.length === 0) return;
  const episodes = await alertsOfEpisodes(
    query,
    fresh.map(({ episode }) => episode),
  );
  const subjects = fresh.map(({ subject }) => subject);
  const open = new Map((await openAlertsOf(query, subjects)).map((alert) => [keyOf(alert), alert]));

  for (const finding of fresh) {
    if (taken.has(finding.id)) continue;
    const key = keyOf(finding);
    const current = open.get(key);
    const ofEpisode = episodes.get(finding.episode);
    if (ofEpisode !== undefined && ofEpisode !== current?.id) {
      const closed = turn.courses.get(ofEpisode)?.alert ?? (await findAlert(query, ofEpisode));
      if (closed && !rules.reopens(closed, finding)) {
        taken.add(finding.id);
        await recordTaken(query, finding.id, ofEpisode);
        continue;
      }
    }
    // That the sign of an episode is gone says nothing to an alert that never heard of the episode.
    if (finding.phase === 'ended' && ofEpisode === undefined) continue;
    if (!current && !finding.live) continue;
    const { steps, version } = planFor(finding.family, finding.priority);
    const circumstances = around(finding.subject, now);
    const alert = turn.move(
      current,
      current
        ? rules.merge(current, finding, now, steps, circumstances)
        : ofPlans(rules.openAlert(finding, steps, now, newId(), circumstances), version),
    );
    if (!alert) continue;
    taken.add(finding.id);
    await recordTaken(query, finding.id, alert.id);
    if (episodes.get(finding.episode) !== alert.id) {
      episodes.set(finding.episode, alert.id);
      await recordEpisode(query, finding.episode, alert.id);
    }
    if (alert.status === 'open') open.set(key, alert);
    else open.delete(key);
  }
}

function keyOf({ subject, family }: Pick<Finding, 'subject' | 'family'>): string {
  return `${family}/${subject}`;
}
