import type { Finding, PartialNews2 } from '@munan/flow';
import { measureNext, type News2, type News2Parameter, news2 } from '@munan/vitals';
import { type Detector, minuteMs, type WatchSettings } from '../detector.ts';
import { findingOf, minutesBetween, windowAround } from '../finding.ts';
import { findMedian } from '../half-minutes.ts';
import { type Minute, type MinutesState, minutesWithin } from '../minutes.ts';
import { type SustainedRule, type SustainedState, startSustained, stepSustained } from '../sustained.ts';

/** How much of the past counts as the present value: the median of the minutes in it. */
export const scoreWindowMs = 5 * minuteMs;

export interface DeviceScore extends News2 {
  spo2Percent?: number;
  pulsePerMin?: number;
  temperatureCel?: number;
}
/** NEWS2 as far as the devices know it; undefined when they know nothing fresh. [RCP NEWS2 chart 1] */
export function scoreOfMinutes(
  minutes: readonly Minute[],
  settings: Pick<WatchSettings, 'spo2Scale2'>,
): DeviceScore | undefined {
  const median = (channel: 'spo2' | 'pulse' | 'temperature') => {
    const values: number[] = [];
    for (const { [channel]: value } of minutes) if (value !== undefined) values.push(value);
    return findMedian(values);
  };
  const known = { spo2Percent: median('spo2'), pulsePerMin: median('pulse'), temperatureCel: median('temperature') };
  if (Object.values(known).every((value) => value === undefined)) return undefined;
  return { ...news2(known, { scale2: settings.spo2Scale2 }), ...known };
}

function nextOf(
  { spo2Percent, pulsePerMin, temperatureCel }: DeviceScore,
  settings: Pick<WatchSettings, 'spo2Scale2'>,
): News2Parameter[] {
  return measureNext({ spo2Percent, pulsePerMin, temperatureCel }, { scale2: settings.spo2Scale2 });
}

/** The newest five minutes of data, closed or not; undefined when they are old. */
function newestMinutes(minutes: MinutesState, now: number): Minute[] | undefined {
  if (now - minutes.newest > 2 * scoreWindowMs) return undefined;
  return minutesWithin(minutes, minutes.newest - scoreWindowMs, minutes.newest + minuteMs, false);
}
/** For the board: the range now. */
export function presentScore(
  minutes: MinutesState,
  now: number,
  settings: Pick<WatchSettings, 'spo2Scale2'>,
): PartialNews2 | undefined {
  const score = scoreOfMinutes(newestMinutes(minutes, now) ?? [], settings);
  return score && { least: score.least, most: score.most, missing: score.missing, at: minutes.newest };
}
/** For a person's page: the range now, and what to measure next, first what could change most what is called for. */
export function presentScoreAndNext(
  minutes: MinutesState,
  now: number,
  settings: Pick<WatchSettings, 'spo2Scale2'>,
): (PartialNews2 & { measureNext: News2Parameter[] }) | undefined {
  const score = scoreOfMinutes(newestMinutes(minutes, now) ?? [], settings);
  if (!score) return undefined;
  const { least, most, missing } = score;
  return { least, most, missing, at: minutes.newest, measureNext: nextOf(score, settings) };
}

/** What is judged: 3 is an emergency score, 2 an urgent one, 1 a single parameter at 3, whatever the missing ones are. */
const grades = { single: 1, urgent: 2, emergency: 3 } as const;
export const scoreRule: SustainedRule = {
  side: 'above',
  inclusive: true,
  levels: [
    // A sleeper's oxygen rests at 90-91 % for ten minutes and more without being ill: half an hour is no rest any more.
    { limit: grades.single, holdMs: 30 * minuteMs, priority: 'low' },
    { limit: grades.urgent, holdMs: 2 * minuteMs, priority: 'medium' },
    { limit: grades.emergency, holdMs: 2 * minuteMs, priority: 'high' },
  ],
  clear: { limit: 0, holdMs: 10 * minuteMs },
  gapMs: 5 * minuteMs,
  least: 2,
};

/**
 * Of each level. Hospital patients in whom nothing happened begin a single 3, a 5 and a 7 every 1.9, 8.6 and 192 days (hours of three
 * vitals, docs/evaluation/deterioration.md); that well people do so five to ten times more seldom is assumed, not measured.
 */
const rarities = [1, 2, 3];

export interface ScoreInput {
  minute: Minute;
  /** The minutes of the last `scoreWindowMs`, this one included. */
  recent: Minute[];
}
/** Partial NEWS2: speaks only of what is certain, that is of the lowest score over all completions. */
export const score: Detector<SustainedState, ScoreInput> = {
  name: 'score',
  version: 2,
  start: startSustained,
  step(state, { minute, recent }, source, settings): Finding[] {
    const now = scoreOfMinutes(recent, settings);
    if (!now) return [];
    const single = Object.values(now.parts).includes(3) ? grades.single : 0;
    const grade = now.least >= 7 ? grades.emergency : now.least >= 5 ? grades.urgent : single;
    const said = stepSustained(state, scoreRule, minute.from, minute.from + minuteMs, grade);
    if (!said) return [];
    const window = windowAround(said.since, said.at);
    const [next] = nextOf(now, settings);
    const evidence = (
      [
        ['spo2', 'spo2Percent'],
        ['pulse', 'pulsePerMin'],
        ['temperature', 'temperatureCel'],
      ] as const
    ).flatMap(([channel, name]) =>
      now[name] === undefined
        ? []
        : [{ channel, ...window, values: { [name]: now[name], score: now.parts[name] ?? null } }],
    );
    return [
      findingOf({
        detector: score,
        source,
        phase: said.phase,
        step: said.phase === 'changed' ? said.priority : undefined,
        family: 'vital',
        priority: said.priority,
        reason: {
          code: 'score',
          params: {
            least: now.least,
            most: now.most,
            partial: now.missing.length > 0,
            minutes: minutesBetween(said.since, said.at),
            ...(next === undefined ? {} : { next }),
          },
        },
        confidence: 0.8,
        rarity: rarities[said.level],
        since: said.since,
        at: said.at,
        evidence,
      }),
    ];
  },
};
