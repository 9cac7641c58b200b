import { NewAnswer, NewVisitRequest, type VisitAnswer, type VisitRequest } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { answerOf, requestOf } from '../views/answer-view.ts';
import { allow, saw, sawWithin } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** What the doctor says to a visit, and who asks that somebody call on a person. */
export function answerRoutes(app: App, house: House): void {
  const visitFor = async (id: string) => {
    const visit = await house.care.findVisit(id);
    if (!visit || !house.people.find(visit.entry.patient)) throw notFound(`visit ${id}`);
    return visit;
  };

  app.get(
    '/api/visits/:id/answers',
    { schema: { params: Id } },
    async (request): Promise<{ answers: VisitAnswer[] }> => {
      const { entry } = await visitFor(request.params.id);
      const asker = await allow(house, request, 'visits.read', entry.patient);
      await saw(house, asker, [entry.patient], 'answers');
      const answers = await house.care.readAnswers({ visits: [entry.id] });
      return { answers: answers.map((answer) => answerOf(house, answer)) };
    },
  );

  app.post(
    '/api/visits/:id/answers',
    { schema: { params: Id, body: NewAnswer } },
    async (request): Promise<VisitAnswer> => {
      const { entry, row } = await visitFor(request.params.id);
      const { patient, id: visit } = entry;
      const asker = await allow(house, request, 'visits.answer', patient);
      checkDay(request.body.by);
      const answer = { ...request.body, visit, patient, nurse: row.nurse, from: asker.id, at: house.clock.now() };
      await house.record.transaction(async (query) => {
        // Pressed twice it is one answer, given when it was given first.
        const [before] = (await house.care.readAnswers({ visits: [visit] }, query)).filter(
          ({ id }) => id === answer.id,
        );
        if (before?.from === asker.id) answer.at = before.at;
        await house.care.storeAnswer(answer, query);
        await sawWithin(house, query, asker, [patient], 'visit answered');
      });
      const told = answerOf(house, answer);
      house.live.publish({ type: 'answer', data: told }, patient);
      if (answer.kind === 'visit') house.live.publish({ type: 'day', data: { person: patient } }, patient);
      return told;
    },
  );

  app.get(
    '/api/people/:id/visit-requests',
    { schema: { params: Id } },
    async (request): Promise<{ requests: VisitRequest[] }> => {
      const { id } = request.params;
      const asker = await allow(house, request, 'visits.read', id);
      if (!house.people.find(id)) throw notFound(`person ${id}`);
      await saw(house, asker, [id], 'visit requests');
      const requests = await house.care.findVisitRequests({ patients: [id] });
      return { requests: requests.map((each) => requestOf(house, each)) };
    },
  );

  app.post(
    '/api/people/:id/visit-requests',
    { schema: { params: Id, body: NewVisitRequest } },
    async (request): Promise<VisitRequest> => {
      const { id: patient } = request.params;
      const asker = await allow(house, request, 'visits.ask', patient);
      if (!house.people.find(patient)) throw notFound(`person ${patient}`);
      checkDay(request.body.by);
      const asked = { ...request.body, patient, from: asker.id, at: house.clock.now() };
      await house.record.transaction(async (query) => {
        const before = (await house.care.findVisitRequests({ patients: [patient] }, query)).find(
          ({ id }) => id === asked.id,
        );
        if (before?.from === asker.id) asked.at = before.at;
        await house.care.storeVisitRequest(asked, query);
        await sawWithin(house, query, asker, [patient], 'visit asked for');
      });
      house.live.publish({ type: 'day', data: { person: patient } }, patient);
      return requestOf(house, asked);
    },
  );
}

/** A day that the calendar has: the schema knows its form only. @throws HttpError 400 */
function checkDay(day: string | undefined): void {
  if (day === undefined) return;
  const at = Date.parse(`${day}T00:00:00Z`);
  if (!Number.isFinite(at) || new Date(at).toISOString().slice(0, 10) !== day)
    throw new HttpError(400, 'invalid', `by is "${day}"; allowed is a day of the calendar, yyyy-mm-dd`);
}
