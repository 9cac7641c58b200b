import type { VisitEntry, VisitRow } from '@munan/flow';
import { serverClock } from '@munan/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { useMe } from '../../shell/session.tsx';
import type { Draft } from './draft.ts';
import { DraftStore, type KeptStrings } from './draft-store.ts';
import { HeldStorage } from './held-storage.ts';
import { Outbox, type Sent, sentOfFailure } from './outbox.ts';

/** The nurse's desk on this device: her drafts on its disk and the outbox that empties it. One a page. */
const storage = new HeldStorage(findLocalStorage());
export const drafts = new DraftStore(storage);
let running: { by: string; outbox: Outbox } | undefined;

window.addEventListener('storage', (event) => drafts.changedElsewhere(event.key));
for (const [target, name] of [
  [window, 'online'],
  [document, 'visibilitychange'],
] as const) {
  target.addEventListener(name, () => void running?.outbox.flush());
}

export interface Desk {
  drafts: Draft[];
  waiting: Draft[];
  refused: Draft[];
  /** The device's disk refused an entry: it lives in this page only. */
  cannotKeep: boolean;
  /** Entries on the disk that this version of the page cannot read. */
  unreadable: number;
  put(draft: Draft): void;
  remove(id: string): void;
  send(): void;
}

/** Drafts of whoever is signed in, drawn anew with every change, and their outbox kept running. */
export function useDesk(): Desk {
  const by = useMe().id;
  const client = useQueryClient();
  useEffect(() => {
    if (running?.by === by) {
      void running.outbox.flush();
      return;
    }
    running?.outbox.stop();
    const stored = (row: VisitRow) => {
      for (const queryKey of [['today'], ['visits'], ['person', row.person.id]]) {
        void client.invalidateQueries({ queryKey });
      }
    };
    running = { by, outbox: outboxOf(by, stored) };
    void running.outbox.flush();
  }, [by, client]);
  const version = useSyncExternalStore(
    (listener) => drafts.subscribe(listener),
    () => drafts.version,
  );
  return useMemo(() => {
    // The version is what tells that the disk has changed.
    void version;
    const all = drafts.of(by);
    return {
      drafts: all,
      waiting: all.filter((draft) => draft.state === 'waiting'),
      refused: all.filter((draft) => draft.state === 'refused'),
      cannotKeep: storage.isHolding,
      unreadable: drafts.unreadable(),
      put: (draft) => drafts.put(draft),
      remove: (id) => drafts.remove(id),
      send: () => void running?.outbox.flush(),
    };
  }, [by, version]);
}

/** The id of a visit; `randomUUID` is missing where the page came by plain HTTP from another machine. */
export function visitId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Asks the browser not to clear this device's entries when space is short; a no is no reason to stop. */
export function askToKeep(): void {
  void navigator.storage?.persist?.().catch(() => false);
}

function outboxOf(by: string, stored: (row: VisitRow) => void): Outbox {
  return new Outbox({
    store: drafts,
    by,
    send: sendVisit,
    isOnline: () => navigator.onLine,
    after: (ms, then) => {
      const timer = window.setTimeout(then, ms);
      return () => window.clearTimeout(timer);
    },
    stored,
  });
}

async function sendVisit(entry: VisitEntry): Promise<Sent> {
  try {
    return { kind: 'stored', row: await api.post<VisitRow>('/api/visits', entry) };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return sentOfFailure(error.status === 0 ? undefined : error.status, error.message);
  }
}

/** Now by the server's clock: a phone whose clock is off does not shift the visit. */
export function visitNow(): number {
  return Math.round(serverClock.now());
}

/** Undefined where the browser forbids it: reading the property alone throws there. */
function findLocalStorage(): KeptStrings | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
