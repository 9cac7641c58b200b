import { findQuestionnaire } from '@munan/visit';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { briefOf } from '../people/person.ts';
import { drawPaper } from '../print/draw.ts';
import { monthPaper } from '../print/month-paper.ts';
import { visitPaper } from '../print/visit-paper.ts';
import { allow, saw } from './gate.ts';
import { monthAt, monthRange } from './month.ts';
import { mustBeShown, visitPage } from './visit-page.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Language = Type.Optional(Type.Union([Type.Literal('ko'), Type.Literal('en')]));
const OfVisit = Type.Object({ lang: Language });
const OfMonth = Type.Object({
  lang: Language,
  month: Type.Optional(Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$' })),
});
/** More than any group of the programme has in the months since. */
const mostVisits = 400;

/** Paper: the record of a visit, and the month's record for the person herself. */
export function printRoutes(app: App, house: House): void {
  app.get(
    '/api/visits/:id/record.pdf',
    { schema: { params: Id, querystring: OfVisit } },
    async (request, reply): Promise<FastifyReply> => {
      const { id } = request.params;
      const found = await house.care.findVisit(id);
      const person = found && house.people.find(found.entry.patient);
      if (!found || !person) throw notFound(`visit ${id}`);
      const asker = await allow(house, request, 'visits.read', person.id);
      mustBeShown(found, asker);
      await saw(house, asker, [person.id], 'visit printed');
      const printed = { at: house.clock.now(), by: asker.name };
      const paper = visitPaper(await visitPage(house, found), person, printed, request.query.lang ?? 'ko');
      return sendPdf(reply, `munan-visit-${id}.pdf`, await drawPaper(paper));
    },
  );

  app.get(
    '/api/people/:id/month.pdf',
    { schema: { params: Id, querystring: OfMonth } },
    async (request, reply): Promise<FastifyReply> => {
      const { id } = request.params;
      const asker = await allow(house, request, 'visits.read', id);
      const person = house.people.find(id);
      if (!person) throw notFound(`person ${id}`);
      const now = house.clock.now();
      const { month = monthAt(now), lang = 'ko' } = request.query;
      await saw(house, asker, [id], `month printed ${month}`);
      const { from, to } = monthRange(month);
      const whole = await house.care.findWholeVisits({ patients: [id], since: from, limit: mostVisits });
      const visits = whole.flatMap(({ entry, row }) => {
        const shown = entry.arrived >= from && entry.arrived < to ? house.visits.rowOf(row) : undefined;
        const forms = Object.entries(entry.forms ?? {}).flatMap(
          ([form, { version }]) => findQuestionnaire(form, version) ?? findQuestionnaire(form) ?? [],
        );
        return shown ? [{ row: shown, entry, forms }] : [];
      });
      const paper = monthPaper(briefOf(person, now), month, visits, { at: now, by: asker.name }, lang);
      return sendPdf(reply, `munan-${id}-${month}.pdf`, await drawPaper(paper));
    },
  );
}

function sendPdf(reply: FastifyReply, name: string, pdf: Buffer): FastifyReply {
  return (
    reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${name}"`)
      .header('cache-control', 'no-store')
      // A browser's own viewer is a page around the document: the policy of our pages would keep it shut.
      .header(
        'content-security-policy',
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      )
      .send(pdf)
  );
}
