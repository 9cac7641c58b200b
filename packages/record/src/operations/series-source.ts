import type { CodeableConcept } from '@munan/fhir';
import { codeSystems } from '@munan/fhir';
import { type Channel, channels } from '@munan/flow';
import { vitals } from '@munan/vitals';

export const seriesResolutions = ['raw', 'minute', 'hour', 'day'] as const;
export type SeriesResolution = (typeof seriesResolutions)[number];

export interface SeriesAsked {
  /** Id of the Patient. */
  patient: string;
  channel: Channel;
  /** Unix ms. */
  from: number;
  /** Unix ms, not included. */
  to: number;
}

/** Points in order of time; a point of nulls begins a gap. */
export interface SeriesPoints {
  /** Unix ms: the sample, or the start of the minute, hour or day of the site. */
  t: readonly number[];
  min: readonly (number | null)[];
  mean: readonly (number | null)[];
  max: readonly (number | null)[];
  /** Samples in each point. */
  count: readonly number[];
  /** Of acceleration, in place of the others. */
  x?: readonly (number | null)[];
  y?: readonly (number | null)[];
  z?: readonly (number | null)[];
}

/** The stream of the devices, as the record needs it; the house has it. */
export interface SeriesSource {
  /** Ids of the devices that measured. */
  devices(asked: SeriesAsked): Promise<readonly string[]>;
  /** @throws RangeError for a window that is too long */
  window(asked: SeriesAsked & { device: string; resolution: SeriesResolution }): Promise<SeriesPoints>;
}

/** Code system of the channels of a device, for what has no code elsewhere. */
export const channelSystem = 'urn:munan:channel';

/**
 * LOINC codes that name the way it is measured. The plain ones (8867-4, 2708-6, 8310-5) would call for the R4 vital-signs
 * profiles, whose value is one Quantity and never SampledData.
 */
const measuredCodes: Partial<Record<Channel, { code: string; display: string }>> = {
  pulse: { code: '8889-8', display: 'Heart rate by Pulse oximetry' },
  spo2: { code: '59408-5', display: 'Oxygen saturation in Arterial blood by Pulse oximetry' },
  temperature: { code: '8333-7', display: 'Tympanic membrane temperature' },
  steps: { code: vitals.steps.loinc, display: vitals.steps.loincDisplay },
};

/** How a channel is coded in an Observation of the stream. */
export function channelCode(channel: Channel): CodeableConcept {
  const measured = measuredCodes[channel];
  const { mdc } = vitals[channel] as { mdc?: number };
  return {
    coding: [
      ...(measured ? [{ system: codeSystems.loinc, ...measured }] : []),
      ...(mdc === undefined ? [] : [{ system: codeSystems.mdc, code: String(mdc) }]),
      { system: channelSystem, code: channel },
    ],
  };
}

/** `system|code`, or a code: of the ways in which it is coded, the plain LOINC code of the vital sign too. */
export function findChannel(token: string): Channel | undefined {
  const bar = token.indexOf('|');
  const system = bar < 0 ? undefined : token.slice(0, bar);
  const code = token.slice(bar + 1);
  return channels.find((channel) => {
    const { loinc } = vitals[channel] as { loinc?: string };
    const codings = [
      ...(channelCode(channel).coding ?? []),
      ...(loinc === undefined ? [] : [{ system: codeSystems.loinc, code: loinc }]),
    ];
    return codings.some((each) => each.code === code && (system === undefined || each.system === system));
  });
}

/** Codes that are understood, for an error. */
export function knownChannelCodes(): string {
  return channels
    .flatMap((channel) => (channelCode(channel).coding ?? []).map(({ system, code }) => `${system}|${code}`))
    .join(', ');
}
