import { type Drill, type DrillList, type DrillReport, NewDrill } from '@munan/flow';
import { Type } from 'typebox';
import { DrillRunning } from '../drill/drills.ts';
import { figuresOf, rowOf } from '../drill/report.ts';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Rehearsals: seen by the desk, begun and ended by the manager. Nobody's data are in them. */
export function drillRoutes(app: App, house: House): void {
  const named = (drill: Drill): Drill => ({ ...drill, by: house.userName(drill.by) ?? drill.by });

  app.get('/api/drills', async (request): Promise<DrillList> => {
    await allow(house, request, 'drill.read');
    return { now: house.clock.now(), drills: (await house.drills.list()).map(named) };
  });

  app.post('/api/drills', { schema: { body: NewDrill } }, async (request, reply) => {
    const asker = await allow(house, request, 'drill.run');
    try {
      const drill = await house.drills.start(request.body, asker.id);
      await saw(house, asker, [], 'drill started', { note: drill.name });
      return reply.code(201).send(named(drill));
    } catch (error) {
      if (error instanceof DrillRunning) throw new HttpError(409, 'drill-running', error.message);
      throw error;
    }
  });

  app.post('/api/drills/:id/end', { schema: { params: Id } }, async (request): Promise<Drill> => {
    const asker = await allow(house, request, 'drill.run');
    const drill = await house.drills.end(request.params.id);
    if (!drill) throw notFound('the drill');
    await saw(house, asker, [], 'drill ended', { note: drill.name });
    return named(drill);
  });

  app.get('/api/drills/:id', { schema: { params: Id } }, async (request): Promise<DrillReport> => {
    await allow(house, request, 'drill.read');
    const found = await house.drills.find(request.params.id);
    if (!found) throw notFound('the drill');
    const sent = await house.response.messageCounts(found.alerts.map(({ id }) => id));
    const rows = found.alerts.map((alert) =>
      rowOf(alert, {
        person: house.someone(alert.subject)?.name ?? alert.subject,
        messages: sent.byAlert.get(alert.id) ?? 0,
        nameOf: (id) => house.userName(id) ?? id,
      }),
    );
    return {
      now: house.clock.now(),
      drill: named(found.drill),
      alerts: rows,
      figures: figuresOf(rows, sent.outside),
    };
  });
}
