import { Tagged } from './cbor-read.ts';
import { PacketRefused, shown } from './refusals.ts';

function notASample(value: unknown, where: string): PacketRefused {
  if (value instanceof Tagged) {
    return new PacketRefused('tag-not-allowed', `${where} is tag ${value.tag}; a number or a missing one is allowed.`);
  }
  return new PacketRefused('sample-not-number', `${where} is ${shown(value)}; a finite number or null is allowed.`);
}

/** null and NaN are a missing sample; an infinite number is none. */
function sampleOf(value: unknown, where: string, index: number): number {
  if (typeof value === 'number' && value - value === 0) return value;
  if (value === null || Number.isNaN(value)) return Number.NaN;
  throw notASample(value, `${where}[${index}]`);
}

function notAnArray(value: unknown, where: string): PacketRefused {
  if (value instanceof Tagged) {
    return new PacketRefused(
      'tag-not-allowed',
      `${where} is tag ${value.tag}; an array or a typed array of 8 to 32-bit integers or floats is allowed.`,
    );
  }
  return new PacketRefused('field-wrong-type', `${where} is ${shown(value)}; an array or typed array is allowed.`);
}

/** Samples of one number each, from an array or a typed array. @throws PacketRefused */
export function scalarsOf(given: unknown, where: string): Float64Array {
  if (given instanceof Float64Array) {
    // An infinite number or NaN is the only one that minus itself is not 0: one pass over honest data.
    for (let index = 0; index < given.length; index += 1) {
      const value = given[index]!;
      if (value - value !== 0 && !Number.isNaN(value)) throw notASample(value, `${where}[${index}]`);
    }
    return given;
  }
  if (!Array.isArray(given)) throw notAnArray(given, where);
  const values = new Float64Array(given.length);
  for (let index = 0; index < given.length; index += 1) values[index] = sampleOf(given[index], where, index);
  return values;
}

/** Samples of [x, y, z] each, flat; a missing one is three NaN. @throws PacketRefused */
export function triplesOf(given: unknown, where: string): Float64Array {
  if (given instanceof Float64Array) {
    if (given.length % 3 !== 0) {
      throw new PacketRefused(
        'sample-not-triple',
        `${where} is a typed array of ${given.length}; x, y and z of each sample, a multiple of 3, are allowed.`,
      );
    }
    return scalarsOf(given, where);
  }
  if (!Array.isArray(given)) throw notAnArray(given, where);
  const values = new Float64Array(given.length * 3);
  for (let index = 0; index < given.length; index += 1) {
    const sample: unknown = given[index];
    if (sample === null) {
      values.fill(Number.NaN, index * 3, index * 3 + 3);
      continue;
    }
    const triple: unknown = sample instanceof Float64Array ? Array.from(sample) : sample;
    if (!Array.isArray(triple) || triple.length !== 3) {
      throw new PacketRefused(
        'sample-not-triple',
        `${where}[${index}] is ${shown(sample)}; [x, y, z] or null is allowed.`,
      );
    }
    for (let axis = 0; axis < 3; axis += 1) {
      const value: unknown = triple[axis];
      if (value === null) throw notASample(value, `${where}[${index}][${axis}]`);
      values[index * 3 + axis] = sampleOf(value, `${where}[${index}]`, axis);
    }
  }
  return values;
}

/** Qualities 0..1, as many as samples; NaN where not told. @throws PacketRefused */
export function qualitiesOf(given: unknown, count: number, where: string): Float64Array {
  const isList = Array.isArray(given) || given instanceof Float64Array;
  if (!isList) throw notAnArray(given, where);
  const values = new Float64Array(given.length);
  for (let index = 0; index < given.length; index += 1) {
    const value: unknown = given[index];
    const missing = value === null || Number.isNaN(value);
    if (!missing && !(typeof value === 'number' && value >= 0 && value <= 1)) {
      throw new PacketRefused(
        'quality-out-of-range',
        `${where}[${index}] is ${shown(value)}; a number from 0 to 1 or null is allowed.`,
      );
    }
    values[index] = missing ? Number.NaN : (value as number);
  }
  if (values.length !== count) {
    throw new PacketRefused('quality-misfit', `${where} has ${values.length} values; ${count}, as x has, are allowed.`);
  }
  return values;
}
