import type { Account, AccountList } from '@munan/flow';
import type { Who } from '@munan/identity';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';
import { knownPerson } from './manage.ts';

const User = Type.Object({ user: Type.String({ maxLength: 100 }) });
const Closed = Type.Object({ closed: Type.Boolean() }, { additionalProperties: false });

/** Who may sign in: seeing, adding, and closing the account of who left. */
export function accountRoutes(app: App, house: House): void {
  function rowOf({ id, name, role }: Who, closed: boolean): Account[] {
    // A program has no account that a person signs in with.
    if (role === 'service') return [];
    const people = [...house.identity.linksOf(id)].flatMap((person) => house.people.find(person) ?? []);
    return [{ id, name, role, closed, people: people.map(({ id, name, simulated }) => ({ id, name, simulated })) }];
  }

  app.get('/api/manage/users', async (request): Promise<AccountList> => {
    const asker = await allow(house, request, 'users.manage');
    const accounts = [
      ...house.identity.users().flatMap((who) => rowOf(who, false)),
      ...house.identity.closedAccounts().flatMap((who) => rowOf(who, true)),
    ];
    await saw(house, asker, [...new Set(accounts.flatMap(({ people }) => people.map(({ id }) => id)))], 'accounts');
    return { now: house.clock.now(), accounts };
  });

  app.post(
    '/api/manage/users',
    {
      schema: {
        body: Type.Object({
          id: Type.String({ maxLength: 100 }),
          name: Type.String({ maxLength: 200 }),
          role: Type.Union(house.roles.map((role) => Type.Literal(role))),
          password: Type.String({ maxLength: 2000 }),
          people: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 })),
        }),
      },
    },
    async (request) => {
      const asker = await allow(house, request, 'users.manage');
      const { people = [], ...user } = request.body;
      for (const person of people) knownPerson(house, person);
      const who = await house.addUser(user, people);
      await saw(house, asker, [], `user ${who.id} added`);
      return who;
    },
  );

  // [개인정보의 안전성 확보조치 기준 제5조] who leaves, or changes her work, loses access without delay.
  app.put(
    '/api/manage/users/:user/closed',
    { schema: { params: User, body: Closed } },
    async (request): Promise<Account> => {
      const asker = await allow(house, request, 'users.manage');
      const { user } = request.params;
      const { closed } = request.body;
      const who = house.identity.findAuthor(user);
      if (!who || who.role === 'service') throw notFound(`user ${user}`);
      // Whoever closes is still there, so that somebody can always open it again.
      if (user === asker.id) throw new HttpError(409, 'own-account', 'nobody closes her own account');
      const isClosed = house.identity.findUser(user) === undefined;
      if (closed && !isClosed) {
        await house.identity.closeAccount(user);
        await house.ways.push.removeAllOf(user);
        await house.desk.shifts.endAllOf(user);
      } else if (!closed && isClosed) await house.identity.reopenAccount(user);
      await saw(house, asker, [], `user ${user} ${closed ? 'closed' : 'reopened'}`);
      const [row] = rowOf(who, closed);
      return row as Account;
    },
  );
}
