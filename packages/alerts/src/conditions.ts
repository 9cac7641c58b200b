import type { Circumstances, DayTime, PassedBy, PlanStep, Priority, StepKind } from '@munan/flow';

/** A machine asks her: what her quiet hours keep away, and what she answers by herself. */
export const askingKinds: readonly StepKind[] = ['ask-device', 'text-person', 'voice-call'];
/** Somebody of the service does it, and neither she nor her family is woken by it. */
const quietKinds: readonly StepKind[] = ['nurse-visit', 'second-operator', 'manager', 'dispatch', 'check-house'];
/** A person does it, seen at the desk or told to come: a plan must end with one of these. */
export const personKinds: readonly StepKind[] = [
  'operator-call',
  'family-call',
  'neighbour-call',
  'nurse-visit',
  'second-operator',
  'manager',
  'dispatch',
  'check-house',
];

/** No step waits longer, be her quiet hours the whole day. */
export const longestQuietMs = 24 * 3_600_000;

/**
 * Why the step's turn passes, or undefined. Whether she is in hospital or travelling is not asked here: the house holds
 * such findings before an alert opens.
 */
export function passedBy(
  { kind, when = {} }: Pick<PlanStep, 'kind' | 'when'>,
  priority: Priority,
  around: Circumstances,
  now: number,
): PassedBy | undefined {
  const isQuiet = quietEnd(around, now) !== undefined;
  if (when.hours && !isWithin(when.hours, around.minuteOfDay)) return 'hours';
  if (when.priorities && !when.priorities.includes(priority)) return 'priority';
  if (when.desk && (when.desk === 'awake') !== around.operators > 0) return 'desk';
  if (when.nurse && !holdsOfNurse(when.nurse, around.nurse)) return 'nurse';
  if (when.quiet !== undefined && when.quiet !== isQuiet) return 'quiet';
  if (isQuiet && priority === 'medium' && askingKinds.includes(kind)) return 'quiet';
  return around.cannot[kind];
}

/** Until when this step waits for the end of her quiet hours, Unix ms; `since`: it has waited since then. Undefined: it begins now. */
export function waitsUntil(
  kind: StepKind,
  priority: Priority,
  around: Circumstances,
  now: number,
  since = now,
): number | undefined {
  if (priority !== 'low' || !disturbs(kind)) return undefined;
  const until = Math.min(quietEnd(around, now) ?? now, since + longestQuietMs);
  return until > now ? until : undefined;
}

/** Whether the step may wake her or her family. */
export function disturbs(kind: StepKind): boolean {
  return !quietKinds.includes(kind);
}

function quietEnd({ quietUntil }: Circumstances, now: number): number | undefined {
  return quietUntil !== undefined && quietUntil > now ? quietUntil : undefined;
}

function holdsOfNurse(asked: 'there' | 'away' | 'on-duty', nurse: Circumstances['nurse']): boolean {
  if (asked === 'away') return nurse !== 'there';
  // Who is in her home now is certainly at work.
  return asked === 'there' ? nurse === 'there' : nurse !== undefined;
}

function isWithin({ from, to }: DayTime, minute: number): boolean {
  if (from === to) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
