/**
 * Chance that can be repeated: each number is a function of a seed and of what it is for, so that any minute of a
 * simulated life can be computed alone, forwards or backwards, and comes out the same after a restart.
 */

/** Mixes integers into 32 bits (finaliser of MurmurHash3, public domain by Austin Appleby). */
export function mix(seed: number, ...keys: number[]): number {
  let hash = seed | 0;
  for (const key of keys) {
    hash = Math.imul(hash ^ (key | 0), 0x9e3779b1);
    // Keys such as Unix seconds live beyond 32 bits in places; their high part counts too.
    hash ^= Math.floor(key / 4294967296) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** Uniform in [0, 1). */
export function chance(seed: number, ...keys: number[]): number {
  return mix(seed, ...keys) / 4294967296;
}

/** Uniform in [low, high). */
export function between(low: number, high: number, seed: number, ...keys: number[]): number {
  return low + (high - low) * chance(seed, ...keys);
}

/** About normal, mean 0, standard deviation 1, never beyond 3.5: the sum of four uniforms. */
export function bell(seed: number, ...keys: number[]): number {
  const hash = mix(seed, ...keys);
  const other = mix(hash, 0x5bd1e995);
  const sum = (hash & 0xffff) + (hash >>> 16) + (other & 0xffff) + (other >>> 16);
  return (sum / 65536 - 2) * Math.sqrt(3);
}

/** Wandering without jumps: bells at whole `x`, smoothly joined. About -2..2. */
export function wander(x: number, seed: number, ...keys: number[]): number {
  const at = Math.floor(x);
  const part = x - at;
  const ease = part * part * (3 - 2 * part);
  return bell(seed, ...keys, at) * (1 - ease) + bell(seed, ...keys, at + 1) * ease;
}

/** A stream of uniforms for what is made in one go, such as the tremor in a second of acceleration. */
export function stream(seed: number): () => number {
  let count = 0;
  return () => chance(seed, count++);
}

/** Copy in an order that depends on the seed only. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  return items
    .map((item, at) => ({ item, order: mix(seed, at) }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
