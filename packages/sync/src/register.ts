import type { KeptTime } from './clock.ts';
import type { DeskStorage } from './storage/storage.ts';
import { areas } from './storage/storage.ts';
import type { SealingKey } from './vault/sealer.ts';
import { isSealedRow } from './vault/vault.ts';

/** What stands in the clear of one nurse's desk on this device. */
export interface RegisteredDesk {
  user: { id: string; name: string };
  device: string;
  /** Half of what the key is made of; alone it opens nothing. */
  ofDevice: Uint8Array<ArrayBuffer>;
}
export type Wiped = 'signed-out' | 'away' | 'manager';
/** A desk on this device as it can be seen without opening it. */
export interface FoundDesk {
  user: { id: string; name: string };
  device: string;
  lastContact?: number;
  /** It opens without the server. */
  open: boolean;
  wiped?: Wiped;
}

/** Rows of a nurse begin with it. */
export const prefixOf = (user: string): string => `${encodeURIComponent(user)}/`;

/** The rows in the clear. The key has one of its own, so that nothing that is written late brings it back. */
export class Register {
  #storage: DeskStorage;
  #user: string;

  constructor(storage: DeskStorage, user: string) {
    this.#storage = storage;
    this.#user = encodeURIComponent(user);
  }

  desk(): Promise<RegisteredDesk | undefined> {
    return this.#get('desk') as Promise<RegisteredDesk | undefined>;
  }
  time(): Promise<KeptTime | undefined> {
    return this.#get('time') as Promise<KeptTime | undefined>;
  }
  async key(): Promise<SealingKey | undefined> {
    return ((await this.#get('key')) as { key: SealingKey } | undefined)?.key;
  }
  wiped(): Promise<Wiped | undefined> {
    return this.#get('wiped') as Promise<Wiped | undefined>;
  }

  async enter(desk: RegisteredDesk, key: SealingKey, time: KeptTime): Promise<void> {
    await this.#storage.write(
      [this.#row('desk', desk), this.#row('key', { key }), this.#row('time', time), this.#row('wiped', undefined)],
      true,
    );
  }
  async keepTime(time: KeptTime): Promise<void> {
    await this.#storage.write([this.#row('time', time)], false);
  }

  /** Key first; then all that can be fetched again. What is not at the server stays, sealed. */
  async wipe(why: Wiped): Promise<void> {
    await this.#storage.write([this.#row('key', undefined), this.#row('wiped', why)], true);
    const prefix = `${this.#user}/`;
    for (const area of areas) {
      if (area === 'clear') continue;
      const isOwn = area === 'visits' || area === 'outbox' || area === 'photos';
      const keys = await this.#storage.keys(area, prefix);
      const gone: string[] = [];
      for (const key of keys) if (!isOwn || !isKept(await this.#storage.get(area, key))) gone.push(key);
      if (gone.length > 0)
        await this.#storage.write(
          gone.map((key) => ({ area, key, value: undefined })),
          true,
        );
    }
  }

  #get(what: string): Promise<unknown> {
    return this.#storage.get('clear', `${what}/${this.#user}`);
  }
  #row(what: string, value: unknown) {
    return { area: 'clear' as const, key: `${what}/${this.#user}`, value };
  }
}

/** Whatever is not plainly a fetched row stays: a shape of a newer app, too. */
function isKept(row: unknown): boolean {
  return !isSealedRow(row) || row.unsent;
}

/** Every desk on this device, to be offered where the server cannot be asked who is there. */
export async function desksOn(storage: DeskStorage): Promise<FoundDesk[]> {
  const found: FoundDesk[] = [];
  for (const [, row] of await storage.all('clear', 'desk/')) {
    const { user, device } = row as RegisteredDesk;
    const register = new Register(storage, user.id);
    const [time, key, wiped] = await Promise.all([register.time(), register.key(), register.wiped()]);
    found.push({ user, device, lastContact: time?.lastContact, open: key !== undefined, wiped });
  }
  return found;
}
