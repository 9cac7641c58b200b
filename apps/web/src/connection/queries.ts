import type {
  AccountList,
  AlertList,
  AlertPage,
  AuditKind,
  AuditLines,
  AuditReview,
  Board,
  BreakGlassList,
  Channel,
  ChannelsPage,
  ConflictList,
  ConsentList,
  DemoAccount,
  DeskNow,
  DeviceList,
  DrillList,
  DrillReport,
  FactsAnswer,
  FamilyPage,
  HandoverDraft,
  NoticeAccounts,
  OutcomesPage,
  OwnPage,
  PasskeyList,
  PeopleList,
  PersonPage,
  PlanPreview,
  PlansPage,
  PreviewRequest,
  QuarantineList,
  RulesPage,
  SeriesAnswer,
  ShiftsPage,
  SinceAway,
  SyncDeviceList,
  VisitList,
  VisitPage,
  WatchPage,
  WhatIf,
  WishesPage,
} from '@munan/flow';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { fetchOpen } from './alert-pages.ts';
import { address, api } from './api.ts';
import { heardAlerts } from './heard-alerts.ts';
import { askMe, isUnreached, unreachedEveryMs } from './me.ts';

/** One entry for each thing that can be fetched: the key under which it is kept, and how to get it. */
export const queries = {
  me: () =>
    queryOptions({
      queryKey: ['me'],
      queryFn: askMe,
      retry: false,
      // Also without a network: that it cannot be reached is an answer, and a nurse works on.
      networkMode: 'always',
      refetchOnReconnect: 'always',
      refetchInterval: ({ state }) => (isUnreached(state.error) ? unreachedEveryMs : false),
    }),
  demoAccounts: () =>
    queryOptions({ queryKey: ['demo-accounts'], queryFn: () => api.get<DemoAccount[]>('/api/demo-accounts') }),
  passkeys: () => queryOptions({ queryKey: ['passkeys'], queryFn: () => api.get<PasskeyList>('/api/passkeys') }),
  board: () => queryOptions({ queryKey: ['board'], queryFn: () => api.get<Board>('/api/board') }),
  /** All that are open, in the queue's order. */
  openAlerts: () =>
    queryOptions({
      queryKey: ['alerts', 'open'],
      queryFn: ({ client, queryKey, signal }) => {
        const began = performance.now();
        const isFirst = client.getQueryData(queryKey) === undefined;
        return fetchOpen({
          page: (limit, after) => {
            signal.throwIfAborted();
            return api.get<AlertList>(address('/api/alerts', { status: 'open', limit, after }));
          },
          // What was there before is whole: it stays until the new whole is there.
          show: (list) => isFirst && client.setQueryData(queryKey, list),
          heard: () => heardAlerts.since(began),
        });
      },
    }),
  /** Who watches now; the `desk` event says what changed. */
  desk: () => queryOptions({ queryKey: ['desk'], queryFn: () => api.get<DeskNow>('/api/desk') }),
  /** What happened from then on. */
  since: (at: number) =>
    queryOptions({
      queryKey: ['desk-since', at],
      queryFn: () => api.get<SinceAway>(address('/api/desk/since', { at })),
    }),
  handover: () => queryOptions({ queryKey: ['handover'], queryFn: () => api.get<HandoverDraft>('/api/handover') }),
  alert: (id: string) =>
    queryOptions({
      queryKey: ['alert', id],
      queryFn: () => api.get<AlertPage>(`/api/alerts/${encodeURIComponent(id)}`),
    }),
  person: (id: string) =>
    queryOptions({
      queryKey: ['person', id],
      queryFn: () => api.get<PersonPage>(`/api/people/${encodeURIComponent(id)}`),
    }),
  /** What the watch has learned of her, and what was kept from the desk. */
  watch: (id: string) =>
    queryOptions({
      queryKey: ['watch', id],
      queryFn: () => api.get<WatchPage>(`/api/people/${encodeURIComponent(id)}/watch`),
    }),
  rules: () => queryOptions({ queryKey: ['rules'], queryFn: () => api.get<RulesPage>('/api/rules') }),
  plans: () => queryOptions({ queryKey: ['plans'], queryFn: () => api.get<PlansPage>('/api/plans') }),
  planPreview: (asked: PreviewRequest) =>
    queryOptions({
      queryKey: ['plan-preview', asked],
      queryFn: () => api.post<PlanPreview>('/api/plans/preview', asked),
    }),
  shifts: (from: number, to: number) =>
    queryOptions({
      queryKey: ['shifts', from, to],
      queryFn: () => api.get<ShiftsPage>(address('/api/shifts', { from, to })),
    }),
  outcomes: (days: number) =>
    queryOptions({
      queryKey: ['outcomes', days],
      queryFn: () => api.get<OutcomesPage>(address('/api/outcomes', { days })),
    }),
  drills: () => queryOptions({ queryKey: ['drills'], queryFn: () => api.get<DrillList>('/api/drills') }),
  drill: (id: string) =>
    queryOptions({
      queryKey: ['drills', id],
      queryFn: () => api.get<DrillReport>(`/api/drills/${encodeURIComponent(id)}`),
    }),
  whatIf: (id: string) =>
    queryOptions({
      queryKey: ['what-if', id],
      queryFn: () => api.get<WhatIf>(`/api/what-if/${encodeURIComponent(id)}`),
    }),
  series: (person: string, channel: Channel, from: number, to: number, points: number) =>
    queryOptions({
      queryKey: ['series', person, channel, from, to, points],
      queryFn: () =>
        api.get<SeriesAnswer>(
          address(`/api/people/${encodeURIComponent(person)}/series`, { channel, from, to, points }),
        ),
    }),
  visits: (limit = 200) =>
    queryOptions({
      queryKey: ['visits'],
      queryFn: () => api.get<VisitList>(address('/api/visits', { limit })),
    }),
  /** As it is now, or as it was in one of its versions. */
  visit: (id: string, version?: number) =>
    queryOptions({
      queryKey: version === undefined ? ['visit', id] : ['visit', id, version],
      queryFn: () => api.get<VisitPage>(address(`/api/visits/${encodeURIComponent(id)}`, { version })),
    }),
  conflicts: () => queryOptions({ queryKey: ['conflicts'], queryFn: () => api.get<ConflictList>('/api/conflicts') }),
  facts: (person: string) =>
    queryOptions({
      queryKey: ['facts', person],
      queryFn: () => api.get<FactsAnswer>(`/api/people/${encodeURIComponent(person)}/facts`),
    }),
  devices: () => queryOptions({ queryKey: ['devices'], queryFn: () => api.get<DeviceList>('/api/manage/devices') }),
  syncDevices: () =>
    queryOptions({ queryKey: ['sync-devices'], queryFn: () => api.get<SyncDeviceList>('/api/manage/sync-devices') }),
  noticeAccounts: () =>
    queryOptions({ queryKey: ['notice-accounts'], queryFn: () => api.get<NoticeAccounts>('/api/manage/notices') }),
  quarantine: (limit = 200) =>
    queryOptions({
      queryKey: ['quarantine'],
      queryFn: () => api.get<QuarantineList>(address('/api/manage/quarantine', { limit })),
    }),
  people: () => queryOptions({ queryKey: ['people'], queryFn: () => api.get<PeopleList>('/api/manage/people') }),
  auditReview: (month: string) =>
    queryOptions({
      queryKey: ['audit', 'review', month],
      queryFn: () => api.get<AuditReview>(address('/api/manage/audit/review', { month })),
    }),
  auditLines: ({ month, kind, user, person }: { month: string; kind: AuditKind; user: string; person: string }) =>
    infiniteQueryOptions({
      queryKey: ['audit', 'lines', month, kind, user, person],
      queryFn: ({ pageParam }) => {
        const chosen = { month, kind, user: user || undefined, person: person || undefined };
        return api.get<AuditLines>(address('/api/manage/audit', { ...chosen, before: pageParam }));
      },
      initialPageParam: undefined as number | undefined,
      getNextPageParam: ({ next }) => next,
    }),
  accounts: () => queryOptions({ queryKey: ['accounts'], queryFn: () => api.get<AccountList>('/api/manage/users') }),
  consents: () => queryOptions({ queryKey: ['consents'], queryFn: () => api.get<ConsentList>('/api/manage/consents') }),
  breakGlass: () =>
    queryOptions({ queryKey: ['break-glass'], queryFn: () => api.get<BreakGlassList>('/api/manage/break-glass') }),
  wishes: (id: string) =>
    queryOptions({
      queryKey: ['wishes', id],
      queryFn: () => api.get<WishesPage>(`/api/people/${encodeURIComponent(id)}/wishes`),
    }),
  channels: () => queryOptions({ queryKey: ['channels'], queryFn: () => api.get<ChannelsPage>('/api/channels') }),
  own: () => queryOptions({ queryKey: ['own'], queryFn: () => api.get<OwnPage>('/api/own') }),
  family: () => queryOptions({ queryKey: ['family'], queryFn: () => api.get<FamilyPage>('/api/family') }),
} as const;
