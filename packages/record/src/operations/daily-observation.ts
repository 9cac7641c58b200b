import { codeSystems, type Observation, type ObservationComponent, withDecimals } from '@munan/fhir';
import { vitals } from '@munan/vitals';
import { fhirIdOf } from '../care/systems.ts';
import { statisticsSystem } from './sampled.ts';

/** Channels of which a day is summarised. */
export const dailyChannels = ['spo2', 'pulse', 'temperature', 'steps'] as const;
export type DailyChannel = (typeof dailyChannels)[number];

export interface DailySummary {
  /** Id of the Patient. */
  patient: string;
  channel: DailyChannel;
  /** Day of the site, yyyy-mm-dd. */
  day: string;
  mean: number;
  min: number;
  max: number;
  samples: number;
  /** Minutes of the day with at least one sample. */
  minutes: number;
  /** Minutes of the day in which its devices were worn: in which they measured anything on the body. */
  wornMinutes: number;
  /** Devices that measured, the one that measured most first; at least one. */
  devices: readonly string[];
  simulated?: boolean;
}

/** Code system of what is summarised; there is no LOINC code for a day's oxygen or temperature as a whole. */
export const dailySystem = 'urn:munan:daily-summary';
const minutesOfDay = 1440;
/** Korea has no daylight saving time. */
const siteZone = '+09:00';

/** Of LOINC only the heart rate and the steps have codes for the whole day. */
const dayCodes: Partial<Record<DailyChannel, Record<'mean' | 'min' | 'max', { code: string; display: string }>>> = {
  pulse: {
    mean: { code: '41924-2', display: 'Heart rate 24 hour mean' },
    min: { code: '8883-1', display: 'Heart rate 24 hour minimum' },
    max: { code: '8873-2', display: 'Heart rate 24 hour maximum' },
  },
};
const stepsOfDay = { system: codeSystems.loinc, code: '41950-7', display: 'Number of steps in 24 hour Measured' };
const statistics = { mean: 'average', min: 'minimum', max: 'maximum' } as const;

/** The same for the same person, vital sign and day, so that a day told again is a new version. */
export function dailyObservationId({
  patient,
  channel,
  day,
}: Pick<DailySummary, 'patient' | 'channel' | 'day'>): string {
  return fhirIdOf(`daily.${patient}.${channel}.${day}`);
}

/** A person's day of one vital sign, as it is stored. */
export function dailyObservation(summary: DailySummary): Observation {
  const { patient, channel, day, samples, minutes, wornMinutes, devices, simulated } = summary;
  const isSteps = channel === 'steps';
  const [first = '', ...others] = devices.map((id) => ({ reference: `Device/${fhirIdOf(id)}` }));
  return {
    resourceType: 'Observation',
    id: dailyObservationId(summary),
    ...(simulated && {
      meta: {
        tag: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST', display: 'test health data' },
        ],
      },
    }),
    ...(others.length > 0 && {
      extension: others.map((valueReference) => ({ url: 'urn:munan:further-device', valueReference })),
    }),
    status: 'final',
    category: [{ coding: [{ system: codeSystems.observationCategory, code: isSteps ? 'activity' : 'vital-signs' }] }],
    code: { coding: [...(isSteps ? [stepsOfDay] : []), { system: dailySystem, code: channel }] },
    subject: { reference: `Patient/${patient}` },
    effectivePeriod: { start: `${day}T00:00:00${siteZone}`, end: `${day}T23:59:59.999${siteZone}` },
    // A step sample counts a period, so that the day is their sum.
    ...(isSteps && { valueQuantity: quantity(Math.round(summary.mean * samples), '{steps}', 0) }),
    method: { coding: [{ system: 'urn:munan:method', code: 'computed-from-device-stream' }] },
    ...(first !== '' && { device: first }),
    component: [
      ...(isSteps ? [] : (['mean', 'min', 'max'] as const).map((name) => statistic(channel, name, summary[name]))),
      counted('samples', samples, '1', { system: statisticsSystem, code: 'count' }),
      counted('minutes-measured', minutes, 'min'),
      counted('worn-share', (100 * wornMinutes) / minutesOfDay, '%'),
    ],
  };
}

function statistic(channel: DailyChannel, name: 'mean' | 'min' | 'max', value: number): ObservationComponent {
  const { unit, precision } = vitals[channel];
  const digits = Math.max(0, Math.round(-Math.log10(precision)));
  const loinc = dayCodes[channel]?.[name];
  return {
    code: {
      coding: [
        ...(loinc ? [{ system: codeSystems.loinc, ...loinc }] : []),
        { system: statisticsSystem, code: statistics[name] },
      ],
    },
    // A mean of many says a digit more than one of them.
    valueQuantity: quantity(value, unit, name === 'mean' ? digits + 1 : digits),
  };
}

function counted(
  code: string,
  value: number,
  unit: string,
  official?: { system: string; code: string },
): ObservationComponent {
  return {
    code: { coding: [...(official ? [official] : []), { system: dailySystem, code }] },
    valueQuantity: quantity(value, unit, unit === '%' ? 1 : 0),
  };
}

function quantity(value: number, unit: string, digits: number) {
  const rounded = Number(value.toFixed(digits));
  return withDecimals({ value: rounded, unit, system: codeSystems.ucum, code: unit }, digits);
}
