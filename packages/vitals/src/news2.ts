import { meanPressure } from './mean-pressure.ts';

/** NEWS2, Royal College of Physicians 2017, chart 1 (scores) and chart 2 (thresholds and response): what is scored. */
interface News2Scored {
  respirationPerMin?: number;
  spo2Percent?: number;
  onOxygen?: boolean;
  systolicMmHg?: number;
  pulsePerMin?: number;
  consciousness?: 'alert' | 'confusion' | 'voice' | 'pain' | 'unresponsive';
  temperatureCel?: number;
}
export type News2Parameter = keyof News2Scored;
/** What was measured; of two blood pressures the mean is scored. */
export interface News2Input extends News2Scored {
  secondSystolicMmHg?: number;
}

/** The seven parameters in the order of the chart. */
export const news2Parameters = [
  'respirationPerMin',
  'spo2Percent',
  'onOxygen',
  'systolicMmHg',
  'pulsePerMin',
  'consciousness',
  'temperatureCel',
] as const satisfies readonly News2Parameter[];

/**
 * Chart 2: `routine` (0: at least every 12 h), `nurse` (1-4: every 4-6 h, a registered nurse assesses), `team` (3 in one
 * parameter: hourly, the medical team reviews), `urgent` (5-6: hourly, urgent assessment), `emergency` (7 or more:
 * continuous, emergency team).
 */
export type News2Response = 'routine' | 'nurse' | 'team' | 'urgent' | 'emergency';

export interface News2 {
  /** Lowest and highest score over every way in which the missing parameters may turn out; equal when none is missing. */
  least: number;
  most: number;
  missing: News2Parameter[];
  /** Score of each parameter that is known beyond doubt (SpO2 on scale 2 above 92 % depends on oxygen, too). */
  parts: Partial<Record<News2Parameter, number>>;
  /** What the score already calls for, whatever the missing parameters are; with none missing, what it calls for. */
  response: News2Response;
  /** What it would call for at worst. */
  responseMost: News2Response;
}
export interface News2Options {
  /** SpO2 scale 2, only where a clinician has prescribed 88-92 %. */
  scale2?: boolean;
}

/** The first step whose upper bound holds the value gives the score. [RCP NEWS2 chart 1] */
type Steps = readonly (readonly [upTo: number, score: number])[];
const rest = Number.POSITIVE_INFINITY;
const respirationSteps: Steps = [
  [8, 3],
  [11, 1],
  [20, 0],
  [24, 2],
  [rest, 3],
];
const spo2Scale1Steps: Steps = [
  [91, 3],
  [93, 2],
  [95, 1],
  [rest, 0],
];
const spo2Scale2AirSteps: Steps = [
  [83, 3],
  [85, 2],
  [87, 1],
  [rest, 0],
];
const spo2Scale2OxygenSteps: Steps = [
  [83, 3],
  [85, 2],
  [87, 1],
  [92, 0],
  [94, 1],
  [96, 2],
  [rest, 3],
];
const systolicSteps: Steps = [
  [90, 3],
  [100, 2],
  [110, 1],
  [219, 0],
  [rest, 3],
];
const pulseSteps: Steps = [
  [40, 3],
  [50, 1],
  [90, 0],
  [110, 1],
  [130, 2],
  [rest, 3],
];
/** In tenths of a degree: 38.1 has no exact binary form, 381 has. */
const temperatureTenthsSteps: Steps = [
  [350, 3],
  [360, 1],
  [380, 0],
  [390, 1],
  [rest, 2],
];

function stepScore(steps: Steps, value: number): number {
  for (const [upTo, score] of steps) if (value <= upTo) return score;
  throw new RangeError('not a number');
}
/** The chart is in whole numbers: a value between two of them is charted as the nearer one, half upward. */
function charted(name: string, value: number, perUnit = 1): number {
  if (!Number.isFinite(value)) throw new RangeError(`NEWS2: ${name} must be a finite number, got ${value}`);
  const inUnits = value * perUnit;
  return Number.isInteger(inUnits) ? inUnits : Math.round(Number(inUnits.toFixed(6)));
}

/**
 * Score of one parameter, 0..3. `onOxygen` says whether oxygen is breathed; it matters for SpO2 on scale 2 only.
 * RangeError when a number is not finite.
 */
export function scoreOf<P extends News2Parameter>(
  parameter: P,
  value: NonNullable<News2Scored[P]>,
  options: News2Options & { onOxygen?: boolean } = {},
): number {
  switch (parameter as News2Parameter) {
    case 'onOxygen':
      return value ? 2 : 0;
    case 'consciousness':
      return value === 'alert' ? 0 : 3;
    case 'respirationPerMin':
      return stepScore(respirationSteps, charted(parameter, value as number));
    case 'systolicMmHg':
      return stepScore(systolicSteps, charted(parameter, value as number));
    case 'pulsePerMin':
      return stepScore(pulseSteps, charted(parameter, value as number));
    case 'temperatureCel':
      return stepScore(temperatureTenthsSteps, charted(parameter, value as number, 10));
    case 'spo2Percent': {
      const steps = !options.scale2 ? spo2Scale1Steps : options.onOxygen ? spo2Scale2OxygenSteps : spo2Scale2AirSteps;
      return stepScore(steps, charted(parameter, value as number));
    }
  }
  throw new RangeError(`NEWS2 knows no parameter ${parameter}`);
}

/** Highest score a parameter can add. */
const highest: Record<News2Parameter, number> = {
  respirationPerMin: 3,
  spo2Percent: 3,
  onOxygen: 2,
  systolicMmHg: 3,
  pulsePerMin: 3,
  consciousness: 3,
  temperatureCel: 3,
};

function responseOf(score: number, threeInOne: boolean): News2Response {
  if (score >= 7) return 'emergency';
  if (score >= 5) return 'urgent';
  if (threeInOne) return 'team';
  return score >= 1 ? 'nurse' : 'routine';
}

/**
 * The score, or its range when something is missing: whole only if `missing` is empty. Not for anyone under 16 or in
 * pregnancy. RangeError when a number is not finite.
 */
export function news2(measured: News2Input, options: News2Options = {}): News2 {
  const { secondSystolicMmHg, ...first } = measured;
  const { systolicMmHg } = meanPressure(measured);
  const input: News2Scored = secondSystolicMmHg === undefined ? first : { ...first, systolicMmHg };
  const missing: News2Parameter[] = [];
  const parts: Partial<Record<News2Parameter, number>> = {};
  let least = 0;
  let most = 0;
  for (const parameter of news2Parameters) {
    const value = input[parameter];
    if (value === undefined) {
      missing.push(parameter);
      // Oxygen that is not known is counted below, together with SpO2: on scale 2 it decides both.
      if (parameter !== 'onOxygen') most += highest[parameter];
      continue;
    }
    if (parameter === 'spo2Percent' && input.onOxygen === undefined && options.scale2) continue;
    const score = scoreOf(parameter, value, { scale2: options.scale2, onOxygen: input.onOxygen });
    parts[parameter] = score;
    least += score;
    most += score;
  }
  let threeOnOxygen = false;
  if (input.onOxygen === undefined) {
    let air = 0;
    let oxygen = 2;
    if (options.scale2 && input.spo2Percent !== undefined) {
      const onAir = scoreOf('spo2Percent', input.spo2Percent, { scale2: true, onOxygen: false });
      const onOxygen = scoreOf('spo2Percent', input.spo2Percent, { scale2: true, onOxygen: true });
      if (onAir === onOxygen) parts.spo2Percent = onAir;
      threeOnOxygen = onOxygen === 3;
      air += onAir;
      oxygen += onOxygen;
    }
    least += Math.min(air, oxygen);
    most += Math.max(air, oxygen);
  }
  const knownThree = Object.values(parts).includes(3);
  const possibleThree = threeOnOxygen || missing.some((parameter) => highest[parameter] === 3);
  return {
    least,
    most,
    missing,
    parts,
    response: responseOf(least, knownThree),
    responseMost: responseOf(most, knownThree || possibleThree),
  };
}
