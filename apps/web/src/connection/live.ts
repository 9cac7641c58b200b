import type { Me } from '@munan/flow';
import { deadAfterMs, lineNow, serverClock, setLine } from '@munan/ui';
import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { giveHint, hintTypes } from './hints.ts';
import { EventGatherer } from './live-events.ts';
import { queries } from './queries.ts';

export { type LineState, useLine } from '@munan/ui';

const retryMs = [500, 1000, 2000, 5000];
const pollMs = 10_000;

const nowOf = (data: string): number => (JSON.parse(data) as { now: number }).now;
/** Whether an answer was made before `now` by the server's clock; one without a time is taken as old. */
const saidBefore = (answer: unknown, now: number): boolean =>
  answer !== undefined && ((answer as { now?: number }).now ?? 0) < now;

/** Opens the one event stream of this page and keeps it open; returns how to end it. */
function openLine(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let attempts = 0;
  let retry = 0;
  let ended = false;
  let lastHeard = performance.now();
  const gatherer = new EventGatherer(client);
  const heard = () => {
    lastHeard = performance.now();
    attempts = 0;
    setLine('live');
  };
  const hearNow = (event: MessageEvent<string>) => {
    serverClock.hear(nowOf(event.data));
    heard();
  };
  const connect = () => {
    window.clearTimeout(retry);
    source?.close();
    if (ended) return;
    source = new EventSource('/api/stream');
    let first = attempts === 0;
    source.addEventListener('hello', (event) => {
      // What happened while the line was down was not sent: ask for everything that is on the screen again. At the first
      // hello that is what was answered before it: an alert in between would not be seen until the next asking.
      const since = first ? nowOf(event.data) : Number.POSITIVE_INFINITY;
      const missed = (query: Query) => query.queryKey[0] !== 'me' && saidBefore(query.state.data, since);
      void client.invalidateQueries({ predicate: missed });
      // The nurse's device fetches in one asking what it has not heard of.
      if (!first) giveHint('day');
      first = false;
      hearNow(event);
    });
    source.addEventListener('ping', hearNow);
    for (const type of ['alert', 'person', 'visit', 'answer', 'conflict', 'day', 'desk', 'message'] as const) {
      source.addEventListener(type, (event) => {
        serverClock.alive();
        heard();
        gatherer.take({ type, data: JSON.parse(event.data) as never });
        const hint = hintTypes.find((one) => one === type);
        if (hint) giveHint(hint);
      });
    }
    source.onerror = () => {
      source?.close();
      if (ended) return;
      if (lineNow() === 'live') setLine('connecting');
      window.clearTimeout(retry);
      retry = window.setTimeout(connect, retryMs[Math.min(attempts, retryMs.length - 1)]);
      attempts += 1;
      // A session that ended looks like a broken line: ask who I am, a 401 leads to the login.
      if (attempts >= 2) void client.invalidateQueries({ queryKey: ['me'] });
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
  // There is a network again: what was to be tried in some seconds is tried now.
  const online = () => {
    if (source?.readyState !== EventSource.OPEN) connect();
  };
  window.addEventListener('online', online);
  connect();
  return () => {
    ended = true;
    window.removeEventListener('online', online);
    window.clearInterval(watch);
    window.clearTimeout(retry);
    source?.close();
    gatherer.end();
    setLine('connecting');
  };
}

/** Whoever may not hear the stream (the family, a person herself): her page is asked for again and again instead. */
function pollLine(page: () => Promise<unknown>): () => void {
  let lastHeard = performance.now();
  const ask = async () => {
    try {
      await page();
      lastHeard = performance.now();
      setLine('live');
    } catch {
      // What failed is shown by the page itself; here it only counts as silence.
      setLine(performance.now() - lastHeard > deadAfterMs ? 'dead' : 'connecting');
    }
  };
  void ask();
  const timer = window.setInterval(() => void ask(), pollMs);
  return () => {
    window.clearInterval(timer);
    setLine('connecting');
  };
}

/** Keeps the live line open while somebody is signed in; `live` false: nobody is, and nothing is asked. */
export function useLive(me: Me, live: boolean): void {
  const client = useQueryClient();
  const { id, role } = me;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person is another line
  useEffect(() => {
    if (!live) return undefined;
    const fresh = { staleTime: 0, retry: false } as const;
    if (role === 'family') return pollLine(() => client.fetchQuery({ ...queries.family(), ...fresh }));
    if (role === 'person') return pollLine(() => client.fetchQuery({ ...queries.own(), ...fresh }));
    return openLine(client);
  }, [client, id, role, live]);
}
