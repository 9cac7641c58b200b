import type { VisitPage } from '@munan/flow';
import { findQuestionnaire, ownRanges } from '@munan/visit';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import type { Asker } from '../http/asker.ts';
import { briefOf } from '../people/person.ts';
import { answerOf } from '../views/answer-view.ts';
import { allow, saw } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
/** From 1, in the order of `versions`; absent: as it is now. */
const Which = Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) });
const PhotoId = Type.Object({ id: Type.String({ maxLength: 64 }), photo: Type.String({ maxLength: 64 }) });
const yearMs = 365 * 86_400_000;
/** Of what is usual for her: as many visits as a year of the closest group has. */
const mostVisits = 60;

/** The visit as a page is read, and its pictures. */
export function visitPageRoutes(app: App, house: House): void {
  app.get('/api/visits/:id', { schema: { params: Id, querystring: Which } }, async (request): Promise<VisitPage> => {
    const { version } = request.query;
    const found = await findFor(house, request.params.id);
    const asker = await allow(house, request, 'visits.read', found.entry.patient);
    mustBeShown(found, asker);
    const { patient } = found.entry;
    await saw(house, asker, [patient], 'visit');
    if (version !== undefined) {
      const then = await house.care.findVisitVersion(found.entry.id, version);
      if (!then) throw notFound(`version ${version} of this visit`);
      return visitPage(house, { ...found, ...then });
    }
    const page = await visitPage(house, found);
    await house.visits.look(asker.id, page.row.id, page.row.stored);
    return page;
  });

  app.get('/api/visits/:id/photos/:photo', { schema: { params: PhotoId } }, async (request, reply) => {
    const { id, photo } = request.params;
    const found = await findFor(house, id);
    const asker = await allow(house, request, 'visits.read', found.entry.patient);
    mustBeShown(found, asker);
    const picture = await house.care.findPhoto(id, photo);
    if (!picture || picture.patient !== found.entry.patient) throw notFound(`picture ${photo}`);
    await saw(house, asker, [picture.patient], 'photo');
    return reply
      .type('image/jpeg')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(Buffer.from(picture.jpeg));
  });
}

type Found = NonNullable<Awaited<ReturnType<House['care']['findVisit']>>>;

/** @throws HttpError 404 */
async function findFor(house: House, id: string): Promise<Found> {
  const found = await house.care.findVisit(id);
  if (!found || !house.people.find(found.entry.patient)) throw notFound(`visit ${id}`);
  return found;
}

/** What is open is its nurse's only: nothing of it is final. @throws HttpError 404 */
export function mustBeShown({ entry, row }: Found, asker: Asker): void {
  if (entry.state === 'open' && row.nurse !== asker.id) throw notFound(`visit ${entry.id}`);
}

export async function visitPage(house: House, found: Found): Promise<VisitPage> {
  const { entry, row, versions, signed, photos } = found;
  const now = house.clock.now();
  const person = house.people.get(entry.patient);
  const [earlier, answers] = await Promise.all([
    house.visits.list({ people: [entry.patient], limit: mostVisits, since: entry.arrived - yearMs }),
    house.care.readAnswers({ visits: [entry.id] }),
  ]);
  const before = earlier.filter(({ id, arrived }) => id !== entry.id && arrived < entry.arrived);
  const named = <T extends { by: string }>(said: T) => ({ ...said, byName: house.userName(said.by) ?? said.by });
  const shown = house.visits.rowOf(row);
  if (!shown) throw notFound(`visit ${entry.id}`);
  return {
    now,
    row: { ...shown, answers: answers.length },
    entry,
    person: briefOf(person, now),
    ranges: ownRanges(
      before.map(({ vitals }) => vitals),
      entry.vitals.fasting,
    ),
    ...(before[0] && { before: before[0] }),
    forms: Object.entries(entry.forms ?? {}).flatMap(
      ([id, { version }]) => findQuestionnaire(id, version) ?? findQuestionnaire(id) ?? [],
    ),
    answers: answers.map((answer) => answerOf(house, answer)),
    versions: versions.map(named),
    photos,
    ...(signed && { signed: named(signed) }),
  };
}
