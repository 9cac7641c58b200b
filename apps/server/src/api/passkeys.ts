import { createHash } from 'node:crypto';
import type { PasskeyList } from '@munan/flow';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@munan/identity';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { type Asker, askerOf, sessionCookieOf } from '../http/asker.ts';
import { baseOf } from '../http/base.ts';
import { saw } from './gate.ts';
import { noteLogin } from './password.ts';

const B64 = Type.String({ maxLength: 4000, pattern: '^[A-Za-z0-9_-]*$' });
const common = {
  id: B64,
  rawId: B64,
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.Union([Type.String({ maxLength: 30 }), Type.Null()])),
  clientExtensionResults: Type.Object({}, { additionalProperties: true }),
};
const Registration = Type.Object({
  ...common,
  response: Type.Object({
    clientDataJSON: B64,
    attestationObject: Type.String({ maxLength: 40_000, pattern: '^[A-Za-z0-9_-]*$' }),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 10 })),
  }),
});
export const Authentication = Type.Object({
  ...common,
  response: Type.Object({
    clientDataJSON: B64,
    authenticatorData: B64,
    signature: B64,
    userHandle: Type.Optional(Type.Union([B64, Type.Null()])),
  }),
});

/** One's own passkeys: only from a session at the screens, never by a token. */
export function passkeyRoutes(app: App, house: House): void {
  const { passkeys } = house.openid;

  /** @throws HttpError 403 */
  function ownSession(request: FastifyRequest): { asker: Asker; session: string } {
    const asker = askerOf(request);
    const cookie = request.cookies[sessionCookieOf(house.config)];
    if (asker.by !== 'cookie' || cookie === undefined)
      throw new HttpError(403, 'session-required', 'passkeys are kept from the screens only, by whom they belong to');
    return { asker, session: createHash('sha256').update(cookie).digest('base64url') };
  }

  app.get('/api/passkeys', async (request): Promise<PasskeyList> => {
    const { asker } = ownSession(request);
    return { now: house.clock.now(), passkeys: await passkeys.of(asker.id) };
  });

  app.post('/api/passkeys/options', async (request) => {
    const { asker, session } = ownSession(request);
    return passkeys.beginAdding(baseOf(house.config, request), asker, session);
  });

  app.post(
    '/api/passkeys',
    {
      schema: {
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
          response: Registration,
        }),
      },
    },
    async (request, reply) => {
      const { asker, session } = ownSession(request);
      const { name, response } = request.body;
      const added = {
        user: asker.id,
        name: name.trim(),
        owner: session,
        response: response as RegistrationResponseJSON,
      };
      await passkeys.add(baseOf(house.config, request), added);
      await saw(house, asker, [], 'passkey added');
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/passkeys/:id/remove',
    { schema: { params: Type.Object({ id: Type.String({ maxLength: 2000 }) }) } },
    async (request, reply) => {
      const { asker } = ownSession(request);
      if (!(await passkeys.remove(asker.id, request.params.id))) throw notFound('such passkey');
      await saw(house, asker, [], 'passkey removed');
      return reply.code(204).send();
    },
  );
}

/** Whose passkey this is, for the sign-in named. @throws PasskeyError */
export async function passkeyUser(
  house: House,
  request: FastifyRequest,
  signIn: string,
  response: unknown,
): Promise<string> {
  try {
    const id = await house.openid.passkeys.signIn(
      baseOf(house.config, request),
      signIn,
      response as AuthenticationResponseJSON,
    );
    const who = house.identity.findUser(id);
    if (!who) throw new HttpError(401, 'passkey-refused', 'the passkey is of nobody here');
    await noteLogin(house, request, who, 'login by passkey');
    return id;
  } catch (error) {
    await noteLogin(house, request, { id: '' }, 'login refused');
    throw error;
  }
}
