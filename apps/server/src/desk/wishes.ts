import { noWishes, type Wishes, type WishesChange, type WishesPage } from '@munan/flow';
import { sawWithin } from '../api/gate.ts';
import type { House } from '../house.ts';
import type { Asker } from '../http/asker.ts';
import type { Person } from '../people/person.ts';
import { awayAt } from './circumstances.ts';
import { DeskRefused } from './refused.ts';

const farthestMs = 400 * 86_400_000;
/** An absence without an end would let a fall at home go unheard for ever where nobody thinks of ending it. */
const openAwayMs = 30 * 86_400_000;

export function wishesPage(house: Pick<House, 'clock' | 'userName'>, person: Person): WishesPage {
  const { wishes = noWishes, wishesChanged } = person;
  return {
    now: house.clock.now(),
    wishes,
    ...(wishesChanged && {
      changedBy: house.userName(wishesChanged.by) ?? wishesChanged.by,
      changedAt: wishesChanged.at,
    }),
  };
}

/** Why these wishes make no sense, in one sentence naming the field; undefined when they do. */
export function whyNotWished({ quiet, away }: Wishes, now: number): string | undefined {
  if (quiet && quiet.from === quiet.to)
    return 'quiet begins and ends at the same minute; for days on end there is `away`, and for single steps `refused`';
  if (!away) return undefined;
  const { from, until } = away;
  if (Math.abs(from - now) > farthestMs) return 'away.from is more than 400 days off';
  if (until === undefined) return undefined;
  if (until <= from) return 'away.until lies before away.from';
  if (until - now > farthestMs) return 'away.until is more than 400 days off';
  return undefined;
}

/** Writes down what a person wishes. @throws DeskRefused `wishes-nonsense`, `out-of-date`, `not-found` */
export async function changeWishes(
  house: House,
  asker: Asker,
  subject: string,
  { wishes, changedAt }: WishesChange,
): Promise<WishesPage> {
  const now = house.clock.now();
  const why = whyNotWished(wishes, now);
  if (why) throw new DeskRefused(400, 'wishes-nonsense', why);
  const { note, away, ...rest } = wishes;
  const trimmed = note?.trim();
  const wanted: Wishes = {
    ...rest,
    ...(away && { away: { ...away, until: away.until ?? Math.max(now, away.from) + openAwayMs } }),
    refused: [...new Set(wishes.refused)],
    ...(trimmed && { note: trimmed }),
  };
  const write = () =>
    house.record.transaction(async (query) => {
      const person = await house.people.readWithin(query, subject);
      if (!person) throw new DeskRefused(404, 'not-found', `there is no person ${subject.slice(0, 64)}`);
      const seen = person.wishesChanged?.at ?? null;
      if (seen !== changedAt)
        throw new DeskRefused(409, 'out-of-date', 'somebody has changed these wishes since they were read');
      // Of two changes in one millisecond the second is told apart, too.
      const at = Math.max(now, (seen ?? 0) + 1);
      const changed: Person = { ...person, wishes: wanted, wishesChanged: { by: asker.id, at } };
      await house.writePerson(query, changed);
      await sawWithin(house, query, asker, [subject], 'wishes changed');
      return changed;
    });
  const changed = await house.syncTurns.take(() => house.desk.away.ending(subject, awayAt(wanted, now), write));
  house.personWritten(changed);
  house.desk.away.changed();
  return wishesPage(house, changed);
}
