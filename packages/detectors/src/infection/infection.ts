import type { DayFigure, Finding } from '@munan/flow';
import type { Source, WatchSettings } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import { dayName, momentOf } from '../local-time.ts';
import type { MinuteDetector } from '../watch/minute-detectors.ts';
import { type Asleep, addAsleep, figuresOf, nightOf, startAsleep } from './asleep.ts';
import { findBaseline, nightsOf, valueAt } from './ring.ts';
import { infectionRule, type Sign, signs } from './rule.ts';
import { type InfectionState, isFeverish, type Judged, startInfection, stepInfection } from './step.ts';

/** -log10 of how many are begun a night among people not known to be ill: docs/evaluation/infection.md. */
export const infectionRarity = { plain: 2.0, feverish: 2.2 } as const;
/** A night that becomes known later than this, in days, is learned and not judged: it is no news. */
const staleDays = 2;
const shownNights = 28;

export interface InfectionWatchState extends InfectionState {
  asleep: Asleep;
  /** Of what is open: fever was said too. */
  feverish: boolean;
}

export const infection: MinuteDetector<InfectionWatchState> = {
  name: 'infection',
  version: 1,
  start: () => ({ ...startInfection(), asleep: startAsleep(), feverish: false }),
  step(state, input, source, settings) {
    const day = nightOf(input);
    const { asleep } = state;
    const findings: Finding[] = [];
    if (day > asleep.day) {
      state.asleep = startAsleep(day);
      // What she is like while unwell at enrolment is not taken for her usual.
      if (asleep.day >= 0 && !settings.person?.enrolledUnwell)
        findings.push(...endNight(state, asleep, day - asleep.day > staleDays, input.minute.from, source, settings));
    }
    addAsleep(state.asleep, input);
    return findings;
  },
};

function endNight(
  state: InfectionWatchState,
  asleep: Asleep,
  isStale: boolean,
  at: number,
  source: Source,
  settings: WatchSettings,
): Finding[] {
  const isUneven = settings.person?.conditions?.includes('atrial-fibrillation') ?? false;
  const silent: readonly Sign[] = isStale ? signs : isUneven ? ['pulse'] : [];
  const judged = stepInfection(state, figuresOf(asleep), infectionRule, silent);
  const say = (phase: Finding['phase'], feverish: boolean) =>
    said(state, judged, phase, feverish, asleep.day, at, source, settings);
  if (judged.phase === 'ended') return [say('ended', state.feverish)];
  if (judged.phase === 'began') {
    state.feverish = isFeverish(judged);
    return [say('began', state.feverish)];
  }
  if (!state.open || state.feverish || !isFeverish(judged)) return [];
  state.feverish = true;
  return [say('changed', true)];
}

const names = {
  pulse: { value: 'perMin', usual: 'usualPerMin', figure: 'restingPulsePerMin', decimals: 0 },
  temperature: { value: 'celsius', usual: 'usualCelsius', figure: 'restTemperatureCel', decimals: 1 },
} as const;
const reach = 1.96;

function said(
  { rings, open }: InfectionWatchState,
  { since: first, baselines }: Judged,
  phase: Finding['phase'],
  feverish: boolean,
  day: number,
  at: number,
  source: Source,
  settings: WatchSettings,
): Finding {
  const from = open?.since ?? first;
  const noonOf = (one: number) => momentOf({ day: one, minuteOfDay: 720 }, settings);
  // From the evening before the first night.
  const since = noonOf(from - 1);
  const params: Record<string, number> = { nights: day - from + 1 };
  const evidence: Finding['evidence'] = [];
  for (const sign of signs) {
    const baseline = baselines[sign];
    const nights = nightsOf(rings[sign], sign).slice(-shownNights);
    const latest = nights.filter((one) => one.day >= from);
    if (!baseline || latest.length === 0) continue;
    const { value, usual, figure, decimals } = names[sign];
    const mean = latest.reduce((sum, one) => sum + one.value, 0) / latest.length;
    const numbers = {
      [value]: rounded(mean, decimals),
      [usual]: rounded(valueAt(baseline, sign, 0), decimals),
    };
    Object.assign(params, numbers);
    evidence.push({
      channel: sign,
      from: noonOf(nights[0]!.day - 1),
      to: at,
      values: { ...numbers, nights: latest.length, knownDays: baseline.nights },
      figure: { name: figure, points: nights.map((one) => ({ t: noonOf(one.day), value: one.value })) },
      usual: [
        {
          t: noonOf(nights[0]!.day - 1),
          low: rounded(valueAt(baseline, sign, -reach), 1),
          high: rounded(valueAt(baseline, sign, reach), 1),
        },
      ],
    });
  }
  return findingOf({
    detector: infection,
    source,
    phase,
    ...(phase === 'changed' ? { step: 'feverish' } : {}),
    family: 'vital',
    priority: feverish && phase !== 'ended' ? 'medium' : 'low',
    reason: { code: 'illness-sign', params },
    // About one in six is an illness where one night in 200 begins one and a quarter of these is found.
    confidence: feverish ? 0.3 : 0.2,
    ...(phase === 'ended' ? {} : { rarity: feverish ? infectionRarity.feverish : infectionRarity.plain }),
    since,
    at,
    evidence,
  });
}

/** One figure of each of her last nights, with the range it lay in or out of. */
export function nightFigures(state: InfectionState | undefined, sign: Sign, settings: WatchSettings): DayFigure[] {
  if (!state) return [];
  const ring = state.rings[sign];
  return nightsOf(ring, sign)
    .slice(-shownNights)
    .map(({ day, value }): DayFigure => {
      const baseline = findBaseline(ring, sign, day, infectionRule);
      const at = (deviations: number) => rounded(valueAt(baseline!, sign, deviations), 1);
      return {
        day: dayName(day),
        t: momentOf({ day, minuteOfDay: 720 }, settings),
        value,
        ...(baseline ? { low: at(-reach), high: at(reach) } : {}),
      };
    });
}
