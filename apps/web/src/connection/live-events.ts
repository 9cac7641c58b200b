import type {
  AlertList,
  AlertPage,
  AlertRow,
  Board,
  BoardPerson,
  DeskNow,
  PersonPage,
  StreamEvent,
  VisitList,
} from '@munan/flow';
import type { QueryClient } from '@tanstack/react-query';
import { heardAlerts } from './heard-alerts.ts';
import { withAlerts, withPeople, withVisit } from './live-cache.ts';

export type CacheEvent = Exclude<StreamEvent, { type: 'hello' | 'ping' }>;

/** Puts one live event into the cache; what cannot be worked out from the event is asked for again. */
export function applyEvent(client: QueryClient, event: CacheEvent): void {
  if (event.type === 'alert') {
    applyAlerts(client, [event.data]);
  } else if (event.type === 'desk') {
    client.setQueryData<DeskNow>(['desk'], event.data);
  } else if (event.type === 'message') {
    void client.invalidateQueries({ queryKey: ['alert', event.data.alert] });
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

function applyAlerts(client: QueryClient, rows: readonly AlertRow[]): void {
  for (const row of rows) heardAlerts.take(row, performance.now());
  for (const status of ['open', 'closed'] as const)
    client.setQueryData<AlertList>(['alerts', status], (list) => withAlerts(list, rows, status));
  for (const row of rows) {
    const page = client.getQueryData<AlertPage>(['alert', row.id]);
    if (page && page.alert.version < row.version) void client.invalidateQueries({ queryKey: ['alert', row.id] });
    if (row.person) void client.invalidateQueries({ queryKey: ['person', row.person.id] });
  }
}

function applyPeople(client: QueryClient, people: BoardPerson[]): void {
  client.setQueryData<Board>(['board'], (board) => withPeople(board, people));
  for (const person of people)
    client.setQueryData<PersonPage>(['person', person.id], (page) => (page ? { ...page, board: person } : page));
}

const gatherPeopleMs = 250;
/** About one drawing of the screen: a flood of alerts is drawn once each time, and one alone is not kept waiting. */
const gatherAlertsMs = 16;

/** Events come by the hundred in a large town, and alerts in a bad hour: they are gathered and drawn together. */
export class EventGatherer {
  readonly #client: QueryClient;
  readonly #people = new Map<string, BoardPerson>();
  #alerts: AlertRow[] = [];
  #peopleTimer = 0;
  #alertsTimer = 0;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  take(event: CacheEvent): void {
    if (event.type === 'person') {
      this.#people.set(event.data.id, event.data);
      this.#peopleTimer ||= window.setTimeout(() => this.#flushPeople(), gatherPeopleMs);
    } else if (event.type === 'alert') {
      this.#alerts.push(event.data);
      this.#alertsTimer ||= window.setTimeout(() => this.#flushAlerts(), gatherAlertsMs);
    } else applyEvent(this.#client, event);
  }

  end(): void {
    window.clearTimeout(this.#peopleTimer);
    window.clearTimeout(this.#alertsTimer);
  }

  #flushPeople(): void {
    this.#peopleTimer = 0;
    applyPeople(this.#client, [...this.#people.values()]);
    this.#people.clear();
  }

  #flushAlerts(): void {
    this.#alertsTimer = 0;
    const rows = this.#alerts;
    this.#alerts = [];
    applyAlerts(this.#client, rows);
  }
}
