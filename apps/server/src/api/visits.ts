import { VisitEntry, type VisitList, type VisitRow } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw, sawWithin, visible } from './gate.ts';

/** A phone whose clock runs ahead by a little is believed; a visit of tomorrow is a slip. */
const aheadMs = 10 * 60_000;
const longestVisitMs = 24 * 3_600_000;

/** The doctor's list, and the saving of a visit as a whole by whoever has no device that keeps it. */
export function visitRoutes(app: App, house: House): void {
  app.get(
    '/api/visits',
    { schema: { querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }) } },
    async (request): Promise<VisitList> => {
      const asker = await allow(house, request, 'visits.read');
      const people = visible(house, asker, 'visits.read');
      const all = people.length === house.people.size;
      const visits = await house.visits.list({
        limit: request.query.limit ?? 100,
        user: asker.id,
        ...(all ? {} : { people }),
      });
      await saw(house, asker, [...new Set(visits.map(({ person }) => person.id))], 'visits');
      return { now: house.clock.now(), visits };
    },
  );

  app.post('/api/visits', { schema: { body: VisitEntry } }, async (request): Promise<VisitRow> => {
    const entry = request.body;
    const asker = await allow(house, request, 'visits.write', entry.patient);
    if (!house.people.find(entry.patient)) throw notFound(`person ${entry.patient}`);
    const why = whyNot(entry, house.clock.now());
    if (why) throw new HttpError(400, 'invalid', why);
    const row = await house.visits.save(entry, { id: asker.id, name: asker.name }, (query) =>
      sawWithin(house, query, asker, [entry.patient], 'visit saved'),
    );
    house.live.publish({ type: 'visit', data: row }, entry.patient);
    return row;
  });
}

function whyNot(entry: VisitEntry, now: number): string | undefined {
  const { arrived, finished } = entry;
  if (!(arrived > 0 && arrived <= finished)) return 'finished lies before arrived; a visit ends after it began';
  if (finished > now + aheadMs) return 'finished lies in the future; is the clock of this device right?';
  if (finished - arrived > longestVisitMs) return 'the visit lasts more than 24 hours; are arrived and finished right?';
  return undefined;
}
