import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { safeReturn } from '../src/api/login.ts';
import { AppForTests, nurse, type OpenidHouse, SignInDriver, startOpenidHouse } from './openid-for-tests.ts';

let house: OpenidHouse;
before(async () => {
  house = await startOpenidHouse();
});
after(() => house?.stop());

const fhir = (token: string | undefined, path = 'Patient/p1') =>
  fetch(`${house.base}/fhir/R4/${path}`, { headers: { authorization: `Bearer ${token}` } });

describe('an authorization request that is not right', () => {
  const shown: [name: string, changes: Record<string, string | undefined>][] = [
    ['a redirect that is not registered', { redirect_uri: 'http://127.0.0.1:9/other' }],
    ['a redirect with a path that climbs', { redirect_uri: 'http://127.0.0.1:9/callback/../evil' }],
    [
      'a redirect that only begins like the registered one',
      { redirect_uri: 'http://127.0.0.1:9/callback.evil.example' },
    ],
    ['a redirect with a user before the host', { redirect_uri: 'http://127.0.0.1:9@evil.example/callback' }],
    ['a redirect with a query added', { redirect_uri: 'http://127.0.0.1:9/callback?x=1' }],
    ['no redirect', { redirect_uri: undefined }],
    ['a client that is not', { client_id: 'nobody' }],
    ['a script as the client', { client_id: '<script>alert(1)</script>' }],
  ];
  for (const [name, changes] of shown)
    it(`with ${name} is shown to the person and never sent anywhere`, async () => {
      const answer = await fetch(new AppForTests(house).address(changes), {
        redirect: 'manual',
        headers: { accept: 'text/html' },
      });
      const text = await answer.text();
      assert.equal(answer.status, 400, text);
      assert.equal(answer.headers.get('location'), null);
      assert.doesNotMatch(text, /<script/i);
      assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self'|default-src 'self'/);
    });

  const sentBack: [name: string, changes: Record<string, string | undefined>, error: string][] = [
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['the plain method of PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a token asked for at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['no aud', { aud: undefined }, 'invalid_request'],
    ['the aud of another server', { aud: 'https://elsewhere.example/fhir' }, 'invalid_request'],
    ['another resource', { resource: 'https://elsewhere.example/' }, 'invalid_target'],
    ['a launch that is not', { scope: 'openid launch patient/*.rs', launch: 'made-up' }, 'invalid_request'],
    ['no prompt allowed', { prompt: 'none' }, 'login_required'],
    ['a request object', { request: 'abc.def.ghi' }, 'request_not_supported'],
  ];
  for (const [name, changes, error] of sentBack)
    it(`with ${name} goes back to the app as ${error}`, async () => {
      const answer = await fetch(new AppForTests(house).address(changes), { redirect: 'manual' });
      const back = new URL(answer.headers.get('location') ?? '');
      assert.equal(`${back.origin}${back.pathname}`, house.redirect);
      const told = new URLSearchParams(back.search || back.hash.slice(1));
      assert.deepEqual([told.get('error'), told.get('state')], [error, 'state-of-app']);
      assert.equal(told.get('code'), null);
    });
});

describe('a code', () => {
  it('is good once: a second use is refused and ends what the first one gave', async () => {
    const app = await AppForTests.signedIn(house);
    const code = await app.code();
    const first = await app.exchange({ code });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.equal((await fhir(first.body.access_token)).status, 200);
    const second = await app.exchange({ code });
    assert.deepEqual([second.status, second.body.error], [400, 'invalid_grant']);
    assert.equal((await fhir(first.body.access_token)).status, 401);
  });

  it('used many times at once gives one token at most', async () => {
    const app = await AppForTests.signedIn(house);
    const code = await app.code();
    const answers = await Promise.all(Array.from({ length: 6 }, () => app.exchange({ code })));
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
  });

  for (const [name, changes] of [
    ['the wrong verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: undefined }],
    ['another redirect', { redirect_uri: 'http://127.0.0.1:9/other' }],
    ['another client', { client_id: 'second' }],
  ] as const)
    it(`with ${name} is refused`, async () => {
      if (!(await house.house.openid.clients.find('second')))
        await house.house.openid.clients.add({
          id: 'second',
          name: '둘째',
          kind: 'public',
          redirectUris: [house.redirect],
        });
      const app = await AppForTests.signedIn(house);
      const { status, body } = await app.exchange({ code: await app.code(), ...changes });
      assert.ok(status === 400 || status === 401, JSON.stringify(body));
      assert.equal(body.access_token, undefined);
    });

  it('gives the person of the launch, only scopes that are registered, and no refresh token unasked', async () => {
    const scope =
      'openid launch/patient patient/Observation.rs patient/Observation.cruds user/*.cruds system/*.rs launch/encounter';
    const tokens = await (await AppForTests.signedIn(house)).tokens({ scope });
    assert.equal(tokens.patient, 'p1');
    assert.equal(tokens.need_patient_banner as unknown, true);
    assert.deepEqual(
      new Set(tokens.scope?.split(' ')),
      new Set(['openid', 'launch/patient', 'patient/Observation.rs']),
    );
    assert.equal(tokens.refresh_token, undefined);
    assert.ok(Number(tokens.expires_in) <= 600);
  });
});

describe('a refresh token', () => {
  const scope = 'openid offline_access launch/patient patient/*.rs';

  it('changes with each use, keeps the person, and an old one ends them all', async () => {
    const app = await AppForTests.signedIn(house);
    const first = await app.tokens({ scope });
    const second = await app.refresh(String(first.refresh_token));
    assert.equal(second.status, 200, JSON.stringify(second.body));
    assert.notEqual(second.body.refresh_token, first.refresh_token);
    assert.equal(second.body.patient, 'p1');
    assert.equal((await app.refresh(String(first.refresh_token))).body.error, 'invalid_grant');
    assert.equal((await app.refresh(String(second.body.refresh_token))).body.error, 'invalid_grant');
    assert.equal((await fhir(second.body.access_token)).status, 401);
  });

  it('for online access ends when the person signs out; one for offline access does not', async () => {
    const online = await AppForTests.signedIn(house);
    const offline = await AppForTests.signedIn(house);
    const ending = await online.tokens({ scope: 'openid online_access launch/patient patient/*.rs' });
    const staying = await offline.tokens({ scope });
    await online.driver.ask('/api/logout', {});
    assert.equal((await online.refresh(String(ending.refresh_token))).status, 400);
    assert.equal((await offline.refresh(String(staying.refresh_token))).status, 200);
  });

  it('can be revoked by its app', async () => {
    const app = await AppForTests.signedIn(house);
    const { refresh_token = '', access_token } = await app.tokens({ scope });
    const revoked = await fetch(`${house.base}/oidc/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams({ token: refresh_token, client_id: 'app' }),
    });
    assert.equal(revoked.status, 200);
    assert.equal((await app.refresh(refresh_token)).body.error, 'invalid_grant');
    assert.equal((await fhir(access_token)).status, 401);
  });
});

describe('the sign-in of an app', () => {
  const begun = async () => {
    const app = new AppForTests(house);
    const page = await app.driver.follow(app.address());
    return { driver: app.driver, path: `/api${page.pathname}` };
  };

  it('is tied to the browser that began it', async () => {
    const { path } = await begun();
    const stranger = new SignInDriver(house.base);
    for (const step of ['password', 'consent', 'refuse'])
      assert.equal(
        (await stranger.ask(`${path}/${step}`, { user: 'nurse', password: 'right-password-2' })).status,
        410,
      );
    assert.equal((await stranger.ask(`${path}/page`)).status, 410);
  });

  it('takes no answer that another site asks for', async () => {
    const { driver, path } = await begun();
    const given = { user: 'nurse', password: 'right-password-2' };
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      assert.equal((await driver.ask(`${path}/password`, given, headers as never)).status, 403);
    const asForm = await driver.ask(`${path}/password`, given, { 'content-type': 'application/x-www-form-urlencoded' });
    assert.equal(asForm.status, 415);
  });

  it('locks with waits like every login, and the right password does not help', async () => {
    await house.house.addUser({ id: 'guessed', name: '표적', role: 'doctor', password: 'right-password-9' });
    const { driver, path } = await begun();
    for (let attempt = 0; attempt < 5; attempt++)
      assert.equal((await driver.ask(`${path}/password`, { user: 'guessed', password: 'wrong' })).status, 401);
    const locked = await driver.ask(`${path}/password`, { user: 'guessed', password: 'right-password-9' });
    assert.equal(locked.status, 429);
  });

  it('gives no person who is not one of hers, and none without a choice', async () => {
    const { driver, path } = await begun();
    const { go } = await driver.post<{ go: string }>(`${path}/password`, nurse);
    const consent = `/api${(await driver.follow(go)).pathname}`;
    assert.equal((await driver.ask(`${consent}/consent`, { patient: 'p2' })).status, 403);
    assert.equal((await driver.ask(`${consent}/consent`, {})).status, 400);
    const page = (await (await driver.ask(`${consent}/page`)).json()) as { patients: { choices: { id: string }[] } };
    assert.deepEqual(
      page.patients.choices.map(({ id }) => id),
      ['p1'],
    );
    const { go: back } = await driver.post<{ go: string }>(`${consent}/refuse`, {});
    assert.equal((await driver.follow(back)).searchParams.get('error'), 'access_denied');
  });

  it('does not go on with a session of the screens unless it is this browser that has one', async () => {
    const { driver, path } = await begun();
    assert.equal((await driver.ask(`${path}/session`, {})).status, 401);
    await driver.post('/api/login', nurse);
    const { go } = await driver.post<{ go: string }>(`${path}/session`, {});
    assert.match((await driver.follow(go)).pathname, /^\/sign-in\//);
  });
});

describe('an EHR launch', () => {
  const scope = 'openid launch patient/*.rs';
  const launchAs = async (user: string, patient: string) => {
    const driver = new SignInDriver(house.base);
    driver.keep('munan_session', await house.house.identity.openSession(user));
    return driver.post<{ launch: string; iss: string }>('/api/launch', { patient, intent: 'review' });
  };

  it('gives the app the person it was started for, and what for, once', async () => {
    const { launch, iss } = await launchAs('nurse', 'p1');
    assert.equal(iss, `${house.base}/fhir/R4`);
    const app = await AppForTests.signedIn(house);
    const tokens = await app.tokens({ scope, launch });
    assert.deepEqual([tokens.patient, tokens.intent], ['p1', 'review']);
    const again = await fetch(app.address({ scope, launch }), { redirect: 'manual' });
    assert.equal(new URL(again.headers.get('location') ?? '').searchParams.get('error'), 'invalid_request');
  });

  it('is of whoever started it, and of a person she may see', async () => {
    const { launch } = await launchAs('doctor', 'p2');
    await assert.rejects((await AppForTests.signedIn(house)).code({ scope, launch }), /launch-gone/);
    await assert.rejects(launchAs('nurse', 'p2'), /403/);
  });
});

describe('the screens’ sign-in', () => {
  const through = async (driver: SignInDriver, path: string, { user, password } = nurse) => {
    const back = await driver.follow(path).catch((error: Error) => error.message);
    if (back instanceof URL && back.pathname.startsWith('/sign-in/')) {
      const { go } = await driver.post<{ go: string }>(`/api${back.pathname}/password`, { user, password });
      return driver.ask(go).then(async (answer) => {
        const callback = answer.headers.get('location') ?? '';
        return { callback, answer: await driver.ask(callback) };
      });
    }
    throw new Error(String(back));
  };

  it('gives a session, new each time, and goes back to where it began', async () => {
    const driver = new SignInDriver(house.base);
    const { answer } = await through(driver, '/api/login/start?return=/people/p1?tab=2');
    assert.equal(answer.headers.get('location'), '/people/p1?tab=2');
    const first = driver.cookies.get('munan_session')?.value;
    const me = (await (await driver.ask('/api/me')).json()) as { id: string };
    assert.equal(me.id, 'nurse');
    await through(driver, '/api/login/start');
    assert.notEqual(driver.cookies.get('munan_session')?.value, first);
  });

  it('lets the next person of a shift sign in at a browser whose last session timed out', async () => {
    const driver = new SignInDriver(house.base);
    await through(driver, '/api/login/start');
    assert.ok(driver.cookies.has('munan_oidc'));
    driver.keep('munan_session', 'timed-out');
    await through(driver, '/api/login/start', { user: 'doctor', password: 'right-password-1' });
    const me = (await (await driver.ask('/api/me')).json()) as { id: string };
    assert.equal(me.id, 'doctor');
  });

  it('refuses an answer with another state, another issuer, of another browser, or a second time', async () => {
    const attempt = async (change: (callback: URL, driver: SignInDriver) => Promise<Response>) => {
      const driver = new SignInDriver(house.base);
      const page = await driver.follow('/api/login/start');
      const { go } = await driver.post<{ go: string }>(`/api${page.pathname}/password`, nurse);
      const callback = new URL((await driver.ask(go)).headers.get('location') ?? '');
      const answer = await change(callback, driver);
      assert.equal(answer.headers.get('location'), '/?sign-in=failed');
      assert.equal(driver.cookies.get('munan_session'), undefined);
    };
    const changed = (name: string, value: string) =>
      attempt((callback, driver) => {
        callback.searchParams.set(name, value);
        return driver.ask(callback);
      });
    await changed('state', 'planted');
    await changed('iss', 'https://evil.example');
    await changed('code', 'planted');
    await attempt((callback) => new SignInDriver(house.base).ask(callback));
    const driver = new SignInDriver(house.base);
    const { callback } = await through(driver, '/api/login/start');
    const again = await driver.ask(callback);
    assert.equal(again.headers.get('location'), '/?sign-in=failed');
  });

  it('safeReturn() stays on this site', () => {
    const base = 'https://munan.example';
    for (const good of ['/', '/people/p1', '/visit?x=1']) assert.equal(safeReturn(good, base), good);
    const wrong = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/..//evil.example',
      'javascript:alert(1)',
      '/api/logout',
      '/oidc/auth',
      'people',
      '',
      undefined,
    ];
    for (const one of wrong) assert.equal(safeReturn(one, base), '/', String(one));
  });
});
