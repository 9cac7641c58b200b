import { Rules as RulesSchema, type WhatIf, type WhatIfPerson } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import type { Asker } from '../http/asker.ts';
import { briefOf } from '../people/person.ts';
import { nonsenseIn } from '../rules/sense.ts';
import type { WhatIfJob } from '../whatif/jobs.ts';
import { allow, saw, visible } from './gate.ts';

const Trial = Type.Object(
  { rules: RulesSchema, days: Type.Number({ minimum: 0.04, maximum: 7 }) },
  { additionalProperties: false },
);
const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Other rules, tried on what was received: who would have been called. Nothing is changed by it. */
export function whatIfRoutes(app: App, house: House): void {
  const answerOf = (job: WhatIfJob, asker: Asker): WhatIf => {
    const { result, ...rest } = job;
    const now = house.clock.now();
    const answer = { now, ...rest, startedBy: house.userName(job.startedBy) ?? job.startedBy };
    if (!result) return answer;
    const mine = new Set(visible(house, asker, 'alerts.read'));
    const persons = result.persons.flatMap(({ subject, ...one }): WhatIfPerson[] => {
      const person = house.people.find(subject);
      return person && mine.has(subject) ? [{ person: briefOf(person, now), ...one }] : [];
    });
    return { ...answer, result: { ...result, persons } };
  };

  app.post('/api/what-if', { schema: { body: Trial } }, async (request, reply): Promise<WhatIf> => {
    const asker = await allow(house, request, 'rules.read');
    const { rules, days } = request.body;
    const nonsense = nonsenseIn(rules, house.rules.switchable);
    if (nonsense.length > 0) throw new HttpError(400, 'rules-nonsense', nonsense.join('; '));
    const job = house.whatIf.start(rules, days, asker.id);
    if (!job) throw new HttpError(409, 'busy', 'other rules are being tried at the moment; one trial at a time');
    reply.code(202);
    return answerOf(job, asker);
  });

  app.get('/api/what-if/:id', { schema: { params: Id } }, async (request): Promise<WhatIf> => {
    const asker = await allow(house, request, 'rules.read');
    const job = house.whatIf.find(request.params.id);
    if (!job) throw notFound(`trial ${request.params.id}`);
    const answer = answerOf(job, asker);
    const people = answer.result?.persons.map(({ person }) => person.id) ?? [];
    if (people.length > 0) await saw(house, asker, people, 'what-if');
    return answer;
  });
}
