import type { Area } from '../storage/storage.ts';
import type { Sealed, Sealer, SealingKey } from './sealer.ts';
import { migrateRow, shapeVersion } from './shape.ts';

/** A row as it lies on the disk. In the clear: how often it was written, its shape, and whether it must outlive a wipe. */
export interface SealedRow extends Sealed {
  revision: number;
  shape: number;
  /** Not at the server yet: a wipe leaves it, without the key. */
  unsent: boolean;
}
export interface Content {
  /** JSON, or bytes as they are. */
  value: unknown;
  unsent: boolean;
  revision: number;
}
/** Why a row is not read. It stays on the disk. */
export type Unread = 'newer' | 'sealed';

/** Seals rows for one nurse on one device. */
export class Vault {
  #sealer: Sealer;
  #key: SealingKey;
  #shapes: Parameters<typeof migrateRow>[3];

  constructor(sealer: Sealer, key: SealingKey, shapes?: Parameters<typeof migrateRow>[3]) {
    this.#sealer = sealer;
    this.#key = key;
    this.#shapes = shapes;
  }

  async seal(area: Area, key: string, { value, unsent, revision }: Content): Promise<SealedRow> {
    const head = { revision, shape: this.#shapes?.to ?? shapeVersion, unsent };
    const plain = value instanceof Uint8Array ? new Uint8Array(value) : new TextEncoder().encode(JSON.stringify(value));
    return { ...head, ...(await this.#sealer.seal(this.#key, label(area, key, head), plain)) };
  }

  async open(area: Area, key: string, row: unknown): Promise<Content | Unread> {
    if (!isSealedRow(row)) return 'sealed';
    const { revision, unsent, shape } = row;
    if (shape > (this.#shapes?.to ?? shapeVersion)) return 'newer';
    try {
      const plain = await this.#sealer.open(this.#key, label(area, key, row), row);
      if (area === 'photos') return { value: plain, unsent, revision };
      const value = migrateRow(area, shape, JSON.parse(new TextDecoder().decode(plain)), this.#shapes);
      return { value, unsent, revision };
    } catch {
      return 'sealed';
    }
  }
}

/** All that stands in the clear is bound to the content: a row that was moved or marked otherwise does not open. */
function label(area: Area, key: string, { revision, shape, unsent }: Omit<SealedRow, keyof Sealed>): string {
  return [area, key, revision, shape, unsent ? 'unsent' : 'fetched'].join('\n');
}

export function isSealedRow(row: unknown): row is SealedRow {
  const { revision, shape, unsent, iv, sealed } = (row ?? {}) as Partial<SealedRow>;
  return (
    typeof revision === 'number' &&
    typeof shape === 'number' &&
    typeof unsent === 'boolean' &&
    ArrayBuffer.isView(iv) &&
    Object.prototype.toString.call(sealed) === '[object ArrayBuffer]'
  );
}
