import type { Conflict, ConflictList } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { applyDecide } from '../sync/apply-decide.ts';
import { applyRead } from '../sync/apply-small.ts';
import { namedConflict } from '../sync/conflicts.ts';
import { allow, saw, visible } from './gate.ts';
import { doOnScreen } from './on-screen.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Choice = Type.Object(
  { choice: Type.Union([Type.Literal('kept'), Type.Literal('other'), Type.Literal('both')]) },
  { additionalProperties: false },
);

/** Fields that two people changed, before whoever may decide them. */
export function conflictRoutes(app: App, house: House): void {
  app.get('/api/conflicts', async (request): Promise<ConflictList> => {
    const asker = await allow(house, request, 'facts.write');
    const people = visible(house, asker, 'facts.write');
    const some = people.length === house.people.size ? {} : { patients: people };
    const [open, unread] = await Promise.all([
      house.care.findConflicts({ ...some, status: 'open' }),
      house.care.findConflicts({ ...some, status: 'decided', unreadBy: asker.id }),
    ]);
    const conflicts = [...open, ...unread].filter(({ patient }) => house.people.find(patient));
    await saw(house, asker, [...new Set(conflicts.map(({ patient }) => patient))], 'conflicts');
    return { now: house.clock.now(), conflicts: conflicts.map((each) => namedConflict(house, each)) };
  });

  const patientOf = async (id: string): Promise<string> => {
    const conflict = await house.care.findConflict(id);
    if (!conflict) throw notFound(`conflict ${id}`);
    return conflict.patient;
  };

  app.post(
    '/api/conflicts/:id/decide',
    { schema: { params: Id, body: Choice } },
    async (request): Promise<Conflict> => {
      const { id } = request.params;
      await allow(house, request, 'facts.write', await patientOf(id));
      const { choice } = request.body;
      const { conflicts } = await doOnScreen(house, request, applyDecide, { kind: 'decide', conflict: id, choice });
      return conflicts![0]!;
    },
  );

  app.post('/api/conflicts/:id/read', { schema: { params: Id } }, async (request): Promise<Conflict> => {
    const { id } = request.params;
    await allow(house, request, 'visits.read', await patientOf(id));
    await doOnScreen(house, request, applyRead, { kind: 'read', what: id });
    const conflict = await house.care.findConflict(id);
    if (!conflict) throw notFound(`conflict ${id}`);
    return namedConflict(house, conflict);
  });
}
