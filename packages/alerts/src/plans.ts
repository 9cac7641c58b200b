import type { Family, PlanStep, Plans, Priority } from '@munan/flow';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * The plans of a new house, by family and priority; copied ("frozen") into each alert when it opens, so that a later
 * change of this table never changes a plan under way.
 *
 * The order is the same everywhere: ask the person, the centre phones, the family, the nurse, and only then is an
 * ambulance proposed. Silence is not asked through a device that is silent, and its steps take hours: an empty battery
 * is not an emergency, but it may not be forgotten either.
 */
export const defaultPlans: Plans = {
  safety: {
    high: urgent(),
    medium: soon(),
    low: today(),
  },
  vital: {
    high: urgent(),
    medium: soon(),
    low: today(),
  },
  silence: {
    high: [
      { kind: 'operator-call', withinMs: hour },
      { kind: 'family-call', withinMs: hour },
      { kind: 'nurse-visit', withinMs: 2 * hour },
      { kind: 'dispatch', withinMs: hour },
    ],
    medium: [
      { kind: 'operator-call', withinMs: 2 * hour },
      { kind: 'family-call', withinMs: 2 * hour },
      { kind: 'nurse-visit', withinMs: 6 * hour },
      { kind: 'dispatch', withinMs: 2 * hour },
    ],
    low: [
      { kind: 'operator-call', withinMs: 4 * hour },
      { kind: 'family-call', withinMs: 6 * hour },
      { kind: 'nurse-visit', withinMs: 24 * hour },
      { kind: 'dispatch', withinMs: 4 * hour },
    ],
  },
  house: {
    high: [
      { kind: 'check-house', withinMs: 2 * minute },
      { kind: 'manager', withinMs: 5 * minute },
      { kind: 'check-house', withinMs: 10 * minute },
    ],
    medium: [
      { kind: 'check-house', withinMs: 10 * minute },
      { kind: 'manager', withinMs: 20 * minute },
      { kind: 'check-house', withinMs: 30 * minute },
    ],
    low: [
      { kind: 'check-house', withinMs: hour },
      { kind: 'manager', withinMs: 2 * hour },
      { kind: 'check-house', withinMs: 4 * hour },
    ],
  },
};

function urgent(): PlanStep[] {
  return [
    { kind: 'ask-device', withinMs: 60 * second },
    { kind: 'operator-call', withinMs: 3 * minute },
    { kind: 'family-call', withinMs: 5 * minute },
    { kind: 'nurse-visit', withinMs: 10 * minute },
    { kind: 'dispatch', withinMs: 5 * minute },
  ];
}

function soon(): PlanStep[] {
  return [
    { kind: 'ask-device', withinMs: 60 * second },
    { kind: 'operator-call', withinMs: 15 * minute },
    { kind: 'family-call', withinMs: 30 * minute },
    { kind: 'nurse-visit', withinMs: 60 * minute },
    { kind: 'dispatch', withinMs: 30 * minute },
  ];
}

function today(): PlanStep[] {
  return [
    { kind: 'ask-device', withinMs: 60 * second },
    { kind: 'operator-call', withinMs: 4 * hour },
    { kind: 'family-call', withinMs: 6 * hour },
    { kind: 'nurse-visit', withinMs: 24 * hour },
    { kind: 'dispatch', withinMs: 4 * hour },
  ];
}

/** The plan for a new alert, a copy of its own. */
export function planFor(family: Family, priority: Priority, plans: Plans = defaultPlans): PlanStep[] {
  return plans[family][priority].map((step) => ({ ...step }));
}

/** The same steps, each as short as the graver plan has it; no step is added, dropped or lengthened. */
export function tightened(plan: readonly PlanStep[], graver: readonly PlanStep[]): PlanStep[] {
  return plan.map((step) => {
    const same = graver.find(({ kind }) => kind === step.kind);
    return same && same.withinMs < step.withinMs ? { ...step, withinMs: same.withinMs } : step;
  });
}
