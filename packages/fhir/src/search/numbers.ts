/** Prefixes of ordered values [FHIR R4 search.html#prefix]. */
export const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
export type Prefix = (typeof prefixes)[number];

/** `ge2020` -> [`ge`, `2020`]; no prefix is `eq`. */
export function splitPrefix(value: string): [Prefix, string] {
  const prefix = prefixes.find((each) => value.startsWith(each));
  return prefix ? [prefix, value.slice(2)] : ['eq', value];
}

const numberPattern = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The range that the written precision of a number leaves open [FHIR R4 search.html#number]: 5.4 is 5.35 up to 5.45.
 * @returns undefined when it is not a number
 */
export function findNumberRange(text: string): { low: number; high: number; value: number } | undefined {
  const match = numberPattern.exec(text);
  if (!match) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const half = 0.5 * 10 ** (Number(match[4] ?? 0) - (match[3]?.length ?? 0));
  return { low: value - half, high: value + half, value };
}
