import { type Alert, AlertCommand, type AlertList, type Board, houseSubject, type SeriesAnswer } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import { type App, findAsker } from '../http/app.ts';
import { openEventStream } from '../http/stream.ts';
import { alertPage, alertRow } from '../views/alert-view.ts';
import { boardPerson } from '../views/person-view.ts';
import { allow, maySee, saw, visible } from './gate.ts';
import { placeOf, placeText } from './queue-place.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
/** Commands that were refused for a reason the operator can act on are conflicts; the rest is her mistake. */
const conflicts = new Set(['out-of-date', 'closed']);
const checkEveryMs = 30_000;
/** By which right each event of the stream is heard. */
const heardBy = {
  hello: 'person.read',
  ping: 'person.read',
  person: 'person.read',
  alert: 'alerts.read',
  visit: 'visits.read',
  answer: 'visits.read',
  conflict: 'visits.read',
  day: 'visits.write',
  desk: 'desk.read',
  message: 'alerts.read',
} as const;
/** An alert about Munan itself, and one of a drill, is of nobody. */
const isOfNobody = ({ subject, drill }: Alert): boolean => subject === houseSubject || drill !== undefined;
const peopleOf = (alert: Alert): string[] => (isOfNobody(alert) ? [] : [alert.subject]);
const longestWindowMs = 3 * 366 * 86_400_000;

/** Board, queue, alerts, series and the live stream: what a screen of the watch asks for. */
export function watchRoutes(app: App, house: House): void {
  app.get('/api/board', async (request): Promise<Board> => {
    const asker = await allow(house, request, 'person.read');
    const ids = visible(house, asker, 'person.read');
    await saw(house, asker, ids, `board of ${ids.length}`);
    return { now: house.clock.now(), people: ids.map((id) => boardPerson(house, id)) };
  });

  app.get(
    '/api/alerts',
    {
      schema: {
        querystring: Type.Object({
          status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
          person: Type.Optional(Type.String({ maxLength: 64 })),
          after: Type.Optional(Type.String({ maxLength: 100 })),
        }),
      },
    },
    async (request): Promise<AlertList> => {
      const { status = 'open', limit = 200, person, after } = request.query;
      const asker = await allow(house, request, 'alerts.read', person);
      const mine = new Set(visible(house, asker, 'alerts.read'));
      const seesAll = mine.size === house.people.size && maySee(house, asker, 'alerts.read', houseSubject);
      if (status === 'open' && person === undefined && seesAll) {
        const page = await house.response.queue({ limit, ...(after === undefined ? {} : { after: placeOf(after) }) });
        await saw(house, asker, [...new Set(page.alerts.flatMap(peopleOf))], 'open alerts');
        return {
          now: house.clock.now(),
          alerts: page.alerts.map((alert) => alertRow(house, alert)),
          total: page.open,
          ...(page.next && { next: placeText(page.next) }),
        };
      }
      // Who sees some of the people asks for more, since others' alerts are left out after the limit.
      const wanted = mine.size < house.people.size ? 1000 : limit;
      const alerts = await house.response.list({ status, limit: wanted, ...(person ? { subject: person } : {}) });
      const seesHouse = maySee(house, asker, 'alerts.read', houseSubject);
      const seen = alerts
        .filter((alert) => mine.has(alert.subject) || (isOfNobody(alert) && seesHouse))
        .slice(0, limit);
      const people = new Set(seen.flatMap(peopleOf));
      await saw(house, asker, person && person !== houseSubject ? [person] : [...people], `${status} alerts`);
      return { now: house.clock.now(), alerts: seen.map((alert) => alertRow(house, alert)) };
    },
  );

  const alertFor = async (id: string): Promise<Alert> => {
    const alert = await house.response.find(id);
    if (!alert || peopleOf(alert).some((id) => !house.people.find(id))) throw notFound(`alert ${id.slice(0, 64)}`);
    return alert;
  };

  app.get('/api/alerts/:id', { schema: { params: Id } }, async (request) => {
    const alert = await alertFor(request.params.id);
    const asker = await allow(house, request, 'alerts.read', alert.subject);
    await saw(house, asker, peopleOf(alert), 'alert');
    return alertPage(house, alert, maySee(house, asker, 'alerts.command', alert.subject));
  });

  app.post('/api/alerts/:id/commands', { schema: { params: Id, body: AlertCommand } }, async (request) => {
    const alert = await alertFor(request.params.id);
    const asker = await allow(house, request, 'alerts.command', alert.subject);
    await saw(house, asker, peopleOf(alert), `alert command ${request.body.command}`);
    await house.desk.active(asker.id);
    const { body } = request;
    // Held by somebody who never looks at the queue, an alert would be nobody's.
    if (body.command === 'assign' && house.identity.findUser(body.to)?.role !== 'operator')
      throw new HttpError(422, 'needs-a-person', `to is "${body.to}"; allowed is the id of an operator`, {
        page: await alertPage(house, alert, true),
      });
    const moved = await house.response.command(alert.id, body, { id: asker.id, name: asker.name });
    if ('history' in moved) return alertPage(house, moved, true);
    throw new HttpError(conflicts.has(moved.code) ? 409 : 422, moved.code, moved.message, {
      // What it is now, so that the screen can show it without another request.
      page: await alertPage(house, await alertFor(alert.id), true),
    });
  });

  app.get(
    '/api/people/:id/series',
    {
      schema: {
        params: Id,
        querystring: Type.Object({
          channel: Type.Union(house.channels.map((channel) => Type.Literal(channel))),
          from: Type.Number({ minimum: 0 }),
          to: Type.Number({ minimum: 0 }),
          points: Type.Optional(Type.Integer({ minimum: 10, maximum: 20_000 })),
        }),
      },
    },
    async (request): Promise<SeriesAnswer> => {
      const { id } = request.params;
      const asker = await allow(house, request, 'series.read', id);
      if (!house.people.find(id)) throw notFound(`person ${id.slice(0, 64)}`);
      const { channel, from, to, points } = request.query;
      if (!(from < to)) throw new HttpError(400, 'invalid', `from is ${from} and to is ${to}; from must be before to`);
      if (to - from > longestWindowMs) throw new HttpError(400, 'invalid', 'a window has at most three years');
      await saw(house, asker, [id], `series ${channel}`);
      const wanted = { subject: id, channel, from, to, ...(points ? { points } : {}) };
      const window = await house.series.window(wanted).catch((error: unknown) => {
        if (error instanceof RangeError) throw new HttpError(400, 'invalid', error.message);
        throw error;
      });
      const { resolution, t, min, mean, max, x, y, z } = window;
      return { now: house.clock.now(), channel, from, to, resolution, t, min, mean, max, ...(x ? { x, y, z } : {}) };
    },
  );

  app.get('/api/stream', async (request, reply) => {
    const asker = await allow(house, request, 'person.read');
    await saw(house, asker, [], 'live stream');
    reply.hijack();
    const stream = openEventStream(
      reply.raw,
      () => house.clock.now(),
      // Asked anew for each event: what is withdrawn while the line is open is not heard any more.
      ({ type }, subject) => maySee(house, asker, heardBy[type], subject),
    );
    const leave = house.live.subscribe(stream.subscriber);
    house.streams.add(stream.end);
    // Who logged out, or was logged out, must not go on watching. An open screen keeps its session from going idle: an
    // operator's quiet night is not absence; its longest life ends it all the same.
    const checking = setInterval(async () => {
      const who = await findAsker(house, request).catch(() => undefined);
      if (!who) stream.end();
    }, checkEveryMs);
    request.raw.on('close', () => {
      clearInterval(checking);
      leave();
      stream.end();
      house.streams.delete(stream.end);
    });
  });
}
