/** What the calls were worth, and rehearsing them. */
import type { Ingest } from '@munan/ingest';
import type { Responder } from '@munan/response';
import type { Clock, Database, Log } from '@munan/runtime';
import { Drills, drillMigrations } from '../drill/drills.ts';
import { madeUpPerson } from '../drill/made-up.ts';
import { outcomeMigrations, unknownMake } from '../outcomes/labels.ts';
import { openOutcomes } from '../outcomes/outcomes.ts';
import type { People } from '../people/people.ts';
import type { Person } from '../people/person.ts';

export const worthMigrations = [...outcomeMigrations, ...drillMigrations];

export type Worth = ReturnType<typeof openWorth>;

export function openWorth({
  database,
  clock,
  log,
  people,
  ingest,
  response,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  people: People;
  ingest: Pick<Ingest, 'registry'>;
  response(): Responder;
}) {
  return {
    outcomes: openOutcomes({
      database,
      makeOf(id) {
        const device = ingest.registry.find(id);
        if (!device) return unknownMake;
        // A device that does not say what it is is known by its kind alone.
        const [model, firmware] = device.make?.split('/') ?? [];
        return { model: model ?? device.kind, firmware: firmware ?? unknownMake.firmware };
      },
      people: () => people.size,
      since: () => ingest.registry.firstAdded,
    }),
    drills: new Drills({ database, clock, log, response }),
    /** A person, or somebody made up for a drill. */
    someone: (id: string): Person | undefined => people.find(id) ?? madeUpPerson(id),
  };
}
