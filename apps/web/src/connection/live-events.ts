import type { AlertList, AlertPage, Board, BoardPerson, PersonPage, StreamEvent, VisitList } from '@munan/flow';
import type { QueryClient } from '@tanstack/react-query';
import { withAlert, withPeople, withVisit } from './live-cache.ts';

export type CacheEvent = Exclude<StreamEvent, { type: 'hello' | 'ping' }>;

/** Puts one live event into the cache; what cannot be worked out from the event is asked for again. */
export function applyEvent(client: QueryClient, event: CacheEvent): void {
  if (event.type === 'alert') {
    const row = event.data;
    for (const status of ['open', 'closed'] as const) {
      client.setQueryData<AlertList>(['alerts', status], (list) => withAlert(list, row, status));
    }
    const page = client.getQueryData<AlertPage>(['alert', row.id]);
    if (page && page.alert.version < row.version) void client.invalidateQueries({ queryKey: ['alert', row.id] });
    if (row.person) void client.invalidateQueries({ queryKey: ['person', row.person.id] });
  } else if (event.type === 'person') {
    applyPeople(client, [event.data]);
  } else if (event.type === 'answer') {
    void client.invalidateQueries({ queryKey: ['visits'] });
    void client.invalidateQueries({ queryKey: ['visit', event.data.visit] });
  } else if (event.type === 'conflict') {
    void client.invalidateQueries({ queryKey: ['conflicts'] });
    void client.invalidateQueries({ queryKey: ['facts', event.data.patient] });
  } else if (event.type === 'visit') {
    client.setQueryData<VisitList>(['visits'], (list) =>
      withVisit(list, { ...event.data, isNew: event.data.isNew ?? true }),
    );
    void client.invalidateQueries({ queryKey: ['visit', event.data.id] });
    void client.invalidateQueries({ queryKey: ['person', event.data.person.id] });
  }
}

function applyPeople(client: QueryClient, people: BoardPerson[]): void {
  client.setQueryData<Board>(['board'], (board) => withPeople(board, people));
  for (const person of people)
    client.setQueryData<PersonPage>(['person', person.id], (page) => (page ? { ...page, board: person } : page));
}

const gatherMs = 250;

/** Events of people come by the hundred in a large town: they are gathered and drawn together. Alerts are not. */
export class EventGatherer {
  readonly #client: QueryClient;
  readonly #people = new Map<string, BoardPerson>();
  #timer = 0;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  take(event: CacheEvent): void {
    if (event.type !== 'person') {
      applyEvent(this.#client, event);
      return;
    }
    this.#people.set(event.data.id, event.data);
    this.#timer ||= window.setTimeout(() => this.#flush(), gatherMs);
  }

  end(): void {
    window.clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = 0;
    applyPeople(this.#client, [...this.#people.values()]);
    this.#people.clear();
  }
}
