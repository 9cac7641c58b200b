/**
 * What the screens of the response receive and send: plans, shifts, hand-over, messages, outcomes, drills, a person's own page. Types
 * and body schemas; all times Unix ms. Every answer has `now`.
 */
import { type Static, Type } from 'typebox';
import type { DispatchProgress, Outcome } from './alert.ts';
import type { ChannelName, MessageState, RecipientKind } from './message.ts';
import { DayTime, type PlanPreviewLine, type PlanProblem, PlanStep, Plans, type StepKind, Wishes } from './plan.ts';
import { Priority, type Reason } from './reason.ts';
import type { AlertRow, PersonBrief, PersonState, Role } from './screens.ts';

/** GET /api/plans (plans.read). PUT /api/plans PlansChange (plans.write) answers the same; 409 `out-of-date`, 400 `plan-problems`. */
export interface PlansPage {
  now: number;
  plans: Plans;
  defaults: Plans;
  version: number;
  changedBy?: string;
  changedAt?: number;
  note?: string;
  /** Newest first, without the present one, 100 at most. */
  earlier: { version: number; by: string; at: number; note: string }[];
  /** Stored after the present one and not usable by this version of the software: the present one is in force instead. */
  unfit: number[];
}
/** GET /api/plans/versions/:version (plans.read): one of them as it was; 0 is that of a new house. 404 where it fits no longer. */
export interface PlansVersionPage {
  now: number;
  version: number;
  plans: Plans;
}
export const PlansChange = Type.Object(
  {
    plans: Plans,
    note: Type.String({ minLength: 1, maxLength: 500 }),
    version: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type PlansChange = Static<typeof PlansChange>;
/** POST /api/plans/preview (plans.read): what a plan, saved or not, would do from `at` on if nobody answered. */
export const PreviewRequest = Type.Object(
  {
    family: Type.Union([Type.Literal('safety'), Type.Literal('vital'), Type.Literal('silence'), Type.Literal('house')]),
    priority: Priority,
    plan: Type.Array(PlanStep, { maxItems: 20 }),
    at: Type.Number({ minimum: 0 }),
    /** Whose wishes and contacts; absent: somebody without wishes for whom everybody is there. */
    person: Type.Optional(Type.String({ maxLength: 64 })),
    /** What is taken to be so for all of that time, whatever it is now. */
    suppose: Type.Optional(
      Type.Object(
        {
          /** Absent: somebody is awake at the desk. */
          desk: Type.Optional(Type.Union([Type.Literal('awake'), Type.Literal('asleep')])),
          /** Absent: of a person as it is planned, else on duty. */
          nurse: Type.Optional(Type.Union([Type.Literal('there'), Type.Literal('on-duty'), Type.Literal('none')])),
          /** When she is not to be disturbed; absent: by the person's own wishes. */
          quiet: Type.Optional(DayTime),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type PreviewRequest = Static<typeof PreviewRequest>;
export interface PlanPreview {
  now: number;
  lines: PlanPreviewLine[];
  problems: PlanProblem[];
}

/** Somebody's turn at the desk or on the road. */
export interface Shift {
  id: string;
  user: { id: string; name: string };
  role: 'operator' | 'nurse' | 'manager';
  from: number;
  to: number;
}
/** GET /api/shifts?from=&to= (shifts.read). POST NewShift, DELETE /api/shifts/:id (shifts.write) answer 201 Shift, 204. */
export interface ShiftsPage {
  now: number;
  shifts: Shift[];
  users: { id: string; name: string; role: 'operator' | 'nurse' | 'manager'; reach: UserReach }[];
  desk: DeskNow;
}
/** How somebody who works here is told when she does not look; PUT /api/shifts/users/:id/reach (shifts.write) -> UserReach. */
export const UserReachBody = Type.Object(
  {
    phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40 })),
    mail: Type.Optional(Type.String({ minLength: 3, maxLength: 200 })),
  },
  { additionalProperties: false },
);
export type UserReachBody = Static<typeof UserReachBody>;
export interface UserReach extends UserReachBody {
  /** On how many devices she allowed notices. */
  push: number;
}
export const NewShift = Type.Object(
  {
    user: Type.String({ minLength: 1, maxLength: 64 }),
    from: Type.Integer({ minimum: 0 }),
    /** 24 hours after `from` at most. */
    to: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type NewShift = Static<typeof NewShift>;

/** GET /api/desk (desk.read), and the `desk` event: who watches now. */
export interface DeskNow {
  now: number;
  /** No operator was active for this long while it should be awake: the desk is asleep. */
  asleepAfterMs: number;
  asleep: boolean;
  operators: { id: string; name: string; onShift: boolean; lastActive?: number; awake: boolean }[];
  /** The nurses on shift. */
  nurses: { id: string; name: string }[];
  managers: { id: string; name: string }[];
}
/** POST /api/desk/active {} -> 204 (desk.work): she moved, pressed or scrolled; at most once in 15 s by a page. */

/** GET /api/handover (desk.work): what the next shift must know, as it stands now. */
export interface HandoverDraft {
  now: number;
  open: HandoverLine[];
  /** The last notes, newest first. */
  notes: HandoverNote[];
}
export interface HandoverLine {
  alert: string;
  person?: PersonBrief;
  priority: Priority;
  reason: Reason;
  step: StepKind;
  deadline: number;
  takenBy?: string;
  /** When the sign began, event time. */
  since: number;
  /** The last note written in the alert. */
  note?: string;
}
/** POST /api/handover {text, to?} -> HandoverNote (201); POST /api/handover/:id/accept -> HandoverNote: what is open of the giver is hers. */
export interface HandoverNote {
  id: string;
  by: { id: string; name: string };
  at: number;
  to?: { id: string; name: string };
  text: string;
  /** As it stood when it was written. */
  open: HandoverLine[];
  acceptedBy?: { id: string; name: string };
  acceptedAt?: number;
}
export const NewHandover = Type.Object(
  {
    text: Type.String({ maxLength: 4000 }),
    to: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type NewHandover = Static<typeof NewHandover>;

/** GET /api/desk/since?at= (desk.read): what happened while I was away: the newest 200 lines at most, the oldest of them first. */
export interface SinceAway {
  now: number;
  at: number;
  lines: {
    at: number;
    alert: string;
    person?: { id: string; name: string };
    what: string;
    reason?: Reason;
    byName: string;
  }[];
  opened: number;
  closed: number;
  more: boolean;
}

/** One message as the screens show it; the address is shown in part. */
export interface MessageRow {
  id: string;
  at: number;
  channel: ChannelName;
  to: { kind: RecipientKind; name: string; address: string };
  stepKind: StepKind;
  state: MessageState;
  /** `delivered` or `answered`: what its step needs of it. */
  needs: 'delivered' | 'answered';
  stateAt: number;
  attempts: number;
  answer?: 'ok' | 'help' | 'coming';
  /** Why not. */
  code?: string;
  body: string;
}
/** GET /api/channels (channels.read): each way a message may go, and how it does. */
export interface ChannelsPage {
  now: number;
  channels: ChannelRow[];
}
export interface ChannelRow {
  channel: ChannelName;
  /** `off`: not set up here. */
  state: 'well' | 'failing' | 'off';
  failingSince?: number;
  waiting: number;
  /** Of the last 24 hours. */
  sent: number;
  delivered: number;
  answered: number;
  failed: number;
}
/** GET /api/push/key {key, mine: endpoints}; POST /api/push {endpoint, keys{p256dh, auth}} -> 204; DELETE /api/push {endpoint} -> 204; POST /api/push/test -> 202. */
export const PushSubscriptionBody = Type.Object(
  {
    endpoint: Type.String({ minLength: 10, maxLength: 1000 }),
    keys: Type.Object({
      p256dh: Type.String({ minLength: 10, maxLength: 200 }),
      auth: Type.String({ minLength: 10, maxLength: 100 }),
    }),
  },
  { additionalProperties: true },
);
export type PushSubscriptionBody = Static<typeof PushSubscriptionBody>;
/** GET /api/manage/notices (users.manage): whose browsers get notices; DELETE /api/manage/notices/:user ends all of hers -> 204. */
export interface NoticeAccounts {
  now: number;
  accounts: {
    id: string;
    name: string;
    role: Role;
    /** On how many browsers. */
    devices: number;
    /** When she allowed them the last time, Unix ms. */
    lastAllowed: number;
  }[];
}
/** POST /api/messages/:id/answer {key}: from a push that was pressed, by whoever it was for. */

/** GET /api/outcomes?days= (outcomes.read): how the calls ended; rates with a 95 % interval (Wilson). Drills are not in it. */
export interface OutcomesPage {
  now: number;
  from: number;
  to: number;
  /** What `falsePerPersonDay` rests on: people enrolled now, times days of the window since the first device was added. */
  people: number;
  days: number;
  total: OutcomeCount;
  byRule: OutcomeRow[];
  byPerson: OutcomeRow[];
  byModel: OutcomeRow[];
  byFirmware: OutcomeRow[];
  /** False ones by their cause. */
  causes: { code: string; count: number }[];
  /** Since last evening: one line an alert, newest first. */
  night: {
    alert: string;
    person?: PersonBrief;
    reason: Reason;
    priority: Priority;
    openedAt: number;
    closedAt?: number;
    outcome?: Outcome;
    /** `<detector>/<reason code>` of each finding that called. */
    rules: string[];
  }[];
  /** There were more in the night than are listed. */
  nightMore: boolean;
  /** What the figures speak for; a person decides, and tries it on the past first. */
  advice: OutcomeAdvice[];
}
export interface OutcomeCount {
  closed: number;
  true: number;
  false: number;
  unclear: number;
  /** False among true and false; absent where there is none of either. */
  falseRate?: { value: number; low: number; high: number };
  /** False ones a person-day, where the days watched are known and at least one. */
  falsePerPersonDay?: number;
}
/** `key`: `<detector>/<reason code>`, person's id, device model, or `model firmware`; `unknown` where no device says it. */
export interface OutcomeRow extends OutcomeCount {
  key: string;
  name?: string;
}
export interface OutcomeAdvice {
  code: 'rule-mostly-false' | 'person-mostly-false' | 'device-mostly-false' | 'firmware-worse';
  key: string;
  name?: string;
  params: Record<string, string | number>;
}

/** POST /api/drills NewDrill (drill.run) -> Drill 201; POST /api/drills/:id/end -> Drill; GET /api/drills (drill.read); GET /api/drills/:id -> DrillReport. */
export const NewDrill = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    alerts: Type.Integer({ minimum: 1, maximum: 50 }),
    /** Over how many minutes they come. */
    minutes: Type.Integer({ minimum: 1, maximum: 120 }),
  },
  { additionalProperties: false },
);
export type NewDrill = Static<typeof NewDrill>;
export interface Drill {
  id: string;
  name: string;
  by: string;
  startedAt: number;
  endedAt?: number;
  alerts: number;
  raised: number;
  open: number;
}
export interface DrillReport {
  now: number;
  drill: Drill;
  alerts: {
    alert: string;
    /** Made up for the drill. */
    person: string;
    priority: Priority;
    reason: Reason;
    openedAt: number;
    /** Ms from opening. */
    silencedMs?: number;
    takenMs?: number;
    firstCallMs?: number;
    closedMs?: number;
    takenBy?: string;
    overdueSteps: number;
    outcome?: Outcome;
    /** Would have been sent. */
    messages: number;
  }[];
  figures: {
    medianTakenMs?: number;
    longestTakenMs?: number;
    overdueSteps: number;
    neverTaken: number;
    /** Counted: those that would have left by anything but the console. */
    outsideMessages: number;
  };
}
export interface DrillList {
  now: number;
  drills: Drill[];
}

/** GET, PUT /api/people/:id/wishes (person.read, wishes.write) -> WishesPage; PUT takes WishesChange: 409 `out-of-date`, 400 `wishes-nonsense`. */
export interface WishesPage {
  now: number;
  wishes: Wishes;
  changedBy?: string;
  changedAt?: number;
}
export const WishesChange = Type.Object(
  {
    wishes: Wishes,
    /** `changedAt` of the page that the change started from; null where they were never changed. */
    changedAt: Type.Union([Type.Number(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type WishesChange = Static<typeof WishesChange>;

/** GET /api/own (own.read, role `person`): her own page, in large print. PUT /api/own/wishes WishesChange (own.write); POST /api/own/help (own.write) -> OwnPage. */
export interface OwnPage {
  now: number;
  person: { id: string; name: string; simulated: boolean };
  state: PersonState;
  /** What she wears and whether it is heard. */
  devices: { kind: 'ear' | 'wrist' | 'test'; lastContact?: number; battery?: number; worn?: boolean }[];
  /** The day is planned; its time only where it was promised. */
  nextVisit?: { day: string; time?: string };
  lastVisit?: number;
  nurse?: { name: string };
  /** The centre's number, where it is known. */
  centrePhone?: string;
  wishes: Wishes;
  wishesChangedAt?: number;
  /** Somebody is on it: since when, what is being done, and how far an ambulance is that was called. */
  helping?: { since: number; step: StepKind; ambulance?: DispatchProgress };
  /** Who may see what of her. */
  family: { name: string; parts: string[] }[];
}

/** What the operator's list at the top of the queue shows of Munan itself. */
export type HouseAlert = AlertRow & { family: 'house' };
