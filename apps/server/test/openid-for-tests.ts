import { randomUUID } from 'node:crypto';
import { systemClock } from '@munan/runtime';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as openid from 'openid-client';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

export interface OpenidHouse {
  house: House;
  app: App;
  folder: string;
  /** `http://127.0.0.1:PORT` */
  base: string;
  redirect: string;
  stop(): Promise<void>;
}

/** A house with its HTTP door open on a free port, three users, two people and one app called `app`. */
export async function startOpenidHouse(): Promise<OpenidHouse> {
  const { folder, remove } = newFolder();
  const house = await openTestHouse(folder, systemClock);
  await house.enrol(['p1', 'p2'].map((id) => personOf(id)));
  await house.addUser({ id: 'doctor', name: '의사', role: 'doctor', password: 'right-password-1' });
  await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
  await house.addUser({ id: 'manager', name: '관리', role: 'manager', password: 'right-password-3' });
  const redirect = 'http://127.0.0.1:9/callback';
  await house.openid.clients.add({ id: 'app', name: '혈압 앱', kind: 'public', redirectUris: [redirect] });
  const app = await house.openHttp();
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    house,
    app,
    folder,
    base,
    redirect,
    async stop() {
      await app.close();
      await house.close();
      remove();
    },
  };
}

/** Registers a backend service and signs it in as an outside program does, with a key of its own: its access token. */
export async function programToken({ house, base }: OpenidHouse, id: string, scope: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const jwks = { keys: [(await exportJWK(publicKey)) as never] };
  const scopes = scope.split(' ');
  await house.openid.clients.add({ id, name: '병원 서버', kind: 'backend', redirectUris: [], jwks, scopes });
  const configuration = await openid.discovery(
    new URL(`${base}/oidc`),
    id,
    undefined,
    async (_as, _client, body) => {
      const claims = { iss: id, sub: id, aud: `${base}/oidc/token`, jti: randomUUID() };
      const assertion = new SignJWT(claims).setProtectedHeader({ alg: 'ES384', typ: 'JWT' }).setExpirationTime('4m');
      body.set('client_id', id);
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      body.set('client_assertion', await assertion.sign(privateKey));
    },
    { execute: [openid.allowInsecureRequests] },
  );
  return (await openid.clientCredentialsGrant(configuration, { scope })).access_token;
}

export interface Answers {
  user: string;
  password: string;
  patient?: string;
}

/** A browser without a screen: keeps cookies by path, follows redirects, answers the sign-in's questions. */
export class SignInDriver {
  readonly #base: string;
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(base: string) {
    this.#base = base;
  }

  get cookies(): ReadonlyMap<string, { value: string; path: string }> {
    return this.#cookies;
  }

  keep(name: string, value: string): void {
    this.#cookies.set(name, { value, path: '/' });
  }

  async ask(address: string | URL, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    const url = new URL(address, this.#base);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => path === '/' || url.pathname === path || url.pathname.startsWith(`${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      const isGone = attributes.some((one) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(one));
      if (isGone) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path });
    }
    return answer;
  }

  /** Follows redirects on this server; where the browser is sent elsewhere, or stays at a page of the web app. */
  async follow(address: string | URL): Promise<URL> {
    let url = new URL(address, this.#base);
    for (let step = 0; step < 10; step++) {
      if (url.origin !== this.#base || url.pathname.startsWith('/sign-in/')) return url;
      const answer = await this.ask(url);
      const next = answer.headers.get('location');
      if (!next) throw new Error(`${url.pathname} was answered ${answer.status}: ${(await answer.text()).slice(-900)}`);
      url = new URL(next, url);
    }
    throw new Error('more than ten redirects');
  }

  async post<T>(path: string, body: object): Promise<T> {
    const answer = await this.ask(path, body);
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** From an authorization request to the address the app is called back at. */
  async through(address: string | URL, { user, password, patient }: Answers): Promise<URL> {
    let url = await this.follow(address);
    while (url.origin === this.#base && url.pathname.startsWith('/sign-in/')) {
      const path = `/api${url.pathname}`;
      const page = (await (await this.ask(`${path}/page`)).json()) as { step: string; signedIn?: string };
      const { go } =
        page.step === 'login'
          ? await (page.signedIn === undefined
              ? this.post<{ go: string }>(`${path}/password`, { user, password })
              : this.post<{ go: string }>(`${path}/session`, {}))
          : await this.post<{ go: string }>(`${path}/consent`, patient === undefined ? {} : { patient });
      url = await this.follow(go);
    }
    return url;
  }
}

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
/** RFC 7636, appendix B. */
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** An app that asks as it likes: each parameter can be another, or undefined to leave it out. */
export class AppForTests {
  readonly #house: OpenidHouse;
  readonly driver: SignInDriver;

  constructor(house: OpenidHouse) {
    this.#house = house;
    this.driver = new SignInDriver(house.base);
  }

  /** In a browser in which the nurse is signed in at the screens: the app's question needs no password. */
  static async signedIn(house: OpenidHouse): Promise<AppForTests> {
    const app = new AppForTests(house);
    app.driver.keep('munan_session', await house.house.identity.openSession(nurse.user));
    return app;
  }

  address(changes: Record<string, string | undefined> = {}): URL {
    const { base, redirect } = this.#house;
    const query = {
      response_type: 'code',
      client_id: 'app',
      redirect_uri: redirect,
      scope: 'openid fhirUser launch/patient patient/Observation.rs patient/Patient.rs',
      state: 'state-of-app',
      aud: `${base}/fhir/R4`,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return new URL(`${base}/oidc/auth?${new URLSearchParams(given)}`);
  }

  /** The code, as a nurse with one person gives it. */
  async code(changes: Record<string, string | undefined> = {}): Promise<string> {
    const back = await this.driver.through(this.address(changes), nurse);
    const code = back.searchParams.get('code');
    if (!code) throw new Error(`no code came back: ${back}`);
    return code;
  }

  async exchange(changes: Record<string, string | undefined>, headers: Record<string, string> = {}) {
    const body = Object.entries({
      grant_type: 'authorization_code',
      client_id: 'app',
      redirect_uri: this.#house.redirect,
      code_verifier: verifier,
      ...changes,
    }).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const answer = await fetch(`${this.#house.base}/oidc/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  }

  refresh(refresh_token: string) {
    return this.exchange({
      grant_type: 'refresh_token',
      refresh_token,
      redirect_uri: undefined,
      code_verifier: undefined,
    });
  }

  async tokens(changes: Record<string, string | undefined> = {}): Promise<Record<string, string>> {
    const { status, body } = await this.exchange({ code: await this.code(changes) });
    if (status !== 200) throw new Error(`the code was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }
}

export const nurse: Answers = { user: 'nurse', password: 'right-password-2', patient: 'p1' };
