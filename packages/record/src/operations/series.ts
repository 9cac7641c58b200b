import { createHash } from 'node:crypto';
import { idPattern, type Observation, refuse, toInstant, writeJson } from '@munan/fhir';
import type { Channel } from '@munan/flow';
import type { FastifyRequest } from 'fastify';
import { passes } from '../access.ts';
import type { AccessFilter } from '../access-filter.ts';
import { fhirIdOf } from '../care/systems.ts';
import type { Answer, Door } from '../door.ts';
import { admitTo } from './asking.ts';
import { onlyKnown, operationQuery, rangeOf } from './parameters.ts';
import { rawObservations, streamObservation, summaryObservations } from './sampled.ts';
import {
  findChannel,
  knownChannelCodes,
  type SeriesResolution,
  type SeriesSource,
  seriesResolutions,
} from './series-source.ts';

const known = ['patient', 'subject', 'code', 'start', 'end', 'resolution', '_format'];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What one answer holds, what may be asked for at once, and what is meant when no start is said. */
const spans: Record<SeriesResolution, { page: number; most: number; usual: number; step: number }> = {
  raw: { page: 6 * hourMs, most: 31 * dayMs, usual: hourMs, step: 1 },
  minute: { page: dayMs, most: 366 * dayMs, usual: dayMs, step: 60_000 },
  hour: { page: 31 * dayMs, most: 3660 * dayMs, usual: 31 * dayMs, step: hourMs },
  day: { page: 366 * dayMs, most: 3660 * dayMs, usual: 366 * dayMs, step: dayMs },
};

interface Asked {
  patient: string;
  channel: Channel;
  code: string;
  resolution: SeriesResolution;
  from: number;
  to: number;
}

/**
 * `Observation/$series?patient=&code=&start=&end=&resolution=`: the stream of the devices as Observations that are stored
 * nowhere. One answer holds so long a time; its `next` link goes on.
 */
export async function series(door: Door, request: FastifyRequest, source: SeriesSource): Promise<Answer> {
  const filter = await admitTo(door, request, '$series', 'Observation');
  const query = onlyKnown('$series', operationQuery(request), known, request);
  const asked = readAsked(query, door.record.zoneOffsetMinutes, door.record.now());
  const { patient, channel, resolution, from, to } = asked;
  const notThere = () => refuse('not-found', `there is no Patient/${patient}`);
  if (!(await door.record.find('Patient', patient))) throw notThere();
  const template = streamObservation({ patient, channel, device: 'Device/-' });
  if (!isShown(template, patient, filter)) throw notThere();

  const { page, step } = spans[resolution];
  const zoneMs = door.record.zoneOffsetMinutes * 60_000;
  // A page ends where a minute, an hour or a day of the site does, so that none is told of twice.
  const end = Math.min(to, Math.floor((from + page + zoneMs) / step) * step - zoneMs);
  const wanted = { patient, channel, from, to: end };
  const observations: Observation[] = [];
  try {
    for (const device of await source.devices(wanted)) {
      const of = { patient, channel, device: `Device/${fhirIdOf(device)}` };
      const points = await source.window({ ...wanted, device, resolution });
      observations.push(
        ...(resolution === 'raw' ? rawObservations(of, points) : summaryObservations(of, points, resolution)),
      );
    }
  } catch (error) {
    if (error instanceof RangeError) throw refuse('parameter-value-invalid', error.message);
    throw error;
  }
  observations.sort((a, b) => ((a.effectivePeriod?.start ?? '') < (b.effectivePeriod?.start ?? '') ? -1 : 1));
  const shown = observations.filter((observation) => isShown(observation, patient, filter));
  const text = bundleOf(shown, linksOf(door.baseOf(request), asked, end < to ? end : undefined));
  return { status: 200, interaction: '$series', type: 'Observation', patients: [patient], text };
}

/** The filter is asked as if it were stored. */
function isShown(observation: Observation, patient: string, filter: AccessFilter | undefined): boolean {
  return passes({ type: 'Observation', patients: [patient], text: JSON.stringify(observation) }, filter);
}

/** @throws parameter-value-invalid */
function readAsked(query: URLSearchParams, zoneOffsetMinutes: number, now: number): Asked {
  const invalid = (name: string, allowed: string) =>
    refuse(
      'parameter-value-invalid',
      `the value of ${name} is ${JSON.stringify(query.get(name))}; allowed is ${allowed}`,
    );
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1) throw refuse('parameter-value-invalid', `${name} is given more than once`);
  }
  const who = query.has('patient') ? 'patient' : 'subject';
  const patient = (query.get(who) ?? '').replace(/^Patient\//, '');
  if (!idPattern.test(patient)) throw invalid(who, 'one patient, as an id or Patient/[id]');
  const code = query.get('code') ?? '';
  const channel = findChannel(code);
  if (!channel) throw invalid('code', `one of ${knownChannelCodes()}`);
  const resolution = seriesResolutions.find((each) => each === (query.get('resolution') ?? 'minute'));
  if (!resolution) throw invalid('resolution', seriesResolutions.join(', '));
  if (channel === 'acceleration' && resolution !== 'raw') throw invalid('resolution', 'raw for acceleration');
  const { low, high } = rangeOf(query, zoneOffsetMinutes);
  const { usual, most } = spans[resolution];
  const to = high ?? (low === undefined ? now : Math.max(now, low + 1));
  const from = low ?? to - usual;
  if (to - from > most) {
    const days = `${most / dayMs} days`;
    throw refuse('parameter-value-invalid', `from start to end are at most ${days} for the resolution ${resolution}`);
  }
  return { patient, channel, code, resolution, from, to };
}

function linksOf(base: string, { patient, code, resolution, from, to }: Asked, next: number | undefined) {
  const url = (start: number) =>
    `${base}/Observation/$series?${new URLSearchParams({
      patient,
      code,
      start: toInstant(start),
      // `end` names its whole last millisecond.
      end: toInstant(to - 1),
      resolution,
    })}`;
  return [{ relation: 'self', url: url(from) }, ...(next === undefined ? [] : [{ relation: 'next', url: url(next) }])];
}

function bundleOf(observations: readonly Observation[], link: { relation: string; url: string }[]): string {
  const entry = observations.map((resource) => ({
    fullUrl: `urn:uuid:${uuidOf(resource)}`,
    resource,
    search: { mode: 'match' },
  }));
  const bundle = { resourceType: 'Bundle', type: 'searchset', link, ...(entry.length > 0 && { entry }) };
  return writeJson(bundle);
}

/** The same for the same stretch of the same stream, so that a client knows it again. */
function uuidOf({ subject, device, code, effectivePeriod, component }: Observation): string {
  const name = JSON.stringify([subject, device, code, effectivePeriod?.start, component?.length ?? 0]);
  const hex = createHash('sha256').update(name).digest('hex');
  // [RFC 9562] version 8: of one's own making.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
