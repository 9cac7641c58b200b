import type { AuditReport } from '@munan/response';
import type { Heartbeat } from './heartbeat.ts';
import type { Alive, SignsOfLife } from './signs-of-life.ts';
import type { Raised, Trouble, TroubleCode } from './trouble.ts';

export interface AuditedNeeds {
  trouble: Trouble;
  heartbeat: Pick<Heartbeat, 'beat'> | undefined;
  alive: SignsOfLife;
  /** The other of the two processes, whose signs of life are looked at. */
  other: Alive;
}

/** The deadline loop acts within a second; so late, it is dead, or cannot keep up. */
const deadlinesLateMs = 30_000;
const behindMs = 60_000;
/** A channel that answers slowly keeps messages for a while; so long, nobody sends. */
const messagesLateMs = 60_000;
const silentMs: Record<Alive, number> = { server: 60_000, auditor: 5 * 60_000 };

/**
 * What a round finds and mends, so that the next one finds it well: once is a mishap that was mended, and stands in the log; two
 * rounds in a row are a trouble, and it is over when nothing of it was found for so long. Otherwise one trouble would be an alert
 * each minute.
 */
const mended: ReadonlySet<TroubleCode> = new Set<TroubleCode>(['deadlines-late', 'findings-unraised', 'steps-unended']);
const calmMs = 5 * 60_000;

/** What is wrong by this report; what is not in it is well. */
export function troublesOf(report: AuditReport, other: Alive, otherSilentMs: number): Raised[] {
  const seconds = (ms: number) => ({ seconds: Math.round(ms / 1000) });
  const about = viewOf(other);
  const raised: Raised[] = [];
  const add = (is: boolean, code: TroubleCode, params: Raised['params'], priority: Raised['priority']) => {
    if (is) raised.push({ code, params, priority, ...(about !== undefined && { about }) });
  };
  add(report.lateMs > deadlinesLateMs, 'deadlines-late', seconds(report.lateMs), 'high');
  add(report.behindMs > behindMs, 'detectors-behind', seconds(report.behindMs), 'high');
  add(report.waitingMs > messagesLateMs, 'messages-late', seconds(report.waitingMs), 'high');
  add(report.failed.length > 0, 'audit-failed', { checks: report.failed.join(', ') }, 'medium');
  add(report.findings > 0, 'findings-unraised', { count: report.findings }, 'medium');
  add(report.steps > 0, 'steps-unended', { count: report.steps }, 'low');
  add(
    otherSilentMs > silentMs[other],
    other === 'server' ? 'server-silent' : 'auditor-silent',
    { minutes: Math.round(otherSilentMs / 60_000) },
    other === 'server' ? 'high' : 'medium',
  );
  return raised;
}

/** Each of the two ends only what it has seen itself. */
const viewOf = (other: Alive): string | undefined => (other === 'server' ? 'auditor' : undefined);

const looksAt: ReadonlySet<TroubleCode> = new Set<TroubleCode>([
  'deadlines-late',
  'detectors-behind',
  'messages-late',
  'audit-failed',
  'findings-unraised',
  'steps-unended',
]);

/**
 * What follows from a round of the auditor: what is wrong is raised, what is well again is ended, and somebody outside is
 * told that Munan lives. What was mended needs no help from outside; what was not, does. Which rounds found what is known since this
 * process began: an earlier one's trouble is over `calmMs` after the first round that finds it well.
 */
export function openAudited({ trouble, heartbeat, alive, other }: AuditedNeeds) {
  let before: ReadonlySet<TroubleCode> = new Set();
  /** Since when what is raised has been found well, by the time of the reports. */
  const wellSince = new Map<TroubleCode, number>();
  const isCalm = (code: TroubleCode, at: number): boolean => {
    if (!mended.has(code)) return true;
    const since = wellSince.get(code);
    // A clock that was put back: from now on.
    if (since === undefined || since > at) wellSince.set(code, at);
    return since !== undefined && at - since >= calmMs;
  };
  return async (report: AuditReport): Promise<void> => {
    let isTold = false;
    try {
      await alive.give();
      await trouble.again();
      const wrong = troublesOf(report, other, await alive.silentMs(other));
      const codes = new Set(wrong.map(({ code }) => code));
      const mine = viewOf(other);
      for (const { code, about } of await trouble.now()) {
        const isMine = about === mine && (looksAt.has(code) || code === `${other}-silent`);
        if (isMine && !codes.has(code) && isCalm(code, report.at)) await trouble.end(code, about);
      }
      for (const code of codes) wellSince.delete(code);
      const again = before;
      before = codes;
      for (const one of wrong) if (!mended.has(one.code) || again.has(one.code)) await trouble.raise(one);
      isTold = wrong.every(({ code }) => code !== 'server-silent');
    } finally {
      const isMended = report.failed.length === 0 && report.repaired === report.found;
      heartbeat?.beat(isMended && isTold && report.behindMs <= behindMs);
    }
  };
}
