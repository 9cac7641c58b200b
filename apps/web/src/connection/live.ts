import type {
  AlertList,
  AlertPage,
  AlertRow,
  Board,
  BoardPerson,
  Me,
  PersonPage,
  VisitList,
  VisitRow,
} from '@munan/flow';
import { serverClock } from '@munan/ui';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { withAlert, withPerson, withVisit } from './live-cache.ts';

/** A line on which nothing was heard for so long is dead: the server sends a ping every 10 s. */
export const deadAfterMs = 15_000;
const retryMs = [500, 1000, 2000, 5000];

export type LineState = 'connecting' | 'live' | 'dead';

let lineState: LineState = 'connecting';
const lineListeners = new Set<() => void>();
function setLine(next: LineState) {
  if (next === lineState) return;
  lineState = next;
  document.documentElement.dataset.line = next;
  for (const listener of lineListeners) listener();
}

/** Whether the live line to the server is up. `dead` means that everything on the screen is old. */
export function useLine(): LineState {
  return useSyncExternalStore(
    (listener) => {
      lineListeners.add(listener);
      return () => lineListeners.delete(listener);
    },
    () => lineState,
  );
}

/** Puts one live event into the cache; what cannot be worked out from the event is asked for again. */
export function applyEvent(
  client: QueryClient,
  event: { type: 'alert'; data: AlertRow } | { type: 'person'; data: BoardPerson } | { type: 'visit'; data: VisitRow },
): void {
  if (event.type === 'alert') {
    const row = event.data;
    for (const status of ['open', 'closed'] as const) {
      client.setQueryData<AlertList>(['alerts', status], (list) => withAlert(list, row, status));
    }
    const page = client.getQueryData<AlertPage>(['alert', row.id]);
    if (page && page.alert.version < row.version) void client.invalidateQueries({ queryKey: ['alert', row.id] });
    void client.invalidateQueries({ queryKey: ['person', row.person.id] });
    void client.invalidateQueries({ queryKey: ['family'] });
  } else if (event.type === 'person') {
    const person = event.data;
    client.setQueryData<Board>(['board'], (board) => withPerson(board, person));
    client.setQueryData<PersonPage>(['person', person.id], (page) => (page ? { ...page, board: person } : page));
    void client.invalidateQueries({ queryKey: ['family'] });
  } else {
    client.setQueryData<VisitList>(['visits'], (list) => withVisit(list, event.data));
    void client.invalidateQueries({ queryKey: ['today'] });
    void client.invalidateQueries({ queryKey: ['person', event.data.person.id] });
    void client.invalidateQueries({ queryKey: ['family'] });
  }
}

/** Opens the one event stream of this page and keeps it open; returns how to end it. */
function openLine(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let attempts = 0;
  let retry = 0;
  let ended = false;
  let lastHeard = performance.now();
  const heard = () => {
    lastHeard = performance.now();
    attempts = 0;
    setLine('live');
  };
  const hearNow = (event: MessageEvent<string>) => {
    serverClock.hear((JSON.parse(event.data) as { now: number }).now);
    heard();
  };
  const connect = () => {
    source?.close();
    if (ended) return;
    source = new EventSource('/api/stream');
    let first = attempts === 0;
    source.addEventListener('hello', (event) => {
      // What happened while the line was down was not sent: ask for everything that is on the screen again.
      if (!first) void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
      first = false;
      hearNow(event);
    });
    source.addEventListener('ping', hearNow);
    for (const type of ['alert', 'person', 'visit'] as const) {
      source.addEventListener(type, (event) => {
        serverClock.alive();
        heard();
        applyEvent(client, { type, data: JSON.parse(event.data) as never });
      });
    }
    source.onerror = () => {
      source?.close();
      if (ended) return;
      if (lineState === 'live') setLine('connecting');
      window.clearTimeout(retry);
      retry = window.setTimeout(connect, retryMs[Math.min(attempts, retryMs.length - 1)]);
      attempts += 1;
      // A session that ended looks like a broken line: ask who I am, a 401 leads to the login.
      if (attempts === 2) void client.invalidateQueries({ queryKey: ['me'] });
    };
  };
  const watch = window.setInterval(() => {
    if (performance.now() - lastHeard <= deadAfterMs) return;
    setLine('dead');
    // A line may be dead without an error (a laptop that slept, a proxy that forgot): begin anew.
    if (source?.readyState === EventSource.OPEN) {
      attempts += 1;
      lastHeard = performance.now();
      connect();
    }
  }, 1000);
  connect();
  return () => {
    ended = true;
    window.clearInterval(watch);
    window.clearTimeout(retry);
    source?.close();
    setLine('connecting');
  };
}

/** Keeps the live line open while somebody is signed in. */
export function useLive(me: Me | undefined): void {
  const client = useQueryClient();
  const id = me?.id;
  useEffect(() => {
    if (id === undefined) return;
    return openLine(client);
  }, [client, id]);
}
