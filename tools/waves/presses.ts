import { setTimeout as wait } from 'node:timers/promises';
import { encodePacket } from '@munan/devices';
import type { Dice } from './random.ts';
import type { WavedServer } from './server.ts';
import type { Heard } from './unknown-clock.ts';
import type { World } from './world.ts';

/** A press that the server has acknowledged: there must be an alert of it. */
export interface Press {
  person: string;
  /** The device's own clock, which nobody sets. */
  at: number;
  acknowledgedAt: number;
}

const tryAgainMs = 500;

/**
 * Devices that send a minute's pulse each minute, whether they are heard or not, and people who press their button; a press is
 * sent until it is acknowledged, and now and then once more.
 */
export class Presses {
  readonly acknowledged: Press[] = [];
  /** Every packet that was acknowledged. */
  readonly heard: Heard[] = [];
  made = 0;
  repeated = 0;
  #server: WavedServer;
  #dice: Dice;
  #seq = new Map<string, number>();
  #sending = new Set<Promise<void>>();
  #stopped = false;

  constructor(server: WavedServer, dice: Dice) {
    this.#server = server;
    this.#dice = dice;
  }

  /** Each device in its own second of the minute, until `stop`. */
  async stream({ devices }: World): Promise<void> {
    for (let number = 0; !this.#stopped; number++) {
      await wait(60_000 / devices.length);
      const device = devices[number % devices.length]!;
      const { payload } = this.#packet(device.id, []);
      void this.#send(device, payload).catch(() => 0);
    }
  }

  /** So many an hour at random moments, of one person after the other, until `stop`. */
  async run({ devices }: World, perHour: number): Promise<void> {
    for (let number = 0; !this.#stopped; number++) {
      // Exponential: some come together.
      await wait((-Math.log(1 - this.#dice.next()) * 3_600_000) / perHour);
      if (this.#stopped) break;
      const sending: Promise<void> = this.#press(devices[number % devices.length]!).finally(() =>
        this.#sending.delete(sending),
      );
      this.#sending.add(sending);
    }
  }

  /** Resolves when each press that was made is acknowledged. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#sending);
  }

  #packet(id: string, codes: 'button'[]): { payload: Uint8Array; at: number } {
    const seq = (this.#seq.get(id) ?? 0) + 1;
    this.#seq.set(id, seq);
    const at = Date.now();
    const payload = encodePacket({
      ...{ v: 1, seq, sent: at, battery: 80, worn: true },
      channels: [{ c: 'pulse', t: at - 10_000, dt: 1000, x: Array.from({ length: 10 }, () => 72) }],
      events: codes.map((e) => ({ e, t: at })),
    });
    return { payload, at };
  }

  async #send({ id, secret }: World['devices'][number], payload: Uint8Array): Promise<number> {
    const sentAt = Date.now();
    const { status } = await fetch(`${this.#server.http}/devices/${id}/data`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'content-type': 'application/cbor',
      },
      body: payload as Uint8Array<ArrayBuffer>,
      signal: AbortSignal.timeout(10_000),
    });
    if (status === 204) this.heard.push({ sentAt, acknowledgedAt: Date.now() });
    return status;
  }

  async #press(device: World['devices'][number]): Promise<void> {
    this.made++;
    const { id, person } = device;
    const { payload, at } = this.#packet(id, ['button']);
    const send = () => this.#send(device, payload);
    for (;;) {
      const status = await send().catch(() => 0);
      if (status === 204) break;
      if (status >= 400 && status !== 429 && status < 500) throw new Error(`a packet of ${id} was refused: ${status}`);
      this.repeated++;
      await wait(tryAgainMs);
    }
    this.acknowledged.push({ person, at, acknowledgedAt: Date.now() });
    // Its acknowledgement was lost on the way back.
    if (this.#dice.chance(0.1)) await send().catch(() => 0);
  }
}
