import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { silentLog, systemClock } from '@munan/runtime';
import Provider, { type Configuration } from 'oidc-provider';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { configOf, newFolder } from './house-for-tests.ts';
import { SignInDriver } from './openid-for-tests.ts';

/** What the organisation's provider says of its users: `munan` is our user id, `groups` their roles. */
const staff: Record<string, { munan?: string; groups: string[] }> = {
  'kim@city': { munan: 'nurse', groups: ['staff', 'nurse'] },
  'lee@city': { munan: 'doctor', groups: ['nurse'] },
  'new@city': { munan: 'somebody-new', groups: ['manager'] },
  'odd@city': { groups: ['nurse'] },
};

let outside: Server;
let issuer: string;
let house: House;
let app: App;
let base: string;
let remove: () => void;

/** A port for the organisation's provider, which must know our address as we must know its. */
async function listenOutside(): Promise<void> {
  outside = createServer();
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  issuer = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
}

/** A second oidc-provider, as an organisation would run it, with accounts of its own. */
function startOutside(): void {
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'munan-here',
        client_secret: 'secret-of-munan',
        redirect_uris: [`${base}/api/login/callback`],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub'], profile: ['munan', 'groups'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['outside'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...staff[id] }) }),
    interactions: { url: (_ctx, { uid }) => `/ask/${uid}` },
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        accountId: ctx.oidc.account?.accountId ?? '',
        clientId: ctx.oidc.client?.clientId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  // Its login: whoever the address names is believed.
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/ask/')) return next();
    const accountId = ctx.get('x-login-as');
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId } });
    ctx.respond = false;
  });
  outside.on('request', provider.callback());
}

before(async () => {
  await listenOutside();
  const made = newFolder();
  remove = made.remove;
  house = await openHouse(
    {
      ...configOf(made.folder),
      outside: {
        issuer,
        clientId: 'munan-here',
        clientSecret: 'secret-of-munan',
        userClaim: 'munan',
        roleClaim: 'groups',
      },
    },
    { clock: systemClock, log: silentLog },
  );
  await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' });
  await house.addUser({ id: 'doctor', name: '의사', role: 'doctor', password: 'right-password-1' });
  app = await house.openHttp();
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  startOutside();
});
after(async () => {
  await app?.close();
  await house?.close();
  outside?.closeAllConnections();
  outside?.close();
  remove?.();
});

/** A browser that goes to the organisation's provider, logs in there and comes back. */
async function through(user: string, driver: SignInDriver, change = (callback: URL) => callback): Promise<Response> {
  const there = await driver.follow('/api/login/start?return=/visit');
  assert.equal(there.origin, issuer);
  assert.ok(
    there.searchParams.get('code_challenge') && there.searchParams.get('state') && there.searchParams.get('nonce'),
  );
  const away = new SignInDriver(issuer);
  let next = there;
  for (let step = 0; step < 6 && next.origin === issuer; step++) {
    const answer = await away.ask(next, undefined, { 'x-login-as': user });
    next = new URL(
      answer.headers.get('location') ?? assert.fail(`${next}: ${answer.status} ${await answer.text()}`),
      next,
    );
  }
  return driver.ask(change(next));
}

describe('with a provider outside the screens sign in there', () => {
  it('and the user whom its claim names has a session here', async () => {
    const driver = new SignInDriver(base);
    const answer = await through('kim@city', driver);
    assert.equal(answer.headers.get('location'), '/visit');
    assert.equal(((await (await driver.ask('/api/me')).json()) as { id: string }).id, 'nurse');
  });

  const refused: [name: string, user: string][] = [
    ['is of no user here: nobody is made one by another’s word', 'new@city'],
    ['does not hold the role that the user has here', 'lee@city'],
    ['has no claim of a user', 'odd@city'],
  ];
  for (const [name, user] of refused)
    it(`and an account there that ${name} has none`, async () => {
      const driver = new SignInDriver(base);
      const answer = await through(user, driver);
      assert.equal(answer.headers.get('location'), '/?sign-in=refused');
      assert.equal((await driver.ask('/api/me')).status, 401);
      assert.equal(house.identity.findUser('somebody-new'), undefined);
    });

  const forged: [name: string, change: (callback: URL) => void][] = [
    ['another state', (callback) => callback.searchParams.set('state', 'planted')],
    ['no state', (callback) => callback.searchParams.delete('state')],
    ['another issuer (mix-up)', (callback) => callback.searchParams.set('iss', 'https://evil.example')],
    ['no issuer (mix-up)', (callback) => callback.searchParams.delete('iss')],
    ['another code', (callback) => callback.searchParams.set('code', 'planted')],
    ['an error', (callback) => callback.searchParams.set('error', 'access_denied')],
  ];
  for (const [name, change] of forged)
    it(`and an answer with ${name} gives no session`, async () => {
      const driver = new SignInDriver(base);
      const answer = await through('kim@city', driver, (callback) => {
        change(callback);
        return callback;
      });
      assert.equal(answer.headers.get('location'), '/?sign-in=failed');
      assert.equal((await driver.ask('/api/me')).status, 401);
    });

  it('and a code of another browser gives no session: it is not the one that began', async () => {
    const victim = new SignInDriver(base);
    await victim.follow('/api/login/start');
    let stolen: URL | undefined;
    await through('kim@city', new SignInDriver(base), (callback) => {
      stolen = callback;
      return new URL('/api/login/callback', base);
    });
    const answer = await victim.ask(stolen ?? assert.fail('no callback'));
    assert.equal(answer.headers.get('location'), '/?sign-in=failed');
  });
});
