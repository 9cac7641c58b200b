import { FactChange, type FactsAnswer } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { applyFacts } from '../sync/apply-facts.ts';
import { namedConflict } from '../sync/conflicts.ts';
import { factsByOf, factsOf } from '../sync/facts.ts';
import { allow, saw } from './gate.ts';
import { doOnScreen } from './on-screen.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Changes = Type.Object(
  { changes: Type.Array(FactChange, { minItems: 1, maxItems: 20 }) },
  { additionalProperties: false },
);

/** What is known of a person and may be changed at the hospital as at her home. */
export function factRoutes(app: App, house: House): void {
  const answerOf = async (id: string): Promise<FactsAnswer> => {
    const [by, open] = await Promise.all([
      factsByOf(house.database.query, [id]),
      house.care.findConflicts({ patients: [id], status: 'open', document: 'facts' }),
    ]);
    return {
      now: house.clock.now(),
      facts: factsOf(house.people.get(id)),
      factsBy: by.get(id) ?? {},
      conflicts: open.map((conflict) => namedConflict(house, conflict)),
    };
  };

  app.get('/api/people/:id/facts', { schema: { params: Id } }, async (request): Promise<FactsAnswer> => {
    const { id } = request.params;
    const asker = await allow(house, request, 'person.read', id);
    if (!house.people.find(id)) throw notFound(`person ${id}`);
    await saw(house, asker, [id], 'facts');
    return answerOf(id);
  });

  app.post(
    '/api/people/:id/facts',
    { schema: { params: Id, body: Changes } },
    async (request): Promise<FactsAnswer> => {
      const { id } = request.params;
      await allow(house, request, 'facts.write', id);
      if (!house.people.find(id)) throw notFound(`person ${id}`);
      await doOnScreen(house, request, applyFacts, { kind: 'facts', patient: id, changes: request.body.changes });
      return answerOf(id);
    },
  );
}
