import type { Rules } from '@munan/flow';

/** What makes no sense together, each as a sentence; the schema has seen to every number alone. */
export function nonsenseIn(rules: Rules, switchable: readonly string[]): string[] {
  const found: string[] = [];
  const need = (fine: boolean, sentence: string) => {
    if (!fine) found.push(sentence);
  };
  for (const name of ['oxygen', 'oxygenScale2'] as const) {
    const { mediumBelowPercent, highBelowPercent } = rules[name];
    need(
      highBelowPercent <= mediumBelowPercent,
      `${name}: highBelowPercent (${highBelowPercent}) may not lie above mediumBelowPercent (${mediumBelowPercent})`,
    );
  }
  const { pulse, temperature } = rules;
  need(
    pulse.slowToPerMin < pulse.restingFromPerMin,
    `pulse: slowToPerMin (${pulse.slowToPerMin}) must lie below restingFromPerMin (${pulse.restingFromPerMin})`,
  );
  need(
    pulse.restingFromPerMin <= pulse.fastFromPerMin,
    `pulse: restingFromPerMin (${pulse.restingFromPerMin}) may not lie above fastFromPerMin (${pulse.fastFromPerMin})`,
  );
  need(
    temperature.hypothermiaToCel < temperature.feverFromCel,
    `temperature: hypothermiaToCel (${temperature.hypothermiaToCel}) must lie below feverFromCel (${temperature.feverFromCel})`,
  );
  need(
    temperature.feverFromCel <= temperature.highFeverFromCel,
    `temperature: feverFromCel (${temperature.feverFromCel}) may not lie above highFeverFromCel (${temperature.highFeverFromCel})`,
  );
  for (const name of rules.off)
    need(
      switchable.includes(name),
      `off: ${JSON.stringify(name)} cannot be switched off; these can: ${switchable.join(', ')}`,
    );
  return found;
}
