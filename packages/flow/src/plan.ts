import { type Static, Type } from 'typebox';
import type { Family } from './finding.ts';
import { Priority } from './reason.ts';

/** The kinds of step a response plan is made of. What each does in the world is one file in packages/response/src/steps. */
export const stepKinds = [
  'ask-device', // through the ear: "괜찮으세요?"; answered by voice or by its button
  'text-person',
  'voice-call', // a machine calls her: "press 1"
  'operator-call',
  'family-text',
  'family-call',
  'neighbour-call',
  'nurse-visit', // the nurse on duty, or the nearest
  'second-operator',
  'manager',
  'dispatch', // proposed by the software, authorised by a named operator
  'check-house', // something of Munan itself: look at it, and tell whoever keeps it running
] as const;
export const StepKind = Type.Enum(stepKinds);
export type StepKind = (typeof stepKinds)[number];

/** Minutes of the local day, `to` exclusive; `from` after `to` goes over midnight; the same twice is the whole day. */
export const DayTime = Type.Object(
  {
    from: Type.Integer({ minimum: 0, maximum: 1439 }),
    to: Type.Integer({ minimum: 0, maximum: 1439 }),
  },
  { additionalProperties: false },
);
export type DayTime = Static<typeof DayTime>;

/** All that is named must hold when the step's turn comes, or it is passed by. */
export const StepCondition = Type.Object(
  {
    hours: Type.Optional(DayTime),
    priorities: Type.Optional(Type.Array(Priority, { minItems: 1, maxItems: 3 })),
    /** Whether an operator is awake at the desk. */
    desk: Type.Optional(Type.Union([Type.Literal('awake'), Type.Literal('asleep')])),
    /** `there`: a nurse's visit is open at her home now; `away`: none is; `on-duty`: some nurse of hers is on shift. */
    nurse: Type.Optional(Type.Union([Type.Literal('there'), Type.Literal('away'), Type.Literal('on-duty')])),
    /** True: only in her quiet hours; false: only outside them. */
    quiet: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type StepCondition = Static<typeof StepCondition>;

/** One step of a plan, frozen into the alert when it opens. */
export const PlanStep = Type.Object(
  {
    kind: StepKind,
    /** How long one attempt at this step may take, ms; 48 hours at most. */
    withinMs: Type.Integer({ minimum: 1000, maximum: 172_800_000 }),
    /** How often it is tried in all before the plan goes on; absent: once. */
    attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    when: Type.Optional(StepCondition),
    /**
     * Index of a LATER step to go on with when this one is passed by or cannot be tried (no device, nothing went out); absent: the
     * next one, as after a step that was tried without success.
     */
    orElse: Type.Optional(Type.Integer({ minimum: 1, maximum: 19 })),
  },
  { additionalProperties: false },
);
export type PlanStep = Static<typeof PlanStep>;

const Plan = Type.Array(PlanStep, { minItems: 1, maxItems: 20 });
const PlansOfFamily = Type.Object({ high: Plan, medium: Plan, low: Plan }, { additionalProperties: false });

/** All plans of the house: one document, versioned. */
export const Plans = Type.Object(
  { safety: PlansOfFamily, vital: PlansOfFamily, silence: PlansOfFamily, house: PlansOfFamily },
  { additionalProperties: false },
);
export type Plans = Static<typeof Plans>;

/** What is wrong with a plan, for the editor: the words are in `language`, `plans.problems`, under the code. */
export interface PlanProblem {
  family: Family;
  priority: Priority;
  /** Index of the step; absent: of the plan as a whole. */
  step?: number;
  code:
    | 'no-steps'
    | 'no-deadline'
    | 'backwards' // orElse does not point to a later step: a loop
    | 'no-such-step' // orElse points behind the end
    | 'ends-without-person' // some path ends with a step that no person does
    | 'never-reached' // no path leads to it
    | 'never-true' // its conditions contradict each other
    | 'first-is-dispatch' // an ambulance is proposed before anybody asked
    | 'not-for-family'; // check-house of a person, or a person's step of the house
}

/** What is so when a step's turn comes; the house says it, so that the machine stays pure. */
export interface Circumstances {
  /** Minutes since local midnight, 0..1439. */
  minuteOfDay: number;
  /** Her quiet hours are now, and end then, Unix ms. */
  quietUntil?: number;
  away?: 'hospital' | 'travelling';
  /** How many operators are awake at the desk. */
  operators: number;
  nurse?: 'there' | 'on-duty';
  /** What cannot be done for her now (nobody to call, no device, a channel that is off) or what she does not want, and why. */
  cannot: Partial<Record<StepKind, 'nobody' | 'no-device' | 'no-channel' | 'refused'>>;
  /** The plans of the house now: an alert that is raised becomes as quick as these say. Absent: those of a new house. */
  plans?: Plans;
}

/** One line of a preview: "at 03:10 this would happen". */
export interface PlanPreviewLine {
  at: number;
  step: number;
  kind: StepKind;
  attempt: number;
  /** `waits` until her quiet hours end. */
  what: 'begins' | 'passed-by' | 'waits' | 'begins-again';
  why?: PassedBy;
  until?: number;
}
/** Why a step was passed by. */
export type PassedBy =
  | 'hours'
  | 'priority'
  | 'desk'
  | 'nurse'
  | 'quiet'
  | 'nobody'
  | 'no-device'
  | 'no-channel'
  | 'refused';

/** What a person wishes for herself; honoured by every plan. High priority is called at any hour. */
export const Wishes = Type.Object(
  {
    /** When she is not to be disturbed: low priority waits, of medium only people call and no machine. */
    quiet: Type.Optional(DayTime),
    /** In hospital nothing is called; travelling, silence and the home are not. Ends by itself at `until`, which the server sets where nobody did. */
    away: Type.Optional(
      Type.Object(
        {
          kind: Type.Union([Type.Literal('hospital'), Type.Literal('travelling')]),
          from: Type.Number(),
          until: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
    ),
    /** Steps she does not want. Never those of a named person at the desk, and never dispatch. */
    refused: Type.Array(
      Type.Union([
        Type.Literal('ask-device'),
        Type.Literal('text-person'),
        Type.Literal('voice-call'),
        Type.Literal('family-text'),
        Type.Literal('family-call'),
        Type.Literal('neighbour-call'),
      ]),
      { maxItems: 6 },
    ),
    language: Type.Union([Type.Literal('ko'), Type.Literal('en')]),
    /** For whoever calls: "귀가 어두우시니 크게". */
    note: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
);
export type Wishes = Static<typeof Wishes>;
export const noWishes: Wishes = { refused: [], language: 'ko' };
