import type { FactField, SyncKind, SyncMessage } from '@munan/flow';
import { syncVersion } from '@munan/flow';
import type { KeptPhoto, KeptVisit, Refused, SentVisit } from './kept-visit.ts';

/** Everything but visits and their pictures, which lie with the visit. */
export type Errand = MessageOf<'facts' | 'decide' | 'read' | 'order'>;
export type MessageOf<Kind extends SyncKind> = Extract<SyncMessage, { kind: Kind }>;
export interface KeptErrand {
  message: Errand;
  seq: number;
  /** The server has it; until the next pull its effect is shown from here. */
  done?: boolean;
  /** Fields that stayed as they were, because another had changed them too. */
  clashed?: FactField[];
  refused?: Refused;
}

/** What goes into one request. */
export type Item =
  | { kind: 'visit'; visit: string; seq: number; id: string; sending?: SentVisit }
  | { kind: 'photo'; visit: string; seq: number; id: string; photo: KeptPhoto; patient: string }
  | { kind: 'errand'; seq: number; id: string; message: Errand };

/**
 * All that can go now, in order. A visit has one message on its way at most; what hangs on a later one (its pictures)
 * waits with it. An item of a visit without `sending` is to be frozen first.
 */
export function itemsToSend(
  visits: ReadonlyMap<string, KeptVisit>,
  errands: Iterable<KeptErrand>,
  newId: () => string,
): Item[] {
  const items: Item[] = [];
  for (const [visit, kept] of visits) {
    const next = kept.sending ?? kept.handed;
    if (next)
      items.push({ kind: 'visit', visit, seq: next.seq, id: kept.sending?.id ?? newId(), sending: kept.sending });
    // Of a visit that the hospital has not, or that is not going there now, no picture is sent.
    const until = kept.sending && kept.handed?.seq;
    if (!next && !kept.server) continue;
    for (const photo of kept.photos)
      if (photo.seq !== undefined && !photo.sent && !photo.refused && (until === undefined || photo.seq < until))
        items.push({ kind: 'photo', visit, seq: photo.seq, id: photo.message, photo, patient: kept.entry.patient });
  }
  for (const { message, seq, done, refused } of errands)
    if (!done && !refused) items.push({ kind: 'errand', seq, id: message.id, message });
  return items.sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
}

/** How many messages are not with the server, without what it refused. */
export function countWaiting(visits: Iterable<KeptVisit>, errands: Iterable<KeptErrand>): number {
  let count = 0;
  for (const kept of visits) {
    if (kept.sending) count++;
    if (kept.handed) count++;
    count += kept.photos.filter((one) => one.seq !== undefined && !one.sent && !one.refused).length;
  }
  for (const errand of errands) if (!errand.done && !errand.refused) count++;
  return count;
}

export function visitMessage({ id, at, visit, base, reason }: SentVisit): SyncMessage {
  return { id, v: syncVersion, at, kind: 'visit', visit, ...(base && { base }), ...(reason && { reason }) };
}
export function photoMessage(item: Extract<Item, { kind: 'photo' }>, jpeg: Uint8Array): MessageOf<'photo'> {
  const { photo, at } = item.photo;
  const { id, visit, patient } = item;
  return { id, v: syncVersion, at, kind: 'photo', patient, visit, photo, jpeg: base64(jpeg) };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // A piece at a time: the arguments of a call are limited.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
