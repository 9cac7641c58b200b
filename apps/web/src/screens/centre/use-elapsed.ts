import { useFormats, useNow } from '@munan/ui';

/** mm:ss since then, ticking by the server's clock. */
export function useElapsed(since: number): string {
  const now = useNow(1000);
  // Never less than nothing, though the clocks differ by a little.
  return useFormats().countdown(Math.max(0, now - since));
}
