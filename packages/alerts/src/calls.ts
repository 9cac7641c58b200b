import type { Alert } from '@munan/flow';
import { type Draft, type Refusal, refuse } from './draft.ts';

/** A call that nobody says a word about any more is believed for so long. */
const callMs = 10 * 60_000;
/** A clock that was put back would make a call last for hours: nobody could phone. */
const slackMs = 60_000;

/** Who phones for this alert now, or nobody. */
export function callerNow({ calling }: Alert, now: number): string | undefined {
  return calling && now < calling.until && calling.until - now <= callMs + slackMs ? calling.by : undefined;
}

export function beginCall(draft: Draft, to: string, by: string): Refusal | undefined {
  const refusal = refusedFor(draft, by);
  if (refusal) return refusal;
  draft.alert.calling = { by, at: draft.now, until: draft.now + callMs, to };
  draft.note('call-began', by, { reason: { code: 'calling', params: { to } } });
  return undefined;
}

export function endCall(draft: Draft, by: string): Refusal | 'unchanged' | undefined {
  if (!draft.alert.calling) return 'unchanged';
  return refusedFor(draft, by) ?? endOwnCall(draft, by);
}

/** Who says how it went has put the telephone down; one that ran out is over too. Another's call goes on. */
export function endOwnCall(draft: Draft, by: string): undefined {
  const { alert, now } = draft;
  const caller = callerNow(alert, now);
  if (!alert.calling || (caller !== undefined && caller !== by)) return;
  alert.calling = undefined;
  draft.note('call-ended', by);
}

function refusedFor({ alert, now }: Draft, by: string): Refusal | undefined {
  const caller = callerNow(alert, now);
  if (caller === undefined || caller === by) return undefined;
  return refuse('being-called', `${caller} phones ${alert.calling?.to} for alert ${alert.id}`);
}
