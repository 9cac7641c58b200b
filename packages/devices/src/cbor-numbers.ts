/** RFC 8949 appendix D: a 16-bit float. */
export function halfFloat(half: number): number {
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

interface Element {
  bytes: number;
  read(view: DataView, at: number): number;
}

/** RFC 8746 §2.1, tags 64 to 87, without 64-bit integers and 128-bit floats: a sample needs neither. */
const elements: Record<number, Element> = {
  64: { bytes: 1, read: (view, at) => view.getUint8(at) },
  65: { bytes: 2, read: (view, at) => view.getUint16(at) },
  66: { bytes: 4, read: (view, at) => view.getUint32(at) },
  68: { bytes: 1, read: (view, at) => view.getUint8(at) },
  69: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  70: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  72: { bytes: 1, read: (view, at) => view.getInt8(at) },
  73: { bytes: 2, read: (view, at) => view.getInt16(at) },
  74: { bytes: 4, read: (view, at) => view.getInt32(at) },
  77: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  78: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  80: { bytes: 2, read: (view, at) => halfFloat(view.getUint16(at)) },
  81: { bytes: 4, read: (view, at) => view.getFloat32(at) },
  82: { bytes: 8, read: (view, at) => view.getFloat64(at) },
  84: { bytes: 2, read: (view, at) => halfFloat(view.getUint16(at, true)) },
  85: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  86: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/**
 * Short runs share one block of memory: a block of its own for each of a packet's arrays costs more than reading them.
 * Small enough that an array that is kept for long keeps little else alive.
 */
const blockLength = 1024;
const longestShared = 128;
let block = new Float64Array(0);
let taken = 0;

function roomFor(count: number): Float64Array {
  if (count > longestShared) return new Float64Array(count);
  if (taken + count > block.length) {
    block = new Float64Array(blockLength);
    taken = 0;
  }
  taken += count;
  return block.subarray(taken - count, taken);
}

export const typedArrayTags = Object.keys(elements).map(Number);

/**
 * The numbers of a typed array, NaN where it holds NaN.
 * @returns undefined when `tag` is not one of a typed array that samples may come in; `misfit` when bytes are left over.
 */
export function typedArray(tag: number, bytes: Uint8Array): Float64Array | 'misfit' | undefined {
  if (tag === 64 || tag === 68) {
    const values = roomFor(bytes.length);
    values.set(bytes);
    return values;
  }
  const element = elements[tag];
  if (!element) return undefined;
  const count = bytes.byteLength / element.bytes;
  if (!Number.isInteger(count)) return 'misfit';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = roomFor(count);
  for (let index = 0; index < count; index += 1) values[index] = element.read(view, index * element.bytes);
  return values;
}
