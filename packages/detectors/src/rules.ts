import type { Rules } from '@munan/flow';
import type { WatchSettings } from './detector.ts';
import { fallThreshold } from './fall/judge.ts';

/** The rules of a new house; where each comes from is on its detector's page in docs/clinical. */
export const defaultRules: Rules = {
  oxygen: { mediumBelowPercent: 90, mediumMinutes: 3, highBelowPercent: 85, highMinutes: 1 },
  oxygenScale2: { mediumBelowPercent: 86, mediumMinutes: 3, highBelowPercent: 83, highMinutes: 1 },
  pulse: {
    fastFromPerMin: 131,
    fastMinutes: 5,
    slowToPerMin: 40,
    slowMinutes: 5,
    restingFromPerMin: 111,
    restingMinutes: 15,
  },
  temperature: {
    feverFromCel: 38.1,
    highFeverFromCel: 39.1,
    feverMinutes: 10,
    hypothermiaToCel: 35,
    hypothermiaMinutes: 10,
  },
  fall: { fromScore: fallThreshold },
  silence: { noContactMinutes: 10, notWornMinutes: 30, stuckMinutes: 60 },
  off: [],
  budget: { callsPerDay: null },
};
export function rulesOf(settings: Pick<WatchSettings, 'rules'>): Rules {
  return settings.rules ?? defaultRules;
}

/** What is made from the rules of the house is made once for each: a document of rules is replaced and never changed. */
export function madeFrom<Made>(make: (rules: Rules) => Made): (settings: Pick<WatchSettings, 'rules'>) => Made {
  const made = new WeakMap<Rules, Made>();
  return (settings) => {
    const rules = rulesOf(settings);
    let one = made.get(rules);
    if (one === undefined) {
      one = make(rules);
      made.set(rules, one);
    }
    return one;
  };
}
