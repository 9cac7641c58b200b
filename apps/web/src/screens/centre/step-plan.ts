import type { AlertChange, Contact, Priority, StepKind } from '@munan/flow';

export type StepResult = 'reached-ok' | 'reached-help' | 'not-reached';
const order: StepResult[] = ['reached-ok', 'reached-help', 'not-reached'];

const relationOf: Partial<Record<StepKind, Contact['relation'][]>> = {
  'operator-call': ['self'],
  'family-call': ['family', 'neighbour'],
  'nurse-visit': ['nurse'],
};

/** Whom a step calls, in the order of the plan's contacts, the meant relation first. */
export function contactsOf(kind: StepKind, contacts: Contact[]): Contact[] {
  const relations = relationOf[kind] ?? [];
  return relations.flatMap((relation) => contacts.filter((contact) => contact.relation === relation));
}

/** The results that can be given of a step, in the order of the keys 1, 2, 3, and which words they have. */
export function resultsOf(kind: StepKind): { result: StepResult; family: 'call' | 'visit' | 'device' }[] {
  if (kind === 'dispatch') return [];
  const family = kind === 'nurse-visit' ? 'visit' : kind === 'ask-device' ? 'device' : 'call';
  return order.map((result) => ({ result, family }));
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
