import { createHash } from 'node:crypto';
import type { Binary, Media } from '@medplum/fhirtypes';
import { fromInstant, refuse } from '@munan/fhir';
import type { VisitPhoto } from '@munan/flow';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { fhirIdOf } from './systems.ts';
import { normalPhotos } from './visit-normal.ts';
import { photoId, photoMedia, woundObservation } from './visit-photos.ts';

export interface PhotoToStore {
  visit: string;
  patient: string;
  photo: VisitPhoto;
  jpeg: Uint8Array;
  /** User id of who took it. */
  nurse: string;
}
export interface FoundPhoto {
  jpeg: Uint8Array;
  contentType: 'image/jpeg';
  patient: string;
  /** Unix ms. */
  takenAt: number;
}

/**
 * The bytes of a picture: a Binary, and its Media says where they are. May come before its visit or after.
 * @throws OutcomeError already-exists (the visit or the picture is of somebody else, or it has other bytes already),
 * resource-invalid (no JPEG)
 */
export async function storePhoto(
  record: FhirRecord,
  wanted: PhotoToStore,
  query?: OpenQuery,
): Promise<'created' | 'same'> {
  if (!query) return record.transaction((own) => storePhoto(record, wanted, own));
  const { visit, patient, jpeg, nurse } = wanted;
  // [ITU-T T.81 B.1.1.3] Start of image, and the marker that follows.
  if (!(jpeg[0] === 0xff && jpeg[1] === 0xd8 && jpeg[2] === 0xff)) {
    throw refuse('resource-invalid', 'the picture is no JPEG: it does not begin as one');
  }
  const [photo] = normalPhotos([wanted.photo]) as [VisitPhoto];
  const id = photoId(visit, photo.id);
  const [encounter, before, binary] = [
    await record.find('Encounter', fhirIdOf(visit), query),
    await record.find('Media', id, query),
    await record.find('Binary', id, query),
  ];
  if ([encounter, before, binary].some((each) => each && !each.patients.includes(patient))) {
    throw refuse('already-exists', `the visit ${visit} or its picture ${photo.id} is of somebody else`);
  }
  const data = Buffer.from(jpeg).toString('base64');
  if (binary) {
    if (resourceOf<Binary>(binary).data === data) return 'same';
    throw refuse('already-exists', `the picture ${photo.id} has other bytes already; give this one an id of its own`);
  }
  const content = {
    url: `Binary/${id}`,
    size: jpeg.byteLength,
    // [FHIR R4 Attachment.hash] SHA-1.
    hash: createHash('sha1').update(jpeg).digest('base64'),
  };
  const taken = { patient, at: photo.takenAt, performer: nurse, encounter: fhirIdOf(visit) };
  const media = before ? resourceOf<Media>(before) : undefined;
  const title = media?.content.title;
  const completed: Media = media
    ? {
        ...media,
        // One that was taken back stays so.
        status: media.status === 'entered-in-error' ? media.status : 'completed',
        content: { contentType: 'image/jpeg', ...content, ...(title !== undefined && { title }) },
      }
    : photoMedia(visit, photo, taken, content);
  await record.writeAll(
    [
      {
        resourceType: 'Binary',
        id,
        contentType: 'image/jpeg',
        securityContext: { reference: `Patient/${patient}` },
        data,
      } satisfies Binary,
      completed,
      ...(media ? [] : woundObservation(visit, photo, taken)),
    ],
    query,
  );
  return 'created';
}

/** Undefined where the bytes have not come. Who may see the visit may see it: ask that first. */
export async function findPhoto(
  record: FhirRecord,
  visit: string,
  photo: string,
  query?: OpenQuery,
): Promise<FoundPhoto | undefined> {
  const id = photoId(visit, photo);
  const [binary, stored] = [await record.find('Binary', id, query), await record.find('Media', id, query)];
  if (!binary || !stored) return undefined;
  const media = resourceOf<Media>(stored);
  if (media.status === 'entered-in-error') return undefined;
  return {
    jpeg: Buffer.from(resourceOf<Binary>(binary).data ?? '', 'base64'),
    contentType: 'image/jpeg',
    patient: binary.patients[0] ?? '',
    takenAt: fromInstant(media.createdDateTime ?? ''),
  };
}
