import type { SyncPerson, SyncPull, SyncPulled } from '@munan/flow';
import { questionnaires } from '@munan/visit';
import { saw, visible } from '../api/gate.ts';
import { dayOf } from '../daily-summaries.ts';
import type { House } from '../house.ts';
import type { Asker } from '../http/asker.ts';
import { briefOf, contactsOf } from '../people/person.ts';
import { answerOf } from '../views/answer-view.ts';
import { boardPerson } from '../views/person-view.ts';
import { namedConflict } from './conflicts.ts';
import { dayOfNurse } from './day-plan.ts';
import { type FactsBy, factsByOf, factsOf } from './facts.ts';
import { dayMs } from './person-days.ts';
import { sinceLast } from './since-last.ts';

const mostVisits = 10;
/** So that neither the database nor this thread waits for the other. */
const atOnce = 6;
const yearMs = 365 * dayMs;
const answersMs = 90 * dayMs;

/** For each person a text that is another one when what a device keeps of her is; "nothing new" costs a single question. */
export async function tagsOf(house: House, people: readonly string[]): Promise<Map<string, string>> {
  const changed = await house.care.lastChanged.of(people);
  const day = dayOf(house.clock.now());
  return new Map(
    people.map((id) => [id, `${day}.${changed.get(id) ?? ''}.${house.people.updatedAt(id).toString(36)}`]),
  );
}

const withoutDay = (tag: string): string => tag.slice(tag.indexOf('.') + 1);

/** What is new to a device: her people, her day, the forms, and what waits for a decision. */
export async function pulled(house: House, asker: Asker, { have, forms }: SyncPull): Promise<SyncPulled> {
  const assigned = visible(house, asker, 'visits.write').sort();
  // Before anything is read: what is written meanwhile makes another tag, and is fetched the next time.
  const tags = await tagsOf(house, assigned);
  const changed = assigned.filter((id) => !Object.hasOwn(have, id) || have[id] !== tags.get(id));
  const conflicts = await house.care.findConflicts({ patients: assigned, status: 'open' });
  const decided = await house.care.findConflicts({ patients: assigned, status: 'decided', unreadBy: asker.id });
  const day = await dayOfNurse(house, asker.id, assigned, tags);
  const seen = new Set([...changed, ...day.stops.map(({ person }) => person), ...conflicts.map((one) => one.patient)]);
  await saw(house, asker, [...seen], 'people taken along');
  const by = await factsByOf(house.database.query, changed);
  const people: SyncPerson[] = [];
  for (let at = 0; at < changed.length; at += atOnce) {
    const some = changed.slice(at, at + atOnce);
    const read = some.map((id) => personOf(house, id, { tag: tags.get(id) ?? '', factsBy: by.get(id) ?? {} }));
    people.push(...(await Promise.all(read)));
    // Three hundred people take seconds: others have their turn in between.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return {
    now: house.clock.now(),
    people,
    assigned,
    forms: questionnaires.filter(({ id = '', version }) => !Object.hasOwn(forms, id) || forms[id] !== version),
    day,
    conflicts: [...conflicts, ...decided].map((conflict) => namedConflict(house, conflict)),
  };
}

async function personOf(
  house: House,
  id: string,
  { tag, factsBy }: { tag: string; factsBy: FactsBy },
): Promise<SyncPerson> {
  const now = house.clock.now();
  const person = house.people.get(id);
  const [visits, answers, year] = await Promise.all([
    house.keptVisits.of(id, withoutDay(tag), () =>
      house.care.findWholeVisits({ patients: [id], since: now - yearMs, limit: mostVisits }),
    ),
    house.care.readAnswers({ patients: [id], since: now - answersMs }),
    house.years.of(id, now),
  ]);
  const rows = visits.flatMap(({ row, entry }) => {
    const shown = house.visits.rowOf(row);
    return shown ? [{ row: shown, entry }] : [];
  });
  return {
    tag,
    person: briefOf(person, now),
    programme: person.programme,
    spo2Scale2: person.spo2Scale2,
    contacts: contactsOf(person),
    ...(person.location && { location: person.location }),
    facts: factsOf(person),
    factsBy,
    year,
    visits: rows,
    since: await sinceLast(house, id, rows[0]?.row.finished, now),
    answers: answers.map((answer) => answerOf(house, answer)),
    board: boardPerson(house, id),
  };
}
