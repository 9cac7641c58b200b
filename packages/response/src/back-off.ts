/** After the first, second, third try that came to nothing; then always the last. */
const waitsMs = [2_000, 5_000, 15_000, 60_000];

/**
 * How long to wait after a try, ms: spread by a fifth either way, so that what failed together does not come together
 * again. By the message's id and not by dice: the same message waits the same.
 */
export function backOffMs(id: string, attempts: number): number {
  const waitMs = waitsMs[Math.min(attempts, waitsMs.length) - 1] ?? waitsMs[0]!;
  let hash = 2_166_136_261;
  for (const letter of `${id}/${attempts}`) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16_777_619) >>> 0;
  return Math.round(waitMs * (0.8 + (0.4 * hash) / 2 ** 32));
}
