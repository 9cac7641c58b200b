import type { Wishes } from '@munan/flow';
import type { CentreWords } from '@munan/language';
import { clockOf } from './wishes-draft.ts';

/** Each wish that holds now as a sentence; none: she wished nothing in particular. `day` says a moment's day in words. */
export function wishesSentences(
  { quiet, away, refused, note }: Wishes,
  words: CentreWords['wishes'],
  now: number,
  day: (at: number) => string,
): string[] {
  const said: string[] = [];
  if (quiet) said.push(words.quiet.says(clockOf(quiet.from), clockOf(quiet.to)));
  if (away && away.from <= now && !(away.until !== undefined && away.until <= now))
    said.push(words.away.says[away.kind](away.until === undefined ? undefined : day(away.until - 1)));
  if (refused.length > 0) said.push(words.refused.says(refused.map((kind) => words.refused.kinds[kind]).join(', ')));
  if (note) said.push(note);
  return said;
}
