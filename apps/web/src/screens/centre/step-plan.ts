import type { AlertChange, Contact, PlanStep, Priority, StepKind } from '@munan/flow';

export type StepResult = 'reached-ok' | 'reached-help' | 'not-reached';
const order: StepResult[] = ['reached-ok', 'reached-help', 'not-reached'];

const relationOf: Partial<Record<StepKind, Contact['relation'][]>> = {
  'ask-device': ['self'],
  'text-person': ['self'],
  'voice-call': ['self'],
  'operator-call': ['self'],
  'family-text': ['family'],
  'family-call': ['family', 'neighbour'],
  'neighbour-call': ['neighbour'],
  'nurse-visit': ['nurse'],
};

/** Whom a step calls, in the order of the plan's contacts, the meant relation first. */
export function contactsOf(kind: StepKind, contacts: Contact[]): Contact[] {
  const relations = relationOf[kind] ?? [];
  return relations.flatMap((relation) => contacts.filter((contact) => contact.relation === relation));
}

/** By which words the results of a step are said. */
export type ResultFamily = 'call' | 'visit' | 'device' | 'checked' | 'house';
const familyOf: Record<StepKind, ResultFamily | undefined> = {
  'ask-device': 'device',
  'text-person': 'checked',
  'voice-call': 'checked',
  'operator-call': 'call',
  'family-text': 'checked',
  'family-call': 'call',
  'neighbour-call': 'call',
  'nurse-visit': 'visit',
  'second-operator': 'checked',
  manager: 'checked',
  dispatch: undefined,
  'check-house': 'house',
};

/** The results that can be given of a step, in the order of the keys 1, 2, 3, and which words they have. */
export function resultsOf(kind: StepKind): { result: StepResult; family: ResultFamily }[] {
  const family = familyOf[kind];
  if (!family) return [];
  // Munan itself needs no ambulance.
  return order
    .filter((result) => family !== 'house' || result !== 'reached-help')
    .map((result) => ({ result, family }));
}

const machineSteps = new Set<StepKind>(['ask-device', 'text-person', 'voice-call', 'family-text']);
/** A machine asks or tells: an operator may wait, or phone at once. */
export function isMachineStep(kind: StepKind): boolean {
  return machineSteps.has(kind);
}

const tellingSteps = new Set<StepKind>([
  'text-person',
  'voice-call',
  'family-text',
  'nurse-visit',
  'second-operator',
  'manager',
]);
/** Somebody is told by a message: how far it came is part of the step. */
export function isTellingStep(kind: StepKind): boolean {
  return tellingSteps.has(kind);
}

/** The step of a later call by which an operator need not wait for a machine; undefined where the plan has none. */
export function callInstead(kind: StepKind, plan: readonly PlanStep[], index: number): StepKind | undefined {
  if (!isMachineStep(kind)) return undefined;
  const wanted: StepKind = kind === 'family-text' ? 'family-call' : 'operator-call';
  return plan.some((step, i) => i > index && step.kind === wanted) ? wanted : undefined;
}

const stepWords = new Set<AlertChange['what']>(['step-started', 'step-done', 'dispatch-authorised']);

/** The present step is done (reached, or the ambulance is sent): only how it ended is still to be said. */
export function awaitsOutcome(history: AlertChange[]): boolean {
  const last = history.findLast((change) => stepWords.has(change.what));
  return last !== undefined && last.what !== 'step-started';
}

/** How long an alert can be paused, minutes; the server allows a grave one 15 at most. */
export function pauseMinutes(priority: Priority): number[] {
  return priority === 'high' ? [5, 10, 15] : [15, 30, 60, 240];
}

export type Rung = 'done' | 'failed' | 'overdue' | 'skipped' | 'ended' | 'now' | 'later' | 'unused';

const ends: Partial<Record<AlertChange['what'], Rung>> = {
  'step-done': 'done',
  'dispatch-authorised': 'done',
  'step-failed': 'failed',
  'step-overdue': 'overdue',
};

/** What became of one step of the plan, by the history: a step that was passed over was not done. */
export function rungOf(history: AlertChange[], index: number, present: number, open: boolean): Rung {
  if (open && index === present) return 'now';
  if (open && index > present) return 'later';
  const end = history.findLast((change) => change.step === index && ends[change.what] !== undefined);
  const passed = index < present ? 'skipped' : index === present ? 'ended' : 'unused';
  return (end && ends[end.what]) ?? passed;
}
