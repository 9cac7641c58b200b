import { refuse } from './outcomes.ts';

/**
 * JSON in and out with decimals as they were written. [FHIR R4 datatypes.html#decimal] the precision of a decimal has
 * meaning: 2.00 must come back 2.00. Numbers stay numbers in the object; where the source text says more than the number,
 * it is kept beside the object that holds it.
 */
const sourceTexts = new WeakMap<object, Map<string, string>>();

const deepestLevel = 50;
/** Finds every number that JSON.stringify could write differently: trailing zeros, exponents, long, tiny, -0. */
const inexactNumber = /[:,[]\s*-?(?:\d+\.\d*0(?!\d)|[\d.]+[eE]|[\d.]{16}|0\.00000)|[:,[]\s*-0(?![.\d])/;

/** @throws OutcomeError json-invalid, json-too-deep or property-forbidden. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse('json-invalid', `the body is not JSON: ${(error as Error).message}`);
  }
  checkShape(value, 0);
  // The reviver costs about ten times as much, and few resources need it.
  if (!inexactNumber.test(text)) return value;
  return JSON.parse(text, function keepSource(this: object, key, parsed, context?: { source?: string }) {
    const source = context?.source;
    if (typeof parsed === 'number' && source !== undefined && JSON.stringify(parsed) !== source) {
      keepDecimal(this, key, source);
    }
    return parsed;
  });
}

function checkShape(value: unknown, level: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (level > deepestLevel) throw refuse('json-too-deep', `the body is nested deeper than ${deepestLevel} levels`);
  if (Array.isArray(value)) {
    for (const item of value) checkShape(item, level + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    // `__proto__`, `constructor`, … would be found on every object by name and pass for known elements.
    if (key in Object.prototype) throw refuse('property-forbidden', `no element is called "${key}"`);
    checkShape((value as Record<string, unknown>)[key], level + 1);
  }
}

/** Remembers how the number `holder[key]` is written, e.g. `37.0`; forgotten as soon as the number is another. */
export function keepDecimal(holder: object, key: string, source: string): void {
  const texts = sourceTexts.get(holder) ?? new Map<string, string>();
  texts.set(key, source);
  sourceTexts.set(holder, texts);
}

/** A number that moves takes the way it is written along. */
export function copyDecimal(from: object, fromKey: string, to: object, toKey: string): void {
  const source = sourceTexts.get(from)?.get(fromKey);
  if (source !== undefined) keepDecimal(to, toKey, source);
}

/** `{value}` with so many digits after the point; spread the rest in before, not after. */
export function withDecimals<T extends { value?: number }>(quantity: T, fractionDigits: number): T {
  if (quantity.value !== undefined && fractionDigits > 0) {
    const source = quantity.value.toFixed(fractionDigits);
    if (Number(source) === quantity.value) keepDecimal(quantity, 'value', source);
  }
  return quantity;
}

export function writeJson(value: unknown): string {
  return JSON.stringify(value, function restoreSource(this: object, key, item) {
    if (typeof item !== 'number') return item;
    const source = sourceTexts.get(this)?.get(key);
    return source !== undefined && Number(source) === item ? rawJson(source) : item;
  });
}

/** Node 24 has JSON.rawJSON; the compiler's library does not know it yet. */
function rawJson(source: string): unknown {
  return (JSON as JSON & { rawJSON(text: string): unknown }).rawJSON(source);
}
