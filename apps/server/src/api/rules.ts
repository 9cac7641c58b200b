import { type RulesPage, Rules as RulesSchema, type WatchPage } from '@munan/flow';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { RulesNonsense } from '../rules/rules.ts';
import { OutOfDate } from '../versions.ts';
import { allow, saw } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Change = Type.Object(
  {
    rules: RulesSchema,
    note: Type.String({ minLength: 1, maxLength: 500 }),
    version: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
/** How far back the page of a person shows what was kept from the desk. */
const heldForMs = 14 * 86_400_000;
const mostHeld = 50;

/** What the watch holds of a person, the house's rules, and the burden they make. */
export function rulesRoutes(app: App, house: House): void {
  app.get('/api/people/:id/watch', { schema: { params: Id } }, async (request): Promise<WatchPage> => {
    const { id } = request.params;
    const asker = await allow(house, request, 'series.read', id);
    if (!house.people.find(id)) throw notFound(`person ${id}`);
    await saw(house, asker, [id], 'watch');
    const now = house.clock.now();
    const held = await house.findings.held(id, now - heldForMs, mostHeld);
    return { now, ...house.overview(id, now), held };
  });

  const page = (): RulesPage => {
    const now = house.clock.now();
    const { version, rules, by, at, note } = house.rules.current;
    return {
      now,
      rules,
      defaults: house.rules.defaults,
      version,
      ...(by === undefined ? {} : { changedBy: house.userName(by) ?? by }),
      ...(at === undefined ? {} : { changedAt: at }),
      ...(note === undefined ? {} : { note }),
      burden: house.burden(now),
      switchable: [...house.rules.switchable],
    };
  };
  app.get('/api/rules', async (request): Promise<RulesPage> => {
    await allow(house, request, 'rules.read');
    return page();
  });

  app.put('/api/rules', { schema: { body: Change } }, async (request): Promise<RulesPage> => {
    const { rules, note, version } = request.body;
    const { budget: _, ...asked } = rules;
    const seen = house.rules.current;
    const { budget: __, ...known } = seen.rules;
    // The desk knows what it can work; what is a sign of what is for whoever answers for the programme.
    const isBudgetAlone = Value.Equal(asked, known);
    const asker = await allow(house, request, isBudgetAlone ? 'budget.write' : 'rules.write');
    try {
      // That it is the budget alone holds for the version that it was compared with, not for one that is being written.
      if (version !== seen.version)
        throw new OutOfDate(`the rules are at version ${seen.version}; this change started from ${version}`);
      const changed = await house.rules.change({ rules, note, version, by: asker.id });
      await saw(house, asker, [], `rules changed to version ${changed.version}`, { note });
    } catch (error) {
      if (error instanceof OutOfDate) throw new HttpError(409, 'out-of-date', error.message);
      if (error instanceof RulesNonsense) throw new HttpError(400, 'rules-nonsense', error.message);
      throw error;
    }
    return page();
  });
}
