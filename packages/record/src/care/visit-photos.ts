import type { Media, Observation } from '@medplum/fhirtypes';
import { codeSystems, fromInstant, observationOf, toInstant } from '@munan/fhir';
import type { VisitEntry, VisitPhoto } from '@munan/flow';
import { extensions, munan, partId } from './systems.ts';
import type { Circumstances } from './visit-vitals.ts';

/** Of the Media and of the Binary, which has the bytes. */
export function photoId(visit: string, photo: string): string {
  return partId(visit, 'photo', photo);
}
export function woundId(visit: string, photo: string): string {
  return partId(visit, 'photo', photo, 'size');
}

const { loinc, ucum } = codeSystems;
const woundSizeCode = { coding: [{ system: loinc, code: '72287-6', display: 'Wound size panel' }] };
const woundLengthCode = { coding: [{ system: loinc, code: '39126-8', display: 'Length of Wound' }] };
const woundWidthCode = { coding: [{ system: loinc, code: '39125-0', display: 'Width of Wound' }] };

/** What is known of the bytes of a picture. */
export type PhotoContent = Pick<Media['content'], 'url' | 'size' | 'hash'>;

/**
 * A picture as Media, with or without its bytes: they come by a message of their own, and until then it is in
 * preparation. What was measured on it is an Observation that is derived from it.
 */
export function photoMedia(visit: string, photo: VisitPhoto, taken: Circumstances, content: PhotoContent = {}): Media {
  const { caption, kind, reference, takenAt } = photo;
  return {
    resourceType: 'Media',
    id: photoId(visit, photo.id),
    ...(reference && { extension: [{ url: extensions.scale, valueString: reference }] }),
    identifier: [{ system: munan.photo, value: photo.id }],
    status: content.url ? 'completed' : 'preparation',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/media-type', code: 'image', display: 'Image' }] },
    subject: { reference: `Patient/${taken.patient}` },
    encounter: { reference: `Encounter/${taken.encounter}` },
    createdDateTime: toInstant(takenAt),
    operator: { reference: `Practitioner/${taken.performer}` },
    reasonCode: [{ coding: [{ system: munan.photoKind, code: kind }] }],
    ...(kind === 'wound' && caption && { bodySite: { text: caption } }),
    content: {
      contentType: 'image/jpeg',
      ...(content.url && { url: content.url }),
      ...(content.size !== undefined && { size: content.size }),
      ...(content.hash && { hash: content.hash }),
      ...(caption && { title: caption }),
    },
  };
}

export function woundObservation(visit: string, photo: VisitPhoto, taken: Circumstances): Observation[] {
  const { lengthMm, widthMm, takenAt } = photo;
  const part = (code: typeof woundLengthCode, value: number | undefined) =>
    value === undefined ? [] : [{ code, valueQuantity: { value, unit: 'mm', system: ucum, code: 'mm' } }];
  const component = [...part(woundLengthCode, lengthMm), ...part(woundWidthCode, widthMm)];
  if (component.length === 0) return [];
  const at = { ...taken, id: woundId(visit, photo.id), at: takenAt };
  const derivedFrom = [{ reference: `Media/${photoId(visit, photo.id)}` }];
  return [{ ...observationOf(at, 'exam', woundSizeCode), derivedFrom, component }];
}

export function photoResources(
  { id, photos = [] }: VisitEntry,
  taken: Circumstances,
  contentOf: (photo: string) => PhotoContent | undefined,
): { media: Media[]; observations: Observation[] } {
  return {
    media: photos.map((photo) => photoMedia(id, photo, taken, contentOf(photo.id))),
    observations: photos.flatMap((photo) => woundObservation(id, photo, taken)),
  };
}

/** The reverse; undefined: it is no picture of a visit, or one that was taken back. */
export function readPhoto(visit: string, media: Media, observations: readonly Observation[]): VisitPhoto | undefined {
  const id = photoOf(media);
  if (id === undefined || media.status === 'entered-in-error') return undefined;
  const kind = media.reasonCode?.[0]?.coding?.find(({ system }) => system === munan.photoKind)?.code;
  const caption = media.content.title;
  const reference = media.extension?.find(({ url }) => url === extensions.scale)?.valueString;
  const size = observations.find((each) => each.id === woundId(visit, id) && each.status !== 'entered-in-error');
  const part = ({ coding }: typeof woundLengthCode) =>
    size?.component?.find((each) => each.code.coding?.[0]?.code === coding[0]?.code)?.valueQuantity?.value;
  const [lengthMm, widthMm] = [part(woundLengthCode), part(woundWidthCode)];
  return {
    id,
    takenAt: fromInstant(media.createdDateTime ?? ''),
    kind: kind === 'wound' ? 'wound' : 'other',
    ...(caption !== undefined && { caption }),
    ...(reference !== undefined && { reference }),
    ...(lengthMm !== undefined && { lengthMm }),
    ...(widthMm !== undefined && { widthMm }),
  };
}

/** Id of the photo that a Media is of. */
export function photoOf(media: Media): string | undefined {
  return media.identifier?.find(({ system }) => system === munan.photo)?.value;
}
