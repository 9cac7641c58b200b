import { type PlanPreview, PlansChange, type PlansPage, type PlansVersionPage, PreviewRequest } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { PlansWrong } from '../plans/plans.ts';
import { supposedAround } from '../plans/supposed.ts';
import { OutOfDate } from '../versions.ts';
import { allow, saw } from './gate.ts';

const Version = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 1_000_000 }) });
const mostEarlier = 100;

/** The response plans: what they are, what they would do, and their change. */
export function planRoutes(app: App, house: House): void {
  const page = async (): Promise<PlansPage> => {
    const { version, plans, by, at, note } = house.plans.current;
    const name = (id: string) => house.userName(id) ?? id;
    const stored = await house.plans.history(mostEarlier + 1);
    return {
      now: house.clock.now(),
      plans,
      defaults: house.plans.defaults,
      version,
      ...(by === undefined ? {} : { changedBy: name(by) }),
      ...(at === undefined ? {} : { changedAt: at }),
      ...(note === undefined ? {} : { note }),
      earlier: stored
        .filter((entry) => entry.version !== version)
        .slice(0, mostEarlier)
        .map((entry) => ({ ...entry, by: name(entry.by) })),
      unfit: [...house.plans.unfit],
    };
  };
  app.get('/api/plans', async (request): Promise<PlansPage> => {
    await allow(house, request, 'plans.read');
    return page();
  });

  app.get(
    '/api/plans/versions/:version',
    { schema: { params: Version } },
    async (request): Promise<PlansVersionPage> => {
      await allow(house, request, 'plans.read');
      const { version } = request.params;
      const found = await house.plans.find(version);
      if (!found) throw notFound(`version ${version} of the plans that can be used`);
      return { now: house.clock.now(), version, plans: found.plans };
    },
  );

  app.put('/api/plans', { schema: { body: PlansChange } }, async (request): Promise<PlansPage> => {
    const { plans, note, version } = request.body;
    const asker = await allow(house, request, 'plans.write');
    try {
      const changed = await house.plans.change({ plans, note, version, by: asker.id });
      await saw(house, asker, [], `plans changed to version ${changed.version}`, { note });
    } catch (error) {
      if (error instanceof OutOfDate) throw new HttpError(409, 'out-of-date', error.message);
      if (error instanceof PlansWrong)
        throw new HttpError(400, 'plan-problems', error.message, { problems: error.problems });
      throw error;
    }
    return page();
  });

  app.post('/api/plans/preview', { schema: { body: PreviewRequest } }, async (request): Promise<PlanPreview> => {
    const { person, suppose = {}, ...wanted } = request.body;
    const asker = await allow(house, request, 'plans.read');
    if (person !== undefined) {
      // Her wishes and whom she has are hers: who may not see her may not see them through a plan either.
      await allow(house, request, 'person.read', person);
      if (!house.people.find(person)) throw notFound(`person ${person}`);
      await saw(house, asker, [person], 'plan preview');
    }
    const around = supposedAround(suppose, person === undefined ? undefined : (at) => house.desk.around(person, at));
    return { now: house.clock.now(), ...house.plans.tried({ ...wanted, around }) };
  });
}
