import { WishesChange, type WishesPage } from '@munan/flow';
import { Type } from 'typebox';
import { changeWishes, wishesPage } from '../desk/wishes.ts';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** What a person wishes for herself, written down by those who look after her. */
export function wishesRoutes(app: App, house: House): void {
  app.get('/api/people/:id/wishes', { schema: { params: Id } }, async (request): Promise<WishesPage> => {
    const { id } = request.params;
    const asker = await allow(house, request, 'person.read', id);
    const person = house.people.find(id);
    if (!person) throw notFound(`person ${id}`);
    await saw(house, asker, [id], 'wishes');
    return wishesPage(house, person);
  });

  app.put(
    '/api/people/:id/wishes',
    { schema: { params: Id, body: WishesChange } },
    async (request): Promise<WishesPage> => {
      const { id } = request.params;
      const asker = await allow(house, request, 'wishes.write', id);
      if (!house.people.find(id)) throw notFound(`person ${id}`);
      return changeWishes(house, asker, id, request.body);
    },
  );
}
