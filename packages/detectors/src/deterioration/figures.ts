/**
 * What the scorecard looks at: for each channel its level, worst value, slope, scatter and shift over fixed windows of hourly
 * means. Nothing here knows how long a person has been watched: every figure needs so many values of its own window and is
 * NaN with fewer, so that none grows with time, and what is NaN adds nothing (`scorecard.ts`).
 */
export const riskChannels = ['pulse', 'spo2', 'temperature'] as const;
export type RiskChannel = (typeof riskChannels)[number];

/** Hours that are looked back on. */
export const windowHours = 24;
const recentHours = 4;
const shortHours = 8;

export interface ChannelRule {
  /** Hours of which the mean is the level: temperature is taken seldom in hospital. */
  levelHours: number;
  /** The worst of the last eight hours is the highest or the lowest. */
  worst: 'highest' | 'lowest';
  /** Values that must be there, of the last eight hours and of the twenty before the last four. */
  leastShort: number;
  leastBefore: number;
}
const rules: Record<RiskChannel, ChannelRule> = {
  pulse: { levelHours: recentHours, worst: 'highest', leastShort: 5, leastBefore: 8 },
  spo2: { levelHours: recentHours, worst: 'lowest', leastShort: 5, leastBefore: 8 },
  temperature: { levelHours: shortHours, worst: 'highest', leastShort: 2, leastBefore: 3 },
};

/** Hourly means of the last day, oldest first, `windowHours` of them, NaN where there is none: beats a minute, %, °C. */
export type HourlyMeans = Record<RiskChannel, ArrayLike<number>>;

/**
 * In the order of `figuresOf`: where each comes from, and whether more of it may only add to the risk (1) or only take from it (-1). In
 * intensive care a saturation of 100 % goes with oxygen being given, and with worse: without a direction it would be learned.
 */
export const riskFigures = [
  { name: 'pulseLevelPerMin', of: 'pulse-level', direction: 1 },
  { name: 'pulseWorstPerMin', of: 'pulse-level', direction: 1 },
  { name: 'pulseBeyondFeverPerMin', of: 'pulse-level', direction: 0 },
  { name: 'pulseSlopePerMinPerHour', of: 'pulse-trend', direction: 1 },
  { name: 'pulseScatterPerMin', of: 'pulse-trend', direction: 1 },
  { name: 'pulseShiftPerMin', of: 'pulse-trend', direction: 1 },
  { name: 'pulseDayPerMin', of: 'pulse-level', direction: 1 },
  { name: 'spo2LevelPercent', of: 'spo2-level', direction: -1 },
  { name: 'spo2WorstPercent', of: 'spo2-level', direction: -1 },
  { name: 'spo2DipPercent', of: 'spo2-trend', direction: 1 },
  { name: 'temperatureLevelCel', of: 'temperature-level', direction: 0 },
  { name: 'temperatureShiftCel', of: 'temperature-trend', direction: 0 },
  { name: 'temperatureDayCel', of: 'temperature-level', direction: 0 },
  { name: 'ageYears', of: 'age', direction: 1 },
] as const;
export type RiskCause = (typeof riskFigures)[number]['of'];

export interface ChannelFigures {
  level: number;
  worst: number;
  slope: number;
  scatter: number;
  shift: number;
  day: number;
}
function meanWithin(means: ArrayLike<number>, from: number, to: number, least: number): number {
  let sum = 0;
  let count = 0;
  for (let hour = from; hour < to; hour++) {
    const value = means[hour]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count >= least ? sum / count : Number.NaN;
}

export function channelFigures(means: ArrayLike<number>, rule: ChannelRule): ChannelFigures {
  const end = windowHours;
  const level = meanWithin(means, end - rule.levelHours, end, 1);
  const recent = meanWithin(means, end - recentHours, end, 1);
  const day = meanWithin(means, 0, end - recentHours, rule.leastBefore);
  let worst = Number.NaN;
  let last = Number.NaN;
  let [count, sum, sumAt, sumAtAt, sumAtValue, steps, stepCount] = [0, 0, 0, 0, 0, 0, 0];
  for (let hour = end - shortHours; hour < end; hour++) {
    const value = means[hour]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    sumAt += hour;
    sumAtAt += hour * hour;
    sumAtValue += hour * value;
    if (!(rule.worst === 'lowest' ? value >= worst : value <= worst)) worst = value;
    // Successive differences, so that a steady rise is no scatter.
    if (!Number.isNaN(last)) {
      steps += (value - last) ** 2;
      stepCount++;
    }
    last = value;
  }
  const enough = count >= rule.leastShort;
  const spread = count * sumAtAt - sumAt * sumAt;
  return {
    level,
    worst: enough ? worst : Number.NaN,
    slope: enough && spread > 0 ? (count * sumAtValue - sumAt * sum) / spread : Number.NaN,
    scatter: enough && stepCount > 0 ? Math.sqrt(steps / stepCount / 2) : Number.NaN,
    shift: recent - day,
    day,
  };
}

/** Beats a minute that a degree of fever explains. [Karjalainen and Viitasalo 1986] */
const pulsePerCel = 8.5;

/** The figures of the hour that ends the window, in the order of `riskFigures`; NaN where they cannot be said. */
export function figuresOf(hours: HourlyMeans, ageYears = Number.NaN): number[] {
  const pulse = channelFigures(hours.pulse, rules.pulse);
  const spo2 = channelFigures(hours.spo2, rules.spo2);
  const temperature = channelFigures(hours.temperature, rules.temperature);
  return [
    pulse.level,
    pulse.worst,
    pulse.level - pulsePerCel * (temperature.level - 37),
    pulse.slope,
    pulse.scatter,
    pulse.shift,
    pulse.day,
    spo2.level,
    spo2.worst,
    spo2.level - spo2.worst,
    temperature.level,
    temperature.shift,
    temperature.day,
    ageYears,
  ];
}
