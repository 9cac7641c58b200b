import type { JWKS } from '@munan/identity';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';

const Body = Type.Object(
  {
    id: Type.String({ maxLength: 100 }),
    name: Type.String({ maxLength: 100 }),
    kind: Type.Union([Type.Literal('public'), Type.Literal('confidential'), Type.Literal('backend')]),
    redirectUris: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 }),
    scopes: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 100 })),
    jwks: Type.Optional(
      Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 20 }) }),
    ),
    jwksUri: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

/** Programs of others that may ask for tokens: a manager registers and removes them. */
export function clientRoutes(app: App, house: House): void {
  app.get('/api/manage/clients', async (request) => {
    const asker = await allow(house, request, 'users.manage');
    await saw(house, asker, [], 'list of clients');
    const clients = await house.openid.clients.all();
    return {
      now: house.clock.now(),
      clients: clients.map(({ id, name, kind, redirectUris, scopes }) => ({ id, name, kind, redirectUris, scopes })),
    };
  });

  app.post('/api/manage/clients', { schema: { body: Body } }, async (request) => {
    const asker = await allow(house, request, 'users.manage');
    const { jwks, scopes, jwksUri, ...rest } = request.body;
    const { client, secret } = await house.openid.clients.add({
      ...rest,
      ...(scopes && { scopes }),
      ...(jwksUri !== undefined && { jwksUri }),
      ...(jwks && { jwks: jwks as JWKS }),
    });
    await saw(house, asker, [], `client ${client.id} added`);
    return { id: client.id, scopes: client.scopes, ...(secret === undefined ? {} : { secret }) };
  });

  app.post(
    '/api/manage/clients/:id/remove',
    { schema: { params: Type.Object({ id: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const asker = await allow(house, request, 'users.manage');
      const { id } = request.params;
      if (!(await house.openid.clients.remove(id))) throw notFound(`client ${id}`);
      await saw(house, asker, [], `client ${id} removed`);
      return reply.code(204).send();
    },
  );
}
