import type { Family, PlanStep, Plans, Priority } from '@munan/flow';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Nobody is asked by a voice in her ear at night about what can wait. */
const daytime = { from: 7 * 60, to: 22 * 60 };

/**
 * The plans of a new house, by family and priority; copied ("frozen") into each alert when it opens, so that a later
 * change of this table never changes a plan under way.
 *
 * The order is the same everywhere: ask the person, the centre phones, the family, a neighbour, the nurse, and only then is
 * an ambulance proposed. While nobody is awake at the desk, whoever else can be is called, and the family is told by message.
 * What cannot be done for her (no neighbour, no way to send a text) is passed by. Silence is not asked through a device
 * that is silent, and its steps take hours: an empty battery is not an emergency, but it may not be forgotten either.
 */
export const defaultPlans: Plans = {
  safety: { high: urgent(), medium: soon(), low: today() },
  vital: { high: urgent(), medium: soon(), low: today() },
  silence: {
    high: [
      { kind: 'operator-call', withinMs: hour },
      { kind: 'family-call', withinMs: hour },
      { kind: 'family-text', withinMs: 30 * minute },
      { kind: 'neighbour-call', withinMs: hour },
      { kind: 'nurse-visit', withinMs: 2 * hour },
      { kind: 'dispatch', withinMs: hour },
    ],
    medium: [
      { kind: 'operator-call', withinMs: 2 * hour },
      { kind: 'text-person', withinMs: hour },
      { kind: 'family-call', withinMs: 2 * hour },
      { kind: 'family-text', withinMs: hour },
      { kind: 'neighbour-call', withinMs: 2 * hour },
      { kind: 'nurse-visit', withinMs: 6 * hour },
      { kind: 'dispatch', withinMs: 2 * hour },
    ],
    low: [
      { kind: 'operator-call', withinMs: 4 * hour },
      { kind: 'text-person', withinMs: 2 * hour },
      { kind: 'family-call', withinMs: 6 * hour },
      { kind: 'family-text', withinMs: 4 * hour },
      { kind: 'nurse-visit', withinMs: 24 * hour },
      { kind: 'dispatch', withinMs: 4 * hour },
    ],
  },
  // The manager is told again and again: nobody else looks when the desk does not.
  house: {
    high: [
      { kind: 'check-house', withinMs: 2 * minute },
      { kind: 'manager', withinMs: 5 * minute },
    ],
    medium: [
      { kind: 'check-house', withinMs: 10 * minute },
      { kind: 'manager', withinMs: 30 * minute },
    ],
    low: [
      { kind: 'check-house', withinMs: hour },
      { kind: 'manager', withinMs: 4 * hour },
    ],
  },
};

function urgent(): PlanStep[] {
  return [
    { kind: 'ask-device', withinMs: 60 * second },
    { kind: 'operator-call', withinMs: 3 * minute },
    { kind: 'second-operator', withinMs: 2 * minute, when: { desk: 'asleep' } },
    { kind: 'manager', withinMs: 3 * minute, when: { desk: 'asleep' } },
    { kind: 'family-text', withinMs: 3 * minute, when: { desk: 'asleep' } },
    { kind: 'family-call', withinMs: 5 * minute },
    { kind: 'neighbour-call', withinMs: 5 * minute },
    { kind: 'nurse-visit', withinMs: 10 * minute },
    { kind: 'dispatch', withinMs: 5 * minute },
    // Proposed, and nobody has said yes or no.
    { kind: 'manager', withinMs: 3 * minute },
    { kind: 'dispatch', withinMs: 5 * minute },
  ];
}

function soon(): PlanStep[] {
  return [
    { kind: 'ask-device', withinMs: 60 * second },
    { kind: 'operator-call', withinMs: 15 * minute },
    { kind: 'manager', withinMs: 15 * minute, when: { desk: 'asleep' } },
    { kind: 'family-call', withinMs: 30 * minute },
    { kind: 'family-text', withinMs: 15 * minute },
    { kind: 'neighbour-call', withinMs: 20 * minute },
    { kind: 'nurse-visit', withinMs: 60 * minute },
    { kind: 'dispatch', withinMs: 30 * minute },
  ];
}

function today(): PlanStep[] {
  return [
    { kind: 'ask-device', withinMs: 60 * second, when: { hours: daytime } },
    { kind: 'operator-call', withinMs: 4 * hour },
    { kind: 'text-person', withinMs: 2 * hour },
    { kind: 'family-call', withinMs: 6 * hour },
    { kind: 'family-text', withinMs: 4 * hour },
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
