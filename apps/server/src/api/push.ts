import { type NoticeAccounts, PushSubscriptionBody } from '@munan/flow';
import { type Handed, whyNotEndpoint } from '@munan/runtime';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { areBrowserKeys } from '../notify/push-keys.ts';
import { allow, refuse, saw } from './gate.ts';

const Endpoint = Type.Object(
  { endpoint: Type.String({ minLength: 10, maxLength: 1000 }) },
  { additionalProperties: false },
);
const Test = Type.Object(
  { language: Type.Optional(Type.Union([Type.Literal('ko'), Type.Literal('en')])) },
  { additionalProperties: false },
);
const MessageId = Type.Object({ id: Type.String({ maxLength: 120 }) });
const User = Type.Object({ user: Type.String({ minLength: 1, maxLength: 100 }) });
const Answer = Type.Object({ key: Type.String({ minLength: 1, maxLength: 1 }) }, { additionalProperties: false });

/** Notices in the browser of whoever asks, what she answers to one, and the end of all of an account whose device was lost. */
export function pushRoutes(app: App, house: House): void {
  const { push } = house.ways;

  /** `mine`: the endpoints of her browsers, so that a page knows whether this one is among them. */
  app.get('/api/push/key', async (request): Promise<{ now: number; key: string; mine: string[] }> => {
    const { id } = await allow(house, request, 'push.write');
    return { now: house.clock.now(), key: push.publicKey, mine: push.endpointsOf(id) };
  });

  app.post('/api/push', { schema: { body: PushSubscriptionBody } }, async (request, reply) => {
    const asker = await allow(house, request, 'push.write');
    const { endpoint, keys } = request.body;
    const why = whyNotEndpoint(endpoint, push.policy);
    if (why) throw new HttpError(400, 'endpoint-refused', `the endpoint is refused: ${why}`);
    if (!areBrowserKeys(keys)) throw new HttpError(400, 'invalid', 'keys are no keys of a push subscription');
    await push.add(asker.id, { endpoint, keys });
    await saw(house, asker, [], 'notices on');
    return reply.code(204).send();
  });

  app.delete('/api/push', { schema: { body: Endpoint } }, async (request, reply) => {
    const asker = await allow(house, request, 'push.write');
    await push.removeOf(asker.id, request.body.endpoint);
    await saw(house, asker, [], 'notices off');
    return reply.code(204).send();
  });

  app.get('/api/manage/notices', async (request): Promise<NoticeAccounts> => {
    const asker = await allow(house, request, 'users.manage');
    await saw(house, asker, [], 'list of notices');
    const accounts = [...push.byUser()].flatMap(([id, counted]) => {
      const user = house.identity.findUser(id);
      return user ? [{ id, name: user.name, role: user.role, ...counted }] : [];
    });
    return { now: house.clock.now(), accounts: accounts.sort((a, b) => a.name.localeCompare(b.name, 'ko')) };
  });

  app.delete('/api/manage/notices/:user', { schema: { params: User } }, async (request, reply) => {
    const asker = await allow(house, request, 'users.manage');
    const { user } = request.params;
    if (!house.identity.findUser(user)) throw notFound(`user ${user}`);
    await push.removeAllOf(user);
    await saw(house, asker, [], `notices ended of ${user}`);
    return reply.code(204).send();
  });

  const testRate = { max: 10, timeWindow: '1 minute' };
  app.post(
    '/api/push/test',
    { config: { rateLimit: testRate }, schema: { body: Test } },
    async (request, reply): Promise<{ now: number; state: Handed['state']; code?: string }> => {
      const asker = await allow(house, request, 'push.write');
      const handed = await push.test(asker, request.body.language ?? 'ko');
      reply.code(202);
      return {
        ...{ now: house.clock.now(), state: handed.state },
        ...('code' in handed && { code: handed.code }),
      };
    },
  );

  app.post(
    '/api/messages/:id/answer',
    { schema: { params: MessageId, body: Answer } },
    async (request): Promise<{ now: number; state: 'taken' | 'known' }> => {
      const asker = await allow(house, request, 'push.write');
      const { id } = request.params;
      const addressed = await house.response.findAddressed(id);
      // Another's message is not there for her: the answer does not tell which.
      if (addressed?.to !== asker.id) throw notFound(`message ${id}`);
      const [person] = house.people.find(addressed.subject) ? [addressed.subject] : [];
      // Before it is looked at: what she may not do changes nothing, not even that she has it.
      const decision = house.mayAnswer(addressed);
      if (!decision.allowed) refuse(request, asker, decision.reason, 'message answer', person);
      const state = await house.response.answerMessage(id, request.body.key, asker);
      if (state === 'unknown') throw notFound(`message ${id}`);
      // Taken back in between.
      if (state === 'refused') refuse(request, asker, 'consent', 'message answer', person);
      await saw(house, asker, person === undefined ? [] : [person], 'message answered');
      return { now: house.clock.now(), state };
    },
  );
}
