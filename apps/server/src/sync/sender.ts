import type { SyncKind, SyncMessage, SyncResult } from '@munan/flow';
import type { OpenQuery } from '@munan/record';
import type { House } from '../house.ts';
import type { Asker } from '../http/asker.ts';
import { whereOf } from './conflicts.ts';
import type { Writer } from './facts.ts';
import { MessageRefused } from './message-check.ts';
import { straightTime } from './straight-times.ts';

export type Action = Parameters<House['decide']>[1];

/** Who sends, and when it was received. */
export interface Sender {
  asker: Asker;
  /** Id of the device; `screen` for what a screen of ours sends. */
  device: string;
  received: number;
}

/** What a message did: its answer, and what is to be told when it is on disk. */
export interface Effect {
  result: Omit<SyncResult, 'id'>;
  after?: () => void;
}
export type MessageOf<K extends SyncKind> = Extract<SyncMessage, { kind: K }>;
export type Apply<K extends SyncKind> = (
  house: House,
  sender: Sender,
  message: MessageOf<K>,
  query: OpenQuery,
) => Promise<Effect>;

export function writerOf({ asker, received }: Sender, at: number, message?: string): Writer {
  return {
    ...{ id: asker.id, name: asker.name, at: straightTime(at, received), where: whereOf(asker.role) },
    ...(message !== undefined && { message }),
  };
}

/** Refused for lack of a right, which stands in the audit trail. */
export class AccessRefused extends MessageRefused {
  readonly action: string;
  readonly person: string;
  constructor(reason: string, action: Action, person: string) {
    super(reason, `this may not be done for ${person} (${action})`);
    this.action = action;
    this.person = person;
  }
}

/** @throws AccessRefused, MessageRefused for somebody who is not enrolled */
export function mustBeAllowed(house: House, { asker }: Pick<Sender, 'asker'>, action: Action, person: string): void {
  const decision = house.decide(house.accessOf(asker), action, { patients: [person] });
  if (!decision.allowed) throw new AccessRefused(decision.reason, action, person);
  if (!house.people.find(person)) throw new MessageRefused('not-found', `there is no person ${person}`);
}
