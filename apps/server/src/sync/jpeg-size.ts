/**
 * How large a JPEG says that it is, in pixels; undefined where no frame header is found: it is none, or broken before its
 * picture. [ITU-T T.81 B.1.1.3, B.2.2]
 */
export function findJpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (word(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 3 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number;
    // A fill byte, and the markers that stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (isFrame(marker)) {
      const [height, width] = [word(at + 5), word(at + 7)];
      return at + 9 <= bytes.length && width > 0 && height > 0 ? { width, height } : undefined;
    } else if (marker === 0xda || marker === 0xd9 || word(at + 2) < 2) return undefined;
    else at += 2 + word(at + 2);
  }
  return undefined;
}

/** SOF0 to SOF15, but for the three between them that are tables (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
