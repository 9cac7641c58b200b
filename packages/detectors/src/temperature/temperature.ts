import type { Finding } from '@munan/flow';
import { type Detector, minuteMs, type Source } from '../detector.ts';
import { findingOf, minutesBetween, rounded, windowAround } from '../finding.ts';
import type { HalfMinute } from '../half-minutes.ts';
import { madeFrom } from '../rules.ts';
import {
  type Sustained,
  type SustainedRule,
  type SustainedState,
  startSustained,
  stepSustained,
} from '../sustained.ts';

/** Bands of the temperature in NEWS2 [RCP NEWS2 chart 1], each for ten minutes. Reason and limits: docs/clinical/temperature.md. */
export const feverRule = madeFrom(
  ({ temperature: { feverFromCel, highFeverFromCel, feverMinutes } }): SustainedRule => ({
    side: 'above',
    inclusive: true,
    levels: [
      { limit: feverFromCel, holdMs: feverMinutes * minuteMs, priority: 'low' },
      { limit: highFeverFromCel, holdMs: feverMinutes * minuteMs, priority: 'medium' },
    ],
    // Of tenths, as the medians are.
    clear: { limit: rounded(feverFromCel - 0.3, 2), holdMs: 30 * minuteMs },
    gapMs: 15 * minuteMs,
    least: 3,
  }),
);
export const hypothermiaRule = madeFrom(
  ({ temperature: { hypothermiaToCel, hypothermiaMinutes } }): SustainedRule => ({
    side: 'below',
    inclusive: true,
    levels: [{ limit: hypothermiaToCel, holdMs: hypothermiaMinutes * minuteMs, priority: 'medium' }],
    clear: { limit: rounded(hypothermiaToCel + 0.4, 2), holdMs: 30 * minuteMs },
    gapMs: 15 * minuteMs,
    least: 3,
  }),
);
/** What tells a sensor in the ear from one on the table; see docs/clinical/temperature.md. */
export const ear = {
  /** Below this, or above `hottest`, no living ear is measured at home. */
  coldest: 30,
  hottest: 42.5,
  /** From here up it is taken to be in the ear. */
  warm: 35.1,
  /** A fall this deep within `withinMs`, ending below `warm` + 0.4, is a sensor cooling to the room: bodies cool far slower. */
  fallCel: 1,
  withinMs: 10 * minuteMs,
  /** A rise this high to at least `risenTo` is a sensor warming up in an ear, however cold the person. */
  riseCel: 1.5,
  risenTo: 32,
} as const;

export interface TemperatureState {
  fever: SustainedState;
  hypothermia: SustainedState;
  /** Medians of the last `withinMs`, as [from, median]. */
  recent: [number, number][];
  inEar: boolean;
  /** Since when the readings have been those of a sensor out of the ear; null while in it, or before the first reading. */
  outSince: number | null;
}

/** Whether the sensor sits in an ear, from the readings alone. */
function follow(state: TemperatureState, half: HalfMinute): void {
  while (state.recent.length > 0 && (state.recent[0]![0] < half.from - ear.withinMs || state.recent.length > 21)) {
    state.recent.shift();
  }
  let highest = half.median;
  let lowest = half.median;
  for (const [, median] of state.recent) {
    highest = Math.max(highest, median);
    lowest = Math.min(lowest, median);
  }
  state.recent.push([half.from, half.median]);
  const cooled = highest - half.median >= ear.fallCel && half.median < ear.warm + 0.4;
  const impossible = half.median < ear.coldest || half.median > ear.hottest;
  if (impossible || cooled) state.inEar = false;
  else if (half.median >= ear.warm) state.inEar = true;
  else if (half.median - lowest >= ear.riseCel && half.median >= ear.risenTo) state.inEar = true;
  state.outSince = state.inEar ? null : (state.outSince ?? half.from);
}

/** Fever and low body temperature of one in-ear sensor; a sensor out of the ear is not hypothermia but `not-worn`. */
export const temperature: Detector<TemperatureState, HalfMinute> = {
  name: 'temperature',
  version: 1,
  start: () => ({
    fever: startSustained(),
    hypothermia: startSustained(),
    recent: [],
    inEar: false,
    outSince: null,
  }),
  step(state, half, source, settings): Finding[] {
    follow(state, half);
    if (!state.inEar) {
      // What was cooling already before it was known to be out must not count as hypothermia.
      state.hypothermia.runs = [];
      return [];
    }
    const findings: Finding[] = [];
    const feverIs = feverRule(settings);
    const fever = stepSustained(state.fever, feverIs, half.from, half.to, half.median);
    if (fever) findings.push(say('fever', fever, feverIs, half, source));
    const hypothermiaIs = hypothermiaRule(settings);
    const hypothermia = stepSustained(state.hypothermia, hypothermiaIs, half.from, half.to, half.median);
    if (hypothermia) findings.push(say('hypothermia', hypothermia, hypothermiaIs, half, source));
    return findings;
  },
};

function say(
  code: 'fever' | 'hypothermia',
  said: Sustained,
  rule: SustainedRule,
  half: HalfMinute,
  source: Source,
): Finding {
  const minutes = minutesBetween(said.since, said.at);
  const celsius = rounded(said.phase === 'ended' ? said.extreme : half.median, 1);
  const figure = code === 'fever' ? 'highestCelsius' : 'lowestCelsius';
  return findingOf({
    detector: temperature,
    source,
    sign: code,
    phase: said.phase,
    step: said.phase === 'changed' ? said.priority : undefined,
    family: 'vital',
    priority: said.priority,
    reason: { code, params: { celsius, minutes } },
    confidence: code === 'fever' ? 0.8 : 0.6,
    // A fever a year in the old at home; graver ones are called whatever the budget. An estimate: docs/clinical/temperature.md.
    ...(said.priority === 'low' ? { rarity: 2.5 } : {}),
    since: said.since,
    at: said.at,
    evidence: [
      {
        channel: 'temperature',
        ...windowAround(said.since, said.at, 60 * minuteMs),
        values: { [figure]: rounded(said.extreme, 1), meanCelsius: rounded(said.mean, 2), minutes },
        limits: rule.levels.map(({ limit }) => limit),
      },
    ],
  });
}
