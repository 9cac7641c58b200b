import {
  siteZoneOffsetMinutes,
  type Today,
  type TodayRow,
  VisitEntry,
  type VisitList,
  type VisitRow,
} from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { briefOf } from '../people/person.ts';
import { boardPerson } from '../views/person-view.ts';
import { todayReasons } from '../views/today.ts';
import { allow, saw, sawWithin, visible } from './gate.ts';

/** A phone whose clock runs ahead by a little is believed; a visit of tomorrow is a slip. */
const aheadMs = 10 * 60_000;
const longestVisitMs = 24 * 3_600_000;
const zoneMs = siteZoneOffsetMinutes * 60_000;

/** The nurse's day, the saving of a visit, and the doctor's list. */
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

  app.get('/api/today', async (request): Promise<Today> => {
    const asker = await allow(house, request, 'visits.write');
    const ids = visible(house, asker, 'visits.write');
    await saw(house, asker, ids, 'today');
    const now = house.clock.now();
    const midnight = Math.floor((now + zoneMs) / 86_400_000) * 86_400_000 - zoneMs;
    const rows = await Promise.all(
      ids.map(async (id): Promise<{ row: TodayRow; urgency: number }> => {
        const person = house.people.get(id);
        const [lastVisit] = await house.visits.list({ people: [id], limit: 1 });
        const board = boardPerson(house, id);
        const isDone = lastVisit !== undefined && lastVisit.finished >= midnight;
        const { reasons, urgency } = todayReasons(person, board, lastVisit?.finished, now);
        return {
          urgency: isDone ? -1 : urgency,
          row: {
            person: briefOf(person, now),
            address: person.address,
            ...(person.phone ? { phone: person.phone } : {}),
            ...(person.doorCode ? { doorCode: person.doorCode } : {}),
            conditions: person.conditions,
            reasons,
            ...(lastVisit ? { lastVisit } : {}),
            ...(isDone ? { visitedToday: lastVisit.id } : {}),
            spo2Scale2: person.spo2Scale2,
            board,
          },
        };
      }),
    );
    rows.sort((a, b) => b.urgency - a.urgency || a.row.address.localeCompare(b.row.address, 'ko'));
    return { now, people: rows.map(({ row }) => row) };
  });
}

function whyNot(entry: VisitEntry, now: number): string | undefined {
  const { arrived, finished } = entry;
  if (!(arrived > 0 && arrived <= finished)) return 'finished lies before arrived; a visit ends after it began';
  if (finished > now + aheadMs) return 'finished lies in the future; is the clock of this device right?';
  if (finished - arrived > longestVisitMs) return 'the visit lasts more than 24 hours; are arrived and finished right?';
  return undefined;
}
