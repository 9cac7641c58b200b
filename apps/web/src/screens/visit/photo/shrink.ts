import { headBytes, imageHead, refusalOf } from './image-head.ts';

/** Longest side that is kept, and the most bytes: what a slow network takes and the message holds as base64. */
const longestSides = [1600, 1280, 1024, 800, 640];
const qualities = [0.82, 0.7, 0.58, 0.45];
export const mostJpegBytes = 450 * 1024;
/** Beyond it not even the head is read: no camera makes such files. */
const mostFileBytes = 80 * 1024 * 1024;

export type PhotoProblem = 'heic' | 'not-an-image' | 'too-large' | 'cannot-shrink' | 'cannot-keep';
export class PhotoRefused extends Error {
  readonly problem: PhotoProblem;
  constructor(problem: PhotoProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** The tries in order: first less quality, then fewer pixels. `side` is the longest side, pixels. */
export function shrinkTries(width: number, height: number): { width: number; height: number; quality: number }[] {
  const longest = Math.max(width, height);
  return longestSides
    .filter((side, index) => index === 0 || side < longest)
    .flatMap((side) => {
      const scale = Math.min(1, side / longest);
      const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
      return qualities.map((quality) => ({ ...size, quality }));
    });
}

/**
 * A picture as a JPEG of at most 450 KB and 1600 pixels, upright, without anything the camera wrote beside it (place, owner).
 * @throws PhotoRefused for what is no picture, too large, or will not become small
 */
export async function shrunk(file: Blob): Promise<{ jpeg: Uint8Array; width: number; height: number }> {
  if (file.size > mostFileBytes) throw new PhotoRefused('too-large');
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const refusal = refusalOf(imageHead(head));
  // Some browsers open HEIC themselves; they are given the chance, for nothing in a head tells how large it is.
  if (refusal && refusal !== 'heic') throw new PhotoRefused(refusal);
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => {
    throw new PhotoRefused(refusal ?? 'not-an-image');
  });
  try {
    for (const { width, height, quality } of shrinkTries(picture.width, picture.height)) {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const paint = canvas.getContext('2d');
      if (!paint) throw new PhotoRefused('cannot-shrink');
      // A transparent ground becomes white, not black.
      paint.fillStyle = '#fff';
      paint.fillRect(0, 0, width, height);
      paint.drawImage(picture, 0, 0, width, height);
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (blob && blob.type === 'image/jpeg' && blob.size <= mostJpegBytes) {
        return { jpeg: new Uint8Array(await blob.arrayBuffer()), width, height };
      }
    }
    throw new PhotoRefused('cannot-shrink');
  } finally {
    picture.close();
  }
}
