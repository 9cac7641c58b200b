import { type Coding, type Encounter, type Extension, fromInstant, refuse, toInstant } from '@munan/fhir';
import type { Place, VisitEntry, VisitState } from '@munan/flow';
import { claim, krCore } from './krcore.ts';
import { extensions, fhirIdOf, fhirText, munan } from './systems.ts';

/** What of an entry its Encounter holds. */
export type Occasion = Pick<
  VisitEntry,
  | 'id'
  | 'patient'
  | 'arrived'
  | 'finished'
  | 'measured'
  | 'arrivedAt'
  | 'finishedAt'
  | 'clockUncertain'
  | 'confirmedWhy'
> & { state: VisitState; confirmed: string[] };

/** [FHIR R4 extension-geolocation] */
const geolocation = 'http://hl7.org/fhir/StructureDefinition/geolocation';

/**
 * A visit is an Encounter of class HH: `in-progress` until it is signed, and then `finished`, with its end. Which of the
 * two unsigned states it is in says a tag: while `vitals-final` its vitals are final Observations and the note is pending.
 * @param whyElsewhere reasons of confirmed values that have no Observation of their own
 * @param flagged how many answers of its forms are worth a doctor's eye, so that a list need not read the forms
 */
export function visitEncounter(
  entry: VisitEntry,
  nurse: string,
  whyElsewhere: Record<string, string>,
  flagged: number,
): Encounter {
  const { id, patient, state = 'signed', arrived, finished, measured, arrivedAt, finishedAt, clockUncertain } = entry;
  const signed = state === 'signed';
  const reversed = finished < arrived;
  if (signed && reversed && !clockUncertain) {
    throw refuse('period-reversed', `the visit ${id} ends (${toInstant(finished)}) before it starts`);
  }
  const tags: Coding[] = [
    ...(signed ? [] : [{ system: munan.visitState, code: state }]),
    ...(clockUncertain ? [{ system: munan.clock, code: 'uncertain' }] : []),
    ...(flagged > 0 ? [{ system: munan.flagged, code: String(flagged) }] : []),
    ...(entry.confirmed ?? []).map(confirmedTag),
  ];
  const extension: Extension[] = [
    ...(signed ? [] : [{ url: extensions.lastEntered, valueInstant: toInstant(finished) }]),
    ...(signed && reversed ? [{ url: extensions.arrived, valueInstant: toInstant(arrived) }] : []),
    ...(measured === undefined ? [] : [{ url: extensions.measured, valueInstant: toInstant(measured) }]),
    ...(arrivedAt ? [placeExtension(extensions.arrivedAt, arrivedAt)] : []),
    ...(finishedAt ? [placeExtension(extensions.finishedAt, finishedAt)] : []),
    ...Object.entries(whyElsewhere).map(([field, why]) => ({
      url: extensions.confirmedWhy,
      extension: [
        { url: extensions.confirmedField, valueString: field },
        { url: extensions.confirmedWhy, valueString: why },
      ],
    })),
  ];
  const encounter: Encounter = {
    resourceType: 'Encounter',
    id: fhirIdOf(id),
    ...(tags.length > 0 && { meta: { tag: tags } }),
    ...(extension.length > 0 && { extension }),
    identifier: [{ system: munan.visit, value: id }],
    status: signed ? 'finished' : 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH', display: 'home health' },
    subject: { reference: `Patient/${patient}` },
    participant: [{ individual: { reference: `Practitioner/${nurse}` } }],
    period: {
      start: toInstant(signed && reversed ? finished : arrived),
      ...(signed && { end: toInstant(finished) }),
    },
  };
  return claim(encounter, krCore.encounter);
}

/** The reverse of visitEncounter. */
export function readOccasion(encounter: Encounter): Occasion {
  const { extension = [], period, meta } = encounter;
  const instant = (url: string): number | undefined => {
    const value = extension.find((each) => each.url === url)?.valueInstant;
    return value === undefined ? undefined : fromInstant(value);
  };
  const arrivedAt = readPlace(extension.find(({ url }) => url === extensions.arrivedAt));
  const finishedAt = readPlace(extension.find(({ url }) => url === extensions.finishedAt));
  const measured = instant(extensions.measured);
  const why = extension.flatMap(({ url, extension: parts = [] }) => {
    const [field, reason] = [extensions.confirmedField, extensions.confirmedWhy].map(
      (part) => parts.find((each) => each.url === part)?.valueString,
    );
    return url === extensions.confirmedWhy && field !== undefined && reason !== undefined ? [[field, reason]] : [];
  });
  const arrived = instant(extensions.arrived) ?? timeOf(period?.start);
  return {
    id: encounter.identifier?.find(({ system }) => system === munan.visit)?.value ?? encounter.id ?? '',
    patient: idOf(encounter.subject?.reference),
    state: stateOf(encounter),
    arrived,
    finished: instant(extensions.lastEntered) ?? timeOf(period?.end ?? period?.start),
    ...(measured !== undefined && { measured }),
    ...(arrivedAt && { arrivedAt }),
    ...(finishedAt && { finishedAt }),
    ...(meta?.tag?.some(({ system, code }) => system === munan.clock && code === 'uncertain') && {
      clockUncertain: true,
    }),
    confirmed: confirmedOf(encounter),
    ...(why.length > 0 && { confirmedWhy: Object.fromEntries(why) as Record<string, string> }),
  };
}

/** How many answers of its forms are worth a doctor's eye. */
export function flaggedOf({ meta }: Encounter): number {
  return Number(meta?.tag?.find(({ system }) => system === munan.flagged)?.code ?? 0) || 0;
}

export function stateOf({ status, meta }: Encounter): VisitState {
  if (status === 'finished') return 'signed';
  const tagged = meta?.tag?.find(({ system }) => system === munan.visitState)?.code;
  return tagged === 'vitals-final' ? 'vitals-final' : 'open';
}

export function confirmedTag(name: string): Coding {
  // What is no code is kept as words.
  return /^\S{1,64}$/.test(name)
    ? { system: munan.confirmed, code: name }
    : { system: munan.confirmed, display: fhirText(name) ?? '-' };
}

export function confirmedOf({ meta }: { meta?: { tag?: Coding[] } }): string[] {
  return (meta?.tag ?? [])
    .filter(({ system }) => system === munan.confirmed)
    .map(({ code, display }) => code ?? display ?? '');
}

function placeExtension(url: string, { latitude, longitude, accuracyM }: Place): Extension {
  return {
    url,
    extension: [
      {
        url: geolocation,
        extension: [
          { url: 'latitude', valueDecimal: latitude },
          { url: 'longitude', valueDecimal: longitude },
        ],
      },
      ...(accuracyM === undefined ? [] : [{ url: extensions.accuracy, valueDecimal: accuracyM }]),
    ],
  };
}

function readPlace(place: Extension | undefined): Place | undefined {
  const part = (of: Extension | undefined, url: string) => of?.extension?.find((each) => each.url === url);
  const where = part(place, geolocation);
  const [latitude, longitude] = ['latitude', 'longitude'].map((name) => part(where, name)?.valueDecimal);
  const accuracyM = part(place, extensions.accuracy)?.valueDecimal;
  if (latitude === undefined || longitude === undefined) return undefined;
  return { latitude, longitude, ...(accuracyM !== undefined && { accuracyM }) };
}

/** Id of `Type/id`. */
export function idOf(reference: string | undefined): string {
  return reference?.split('/')[1] ?? '';
}

export function timeOf(instant: string | undefined): number {
  return instant === undefined ? 0 : fromInstant(instant);
}
