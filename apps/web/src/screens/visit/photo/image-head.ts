/** What the first bytes of a file say it is, before anything is decoded. Sizes in pixels, where the format tells them there. */
export interface ImageHead {
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'heic' | 'unknown';
  width?: number;
  height?: number;
}

/** Enough of a file for every header below; a JPEG's size may stand behind a thumbnail. */
export const headBytes = 512 * 1024;
/** A larger picture takes more memory to decode than an older telephone has: 64 megapixels are 256 MB. */
export const mostPixels = 64_000_000;

/** Judges a file by its signature; never throws, whatever the bytes are. */
export function imageHead(bytes: Uint8Array): ImageHead {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { format: 'jpeg', ...jpegSize(bytes) };
  if (text(0, 8) === '\u0089PNG\r\n\u001a\n') {
    if (bytes.length < 24) return { format: 'png' };
    return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (/^GIF8[79]a/.test(text(0, 6))) {
    if (bytes.length < 10) return { format: 'gif' };
    return { format: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP')
    return { format: 'webp', ...webpSize(bytes, view, text(12, 16)) };
  if (text(4, 8) === 'ftyp' && /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif)/.test(text(8, 12))) {
    return { format: 'heic' };
  }
  return { format: 'unknown' };
}

/** Why a file cannot be taken; undefined where it may be tried. */
export function refusalOf(head: ImageHead): 'heic' | 'not-an-image' | 'too-large' | undefined {
  if (head.format === 'unknown' || head.format === 'gif') return 'not-an-image';
  if (head.format === 'heic') return 'heic';
  const { width, height } = head;
  // A picture that does not say how large it is cannot be told from one that bursts the memory.
  if (width === undefined || height === undefined || width === 0 || height === 0) return 'not-an-image';
  return width * height > mostPixels ? 'too-large' : undefined;
}

/** The size in the first frame header. [ITU-T T.81 B.2.2] */
function jpegSize(bytes: Uint8Array): { width?: number; height?: number } {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return {};
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    const two = (from: number) => ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0);
    if (isFrame) return { height: two(at + 5), width: two(at + 7) };
    const length = two(at + 2);
    if (length < 2 || marker === 0xda || marker === 0xd9) return {};
    at += 2 + length;
  }
  return {};
}

/** [RFC 9649] canvas of VP8X, frame of VP8, VP8L. */
function webpSize(bytes: Uint8Array, view: DataView, chunk: string): { width?: number; height?: number } {
  if (bytes.length < 30) return {};
  const three = (from: number) => (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8) | ((bytes[from + 2] ?? 0) << 16);
  if (chunk === 'VP8X') return { width: three(24) + 1, height: three(27) + 1 };
  if (chunk === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return {};
}
