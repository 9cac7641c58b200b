import type { ChannelName, Contact, Language, Recipient, RecipientKind } from '@munan/flow';

/** Somebody who may be told something, with every way that is known to her. */
export interface Reachable {
  /** User id, or the person's for `self`; contacts without an account have none. */
  id?: string;
  name: string;
  phone?: string;
  mail?: string;
  /** On how many devices she allowed notices. */
  push: number;
  language: Language;
}

/** Whoever may be told of one person's alert, each list the first to be told first. */
export type People = Record<RecipientKind, readonly Reachable[]>;

/**
 * The one way that is taken for somebody: a notice where she allowed them, else a text, else a mail. In the demonstration,
 * where nothing may leave the house, what would go to a telephone is written to the console instead.
 */
export function recipientOf(
  kind: RecipientKind,
  who: Reachable,
  on: ReadonlySet<ChannelName>,
  wanted?: ChannelName,
): Recipient | undefined {
  const { id, name, language, phone, mail, push } = who;
  const to = (channel: ChannelName, address: string): Recipient => ({
    ...{ kind, name, channel, address, language },
    ...(id !== undefined && { id }),
  });
  if (wanted === 'text' || wanted === 'voice') {
    if (phone === undefined) return undefined;
    if (on.has(wanted)) return to(wanted, phone);
    return on.has('console') ? to('console', phone) : undefined;
  }
  if (push > 0 && id !== undefined && on.has('push')) return to('push', id);
  if (phone !== undefined && on.has('text')) return to('text', phone);
  if (mail !== undefined && on.has('mail')) return to('mail', mail);
  return on.has('console') ? to('console', phone ?? mail ?? id ?? name) : undefined;
}

/** Nobody is told twice: not by the same way, and not the same person. */
export function recipientsOf(
  kind: RecipientKind,
  who: readonly Reachable[],
  on: ReadonlySet<ChannelName>,
  wanted?: ChannelName,
): Recipient[] {
  const seen = new Set<string>();
  return who.flatMap((one) => {
    const to = recipientOf(kind, one, on, wanted);
    const key = to && `${to.channel} ${to.address.replace(/[^\p{L}\p{N}@.]/gu, '')}`;
    if (!to || seen.has(key!)) return [];
    seen.add(key!);
    return [to];
  });
}

export function contactsBy(contacts: readonly Contact[], relation: Contact['relation']): Reachable[] {
  return contacts
    .filter((contact) => contact.relation === relation)
    .map(({ name, phone }) => ({ name, phone, push: 0, language: 'ko' }));
}

/** Those whose turn it is before the others; with nobody on shift, everybody: better all than none. */
export function onShiftFirst<T extends { id?: string }>(all: readonly T[], on: readonly string[]): T[] {
  const there = all.filter(({ id }) => id !== undefined && on.includes(id));
  return there.length > 0 ? there : [...all];
}
