import type { BreakGlassGrant, BreakGlassList, BreakGlassRow } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, maySee, saw } from './gate.ts';

type Grant = Awaited<ReturnType<House['breakGlass']['list']>>[number];

const mostListed = 200;
const mostViewed = 100;
const reviewNote = Type.Object({ note: Type.String({ maxLength: 500 }) });

/** Access in an emergency: asking for it, and the manager's list of the morning after. */
export function breakGlassRoutes(app: App, house: House): void {
  app.post(
    '/api/break-glass',
    {
      schema: {
        body: Type.Object({
          person: Type.String({ minLength: 1, maxLength: 64 }),
          reason: Type.String({ maxLength: 1000 }),
        }),
      },
    },
    async (request): Promise<BreakGlassGrant> => {
      const asker = await allow(house, request, 'break-glass.ask');
      const { person, reason } = request.body;
      if (!house.people.find(person)) throw notFound(`person ${person.slice(0, 64)}`);
      if (maySee(house, asker, 'person.read', person) && !house.breakGlass.find(asker.id, person, house.clock.now()))
        throw new HttpError(409, 'not-needed', 'you may see this person without it');
      const grant = await house.breakGlass.ask(asker.id, person, reason).catch(refusedAs);
      await saw(house, asker, [person], 'break-glass opened', { reason: grant.reason, purpose: 'BTG' });
      return { person, at: grant.at, until: grant.until, reason: grant.reason };
    },
  );

  app.post(
    '/api/break-glass/find',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 100 }),
          birthDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
        }),
      },
    },
    async (request): Promise<{ person: string }> => {
      const asker = await allow(house, request, 'break-glass.ask');
      const name = request.body.name.normalize('NFC').trim();
      const { birthDate } = request.body;
      const found = [...house.people.all()].filter((each) => each.name === name && each.birthDate === birthDate);
      await saw(
        house,
        asker,
        found.map(({ id }) => id),
        'break-glass search',
      );
      const [only] = found;
      if (!only || found.length > 1) throw notFound('a person with this name and date of birth');
      return { person: only.id };
    },
  );

  app.get('/api/manage/break-glass', async (request): Promise<BreakGlassList> => {
    const asker = await allow(house, request, 'break-glass.review');
    const grants = await house.breakGlass.list(mostListed);
    const rows = await Promise.all(grants.map((grant) => rowOf(house, grant)));
    await saw(house, asker, [...new Set(rows.map(({ person }) => person))], 'list of break-glass', {
      interaction: 'review',
    });
    return { now: house.clock.now(), rows };
  });

  app.post(
    '/api/manage/break-glass/:id/review',
    { schema: { params: Type.Object({ id: Type.String({ maxLength: 64 }) }), body: reviewNote } },
    async (request): Promise<BreakGlassRow> => {
      const asker = await allow(house, request, 'break-glass.review');
      const note = request.body.note.trim();
      const grant = await house.breakGlass.review(request.params.id, asker.id, note).catch(refusedAs);
      await saw(house, asker, [grant.person], `reviewed break-glass of ${grant.user}`, {
        interaction: 'review',
        ...(note !== '' && { note }),
      });
      return rowOf(house, grant);
    },
  );
}

function refusedAs(error: unknown): never {
  const { code, message } = error as { code?: string; message?: string };
  const status = { 'reason-short': 400, 'not-found': 404, reviewed: 409 }[code ?? ''];
  if (status === undefined) throw error;
  throw new HttpError(status, code as string, message ?? '');
}

/** With what was looked at and done meanwhile, as the audit trail has it. */
async function rowOf(house: House, { reviewed, ...grant }: Grant): Promise<BreakGlassRow> {
  const { id, user, person, reason, at, until } = grant;
  const known = house.identity.findAuthor(user);
  const enrolled = house.people.find(person);
  const trail = await house.audit.search({
    limit: mostViewed,
    ascending: true,
    dates: [{ low: at, high: until }],
    users: [user],
    persons: [person],
  });
  return {
    ...{ id, person, reason, at, until },
    by: { id: user, name: known?.name ?? user, role: known?.role ?? '' },
    personName: enrolled?.name ?? person,
    simulated: enrolled?.simulated ?? false,
    viewed: trail.records
      .filter(({ outcome, what }) => outcome === 0 && !what.startsWith('break-glass'))
      .map(({ at: seenAt, what, resource, interaction }) => ({ at: seenAt, what: what || resource || interaction })),
    ...(reviewed && { reviewed: { ...reviewed, by: house.userName(reviewed.by) ?? reviewed.by } }),
  };
}
