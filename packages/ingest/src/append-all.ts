import type { Appended, LogItem, PacketLog } from './needs.ts';

/** Failed commits in one go before the rest is given up: the database is down, not a packet bad. */
const mostFailures = 24;

/**
 * Appends in one commit; if that fails, in halves, so that one packet that the database cannot take does not keep all
 * others out for ever.
 * @returns for each item what happened, or the error with which it could not be stored.
 */
export async function appendAll(log: PacketLog, items: readonly LogItem[]): Promise<(Appended | Error)[]> {
  let failures = 0;
  let stored = 0;
  const attempt = async (part: readonly LogItem[]): Promise<(Appended | Error)[]> => {
    try {
      const appended = await log.append(part);
      stored += part.length;
      return [...appended];
    } catch (error) {
      failures += 1;
      const failure = error instanceof Error ? error : new Error(String(error));
      // Two in a row without a success look like an outage; after a success the search goes on for longer.
      const giveUp = failures >= (stored > 0 ? mostFailures : 4);
      if (part.length === 1 || giveUp) return part.map(() => failure);
      const middle = part.length >> 1;
      return [...(await attempt(part.slice(0, middle))), ...(await attempt(part.slice(middle)))];
    }
  };
  return items.length === 0 ? [] : attempt(items);
}
