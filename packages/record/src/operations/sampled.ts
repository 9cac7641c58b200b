import { codeSystems, type Observation, type ObservationComponent, toInstant } from '@munan/fhir';
import { type Channel, samplesWidth } from '@munan/flow';
import { vitals } from '@munan/vitals';
import { channelCode, type SeriesPoints, type SeriesResolution } from './series-source.ts';

/** Codes of FHIR's own [http://terminology.hl7.org/CodeSystem/observation-statistics]. */
export const statisticsSystem = 'http://terminology.hl7.org/CodeSystem/observation-statistics';

type SampledData = NonNullable<Observation['valueSampledData']>;

const stepMs: Record<Exclude<SeriesResolution, 'raw'>, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** A sample belongs to a run when it comes within this share of the period of its moment. */
const slack = 0.1;
/** Fewer missing samples than this stand as E; after more, another Observation begins. */
const mostMissing = 60;
const mostSamples = 3600;
/** Period of a sample that stands alone, where nothing tells another, ms. */
const lonePeriodMs = 1000;
const categoryOf: Record<Channel, 'vital-signs' | 'activity'> = {
  spo2: 'vital-signs',
  pulse: 'vital-signs',
  temperature: 'vital-signs',
  activity: 'activity',
  steps: 'activity',
  acceleration: 'activity',
};

export interface SampledOf {
  patient: string;
  channel: Channel;
  /** Reference to the Device. */
  device: string;
}

/** An Observation of the stream without its time and its values. */
export function streamObservation({ patient, channel, device }: SampledOf): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: codeSystems.observationCategory, code: categoryOf[channel] }] }],
    code: channelCode(channel),
    subject: { reference: `Patient/${patient}` },
    device: { reference: device },
  };
}

/** The samples themselves: an Observation for each stretch of even samples, E where one is missing. */
export function rawObservations(of: SampledOf, points: SeriesPoints): Observation[] {
  return evenRuns(points).map(({ start, periodMs, at }) => ({
    ...streamObservation(of),
    effectivePeriod: { start: toInstant(start), end: toInstant(start + (at.length - 1) * periodMs) },
    valueSampledData: sampledData(of.channel, periodMs, samplesWidth[of.channel] === 3 ? 3 : 1, [
      ...at.map((index) => valuesAt(points, index)),
    ]),
  }));
}

function valuesAt({ mean, x, y, z }: SeriesPoints, index: number | undefined): (number | null)[] {
  const value = (column: readonly (number | null)[]) => (index === undefined ? null : (column[index] ?? null));
  return x && y && z ? [value(x), value(y), value(z)] : [value(mean)];
}

/** Mean, least, most and number of samples for each minute, hour or day, evenly from the first to the last. */
export function summaryObservations(
  of: SampledOf,
  points: SeriesPoints,
  resolution: Exclude<SeriesResolution, 'raw'>,
): Observation[] {
  const periodMs = stepMs[resolution];
  const at = points.t.flatMap((t, index) => (points.count[index] ? [{ t, index }] : []));
  const first = at[0];
  const last = at.at(-1);
  if (!first || !last) return [];
  const indexes: (number | undefined)[] = Array.from({ length: Math.round((last.t - first.t) / periodMs) + 1 });
  for (const { t, index } of at) indexes[Math.round((t - first.t) / periodMs)] = index;
  const component = (code: string, column: readonly (number | null)[], unit?: string): ObservationComponent => ({
    code: { coding: [{ system: statisticsSystem, code }] },
    valueSampledData: sampledData(
      of.channel,
      periodMs,
      1,
      indexes.map((index) => [index === undefined ? null : (column[index] ?? null)]),
      unit,
    ),
  });
  return [
    {
      ...streamObservation(of),
      effectivePeriod: { start: toInstant(first.t), end: toInstant(last.t + periodMs - 1) },
      component: [
        component('average', points.mean),
        component('minimum', points.min),
        component('maximum', points.max),
        component('count', points.count, '1'),
      ],
    },
  ];
}

/** [FHIR R4 datatypes.html#SampledData] E: missing; L and U: outside what a percentage can be. */
function sampledData(
  channel: Channel,
  periodMs: number,
  dimensions: number,
  samples: readonly (readonly (number | null)[])[],
  unit: string = vitals[channel].unit,
): SampledData {
  const limits = channel === 'spo2' && unit === '%' ? { lowerLimit: 0, upperLimit: 100 } : {};
  const { lowerLimit = Number.NEGATIVE_INFINITY, upperLimit = Number.POSITIVE_INFINITY } = limits as {
    lowerLimit?: number;
    upperLimit?: number;
  };
  const text = (value: number | null): string => {
    if (value === null || !Number.isFinite(value)) return 'E';
    if (value < lowerLimit) return 'L';
    return value > upperLimit ? 'U' : decimal(value);
  };
  return {
    origin: { value: 0, unit, system: codeSystems.ucum, code: unit },
    period: periodMs,
    ...limits,
    dimensions,
    data: samples.flatMap((sample) => sample.map(text)).join(' '),
  };
}

/** A decimal of at most six places, never with an exponent. */
function decimal(value: number): string {
  return value
    .toFixed(6)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}

interface EvenRun {
  start: number;
  periodMs: number;
  /** Index of each sample among the points; undefined where one is missing. */
  at: (number | undefined)[];
}

/** Cuts points into stretches in which sample n stands at start + n * period. */
export function evenRuns({ t, count }: Pick<SeriesPoints, 't' | 'count'>): EvenRun[] {
  const samples = t.flatMap((moment, index) => (count[index] ? [{ moment, index }] : []));
  const runs: EvenRun[] = [];
  let run: EvenRun | undefined;
  for (const [order, { moment, index }] of samples.entries()) {
    if (run) {
      const place = (moment - run.start) / run.periodMs;
      const whole = Math.round(place);
      const missing = whole - run.at.length;
      const fits = Math.abs(place - whole) <= slack && missing >= 0 && missing <= mostMissing && whole < mostSamples;
      if (fits) {
        for (let gap = 0; gap < missing; gap += 1) run.at.push(undefined);
        run.at.push(index);
        continue;
      }
    }
    // The way to the next sample is the period, unless a gap begins here: a point without a sample stands between.
    const next = samples[order + 1];
    const after = next?.index === index + 1 && next.moment > moment ? next.moment - moment : undefined;
    run = { start: moment, periodMs: after ?? run?.periodMs ?? lonePeriodMs, at: [index] };
    runs.push(run);
  }
  return runs;
}
