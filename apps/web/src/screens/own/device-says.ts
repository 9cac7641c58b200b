import type { OwnPage } from '@munan/flow';
import type { CentreWords } from '@munan/language';

/** Heard within this, a device is heard well. */
const heardMs = 15 * 60_000;
/** Below this the battery does not last the night. */
const lowPercent = 20;

/** What she must know of one device, the most pressing first. */
export function deviceSays(
  { lastContact, battery, worn }: OwnPage['devices'][number],
  words: CentreWords['own']['devices'],
  now: number,
  moment: (at: number, now: number) => string,
): string {
  if (lastContact === undefined) return words.never;
  if (now - lastContact > heardMs) return words.quiet(moment(lastContact, now));
  if (battery !== undefined && battery < lowPercent) return words.low(Math.round(battery));
  return worn === false ? words.off : words.heard;
}
