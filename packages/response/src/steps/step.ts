import type { Action, Alert, ChannelName, OutgoingMessage, RecipientKind, StepKind } from '@munan/flow';
import type { CentreWords } from '@munan/language';
import type { ResponseNeeds } from '../needs.ts';

/** `begun`, or why not: then the plan moves on at once. */
export type Begun = 'begun' | 'not-connected' | 'no-device';

/** Whom a step tells something, and what. The words are in `language`, `outgoing`, under `words`. */
export interface Telling {
  kind: RecipientKind;
  words: keyof CentreWords['outgoing']['messages'];
  /** By this way and no other; absent: by whichever way reaches her best. */
  by?: ChannelName;
  keys: OutgoingMessage['keys'];
}

/** One kind of step of a plan: what is done in the world when it begins. */
export interface Step {
  kind: StepKind;
  /** Who does it: the machine by itself (a device, a message), or a person who sees it in the queue. */
  doneBy: 'device' | 'message' | 'person';
  /**
   * When it has done what it is for: "sent" is not "delivered" is not "answered". `result`: a person says how it went.
   * A message that cannot come as far as that has failed, and where all have, a step that is done by them goes on at once.
   */
  needs: 'delivered' | 'answered' | 'result';
  tells?: Telling;
  /** Whatever is no message. Called after the commit, at most once for an action. */
  begin?(needs: ResponseNeeds, alert: Alert, action: Action): Promise<Begun>;
}

export const okOrHelp: Telling['keys'] = [
  { key: '1', means: 'ok' },
  { key: '2', means: 'help' },
];
export const coming: Telling['keys'] = [{ key: '1', means: 'coming' }];

/** What the desk is told of a step that waits for it while nobody is there. */
export const tellsDesk: Telling = { kind: 'operator', words: 'desk', keys: coming };
