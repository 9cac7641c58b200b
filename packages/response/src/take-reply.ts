import type { Alert, Finding } from '@munan/flow';
import type { Turn } from './book.ts';
import type { ResponseNeeds } from './needs.ts';
import { ofPlans } from './of-plans.ts';
import type { Reply } from './rules.ts';
import { isRefusal } from './rules.ts';
import { openAlertsOf, recordEpisode, recordTaken, takenBefore } from './store.ts';

export interface PersonReply extends Reply {
  subject: string;
}

/** A cry for help that is older than this when it arrives comes from a drawer, and raises nothing new. */
const helpIsLiveMs = 10 * 60_000;

/**
 * Takes an answer into the alerts it speaks to: the one whose question it names, else all that are asking, else the
 * gravest open one. "Help" with no alert open opens one: nobody who says it goes unheard. The same reply again, after a
 * crash, changes nothing.
 */
export async function takeReply(
  turn: Turn,
  reply: PersonReply,
  { rules, planFor, around }: Pick<ResponseNeeds, 'rules' | 'planFor' | 'around'>,
  newId: () => string,
): Promise<Alert[]> {
  const { query, now } = turn;
  // With the subject: the button on her own page, and a message, have no device of hers.
  const id = `reply/${reply.subject}/${reply.device}/${reply.at}/${reply.answer}`;
  if ((await takenBefore(query, [id])).has(id)) return [];
  const circumstances = around(reply.subject, now);
  const open = await openAlertsOf(query, [reply.subject]);
  const moved: Alert[] = [];
  for (const alert of spokenTo(open, reply)) {
    const next = turn.move(alert, rules.reply(alert, reply, now, circumstances));
    if (next) moved.push(next);
  }
  if (open.length === 0 && reply.answer === 'help' && now - reply.at <= helpIsLiveMs) {
    const finding = helpFinding(id, reply);
    const { steps, version } = planFor(finding.family, finding.priority);
    const opened = ofPlans(rules.openAlert(finding, steps, now, newId(), circumstances), version);
    if (isRefusal(opened)) throw new Error(`a call for help was refused: ${opened.message}`);
    turn.move(undefined, opened);
    await recordEpisode(query, finding.episode, opened.alert.id);
    const helped = turn.move(opened.alert, rules.reply(opened.alert, reply, now, circumstances));
    if (helped) moved.push(helped);
  }
  if (moved[0]) await recordTaken(query, id, moved[0].id);
  return moved;
}

function spokenTo(open: readonly Alert[], reply: Reply): Alert[] {
  const named = open.filter(({ id }) => reply.command?.startsWith(`${id}.`));
  if (named.length > 0) return named;
  const asking = open.filter((alert) => alert.plan[alert.step]?.kind === 'ask-device');
  if (asking.length > 0 && reply.answer !== 'help') return asking;
  // Help raises one alert, not each of the three that a person may have: one call is made.
  return (asking.length > 0 ? asking : open).slice(0, 1);
}

function helpFinding(id: string, { subject, at, device }: PersonReply): Finding {
  return {
    id,
    episode: id,
    subject,
    detector: 'reply',
    version: 1,
    phase: 'began',
    family: 'safety',
    priority: 'high',
    reason: { code: 'asked-for-help', params: { device } },
    confidence: 1,
    since: at,
    at,
    live: true,
    evidence: [],
  };
}
