import { setTimeout as wait } from 'node:timers/promises';
import type { GatewayForTests, GatewayMessage, GatewayMode } from '../../apps/server/test/gateway-for-tests.ts';
import type { Dice } from './random.ts';
import type { WavedServer } from './server.ts';

const modes: GatewayMode[] = [
  'normal',
  'normal',
  'normal',
  'slow',
  'never',
  'garbage',
  'fails',
  'too-many',
  'cut',
  'huge',
  'refuses',
];

/** The gateway's stand-in with its moods: each holds for some seconds. Calls back late, twice, wrongly signed, or never. */
export class Provider {
  readonly gateway: GatewayForTests;
  readonly callbacks = new Map<string, number>();
  #dice: Dice;
  #server: WavedServer;
  #stopped = false;
  #called = 0;
  #calling = new Set<Promise<void>>();

  constructor(gateway: GatewayForTests, server: WavedServer, dice: Dice) {
    this.gateway = gateway;
    this.#server = server;
    this.#dice = dice;
  }

  async run(): Promise<void> {
    let until = 0;
    while (!this.#stopped) {
      await wait(200);
      if (performance.now() > until) {
        this.gateway.mode = this.#dice.one(modes);
        until = performance.now() + this.#dice.between(2_000, 9_000);
      }
      if (this.#dice.chance(0.1)) this.gateway.release();
      this.#callBack();
    }
  }

  /** Well from now on: what is still to be sent goes out, and what was sent is called back. */
  calm(): void {
    this.#stopped = true;
    this.gateway.mode = 'normal';
    this.gateway.release();
  }

  async close(): Promise<void> {
    this.calm();
    await Promise.all(this.#calling);
    await this.gateway.close();
  }

  #callBack(): void {
    for (; this.#called < this.gateway.told.length; this.#called++) {
      if (this.#dice.chance(0.15)) continue;
      const calling: Promise<void> = this.#receipts(this.gateway.told[this.#called]!).finally(() =>
        this.#calling.delete(calling),
      );
      this.#calling.add(calling);
    }
  }

  async #receipts({ id, callback, keys }: GatewayMessage): Promise<void> {
    const dice = this.#dice;
    const body = (state: string, more = {}) => ({ message: id, state, at: this.#server.now(), ...more });
    const isLate = dice.chance(0.2);
    await this.#rest(isLate ? dice.between(15_000, 60_000) : dice.between(200, 4_000));
    const said: object[] = [body('delivered')];
    if (dice.chance(0.35)) said.push(body('answered', { key: dice.chance(0.9) ? (dice.one(keys)?.key ?? '1') : '9' }));
    if (dice.chance(0.1)) said.push(body('failed'));
    if (dice.chance(0.2)) said.reverse();
    if (dice.chance(0.2)) said.push(...said);
    for (const one of said) {
      if (dice.chance(0.1)) await this.#say(callback, one, { secret: 'a secret of somebody else' });
      if (dice.chance(0.05)) await this.#say(callback, one, { raw: '{"message": \u0000' });
      if (dice.chance(0.05)) await this.#say(callback, { ...one, message: 'nobody.1.1' }, {});
      // A provider tries again where nobody answers.
      for (let tries = 0; tries < 5 && (await this.#say(callback, one, {})) === 0; tries++) await this.#rest(1_500);
    }
  }

  async #say(url: string, body: object, wrong: { secret?: string; raw?: string }): Promise<number> {
    const timestamp = this.#server.now();
    const status = await this.gateway.callback(url, body, { timestamp, ...wrong }).then(
      (answer) => answer.status,
      () => 0,
    );
    const what = `${status === 0 ? 'no answer' : status}${wrong.secret ? ' to a bad signature' : wrong.raw ? ' to garbage' : ''}`;
    this.callbacks.set(what, (this.callbacks.get(what) ?? 0) + 1);
    return status;
  }

  async #rest(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.#stopped && performance.now() < until) await wait(200);
  }
}
