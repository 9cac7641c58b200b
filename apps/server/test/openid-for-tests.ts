import { systemClock } from '@munan/runtime';
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
      const page = (await (await this.ask(`${path}/page`)).json()) as { step: string };
      const { go } =
        page.step === 'login'
          ? await this.post<{ go: string }>(`${path}/password`, { user, password })
          : await this.post<{ go: string }>(`${path}/consent`, patient === undefined ? {} : { patient });
      url = await this.follow(go);
    }
    return url;
  }
}
