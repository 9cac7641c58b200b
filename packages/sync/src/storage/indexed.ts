import { type IDBPDatabase, openDB } from 'idb';
import { type Area, areas, type DeskStorage, RevisionMoved, revisionOf, StorageFull } from './storage.ts';

export interface IndexedOptions {
  /** Default `munan-desk`. */
  name?: string;
  /** Another tab wants a newer shape of the database: this one has closed it and should be loaded again. */
  superseded?: () => void;
}

/** Raised only for a new area; the shape of what is in the rows has a number of its own. */
const version = 1;

/** The browser's database. @throws StorageFull where there is none (private mode, forbidden, damaged) */
export async function indexedStorage({ name = 'munan-desk', superseded }: IndexedOptions = {}): Promise<DeskStorage> {
  let database: IDBPDatabase;
  try {
    database = await openDB(name, version, {
      upgrade(created) {
        for (const area of areas) if (!created.objectStoreNames.contains(area)) created.createObjectStore(area);
      },
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
        superseded?.();
      },
    });
  } catch (error) {
    throw new StorageFull(`the browser gives no database: ${String(error)}`);
  }
  return new IndexedStorage(database);
}

class IndexedStorage implements DeskStorage {
  #database: IDBPDatabase;

  constructor(database: IDBPDatabase) {
    this.#database = database;
  }

  get(area: Area, key: string): Promise<unknown> {
    return this.#database.get(area, key);
  }

  async keys(area: Area, prefix: string): Promise<string[]> {
    return (await this.#database.getAllKeys(area, startingWith(prefix))) as string[];
  }

  async all(area: Area, prefix: string): Promise<[string, unknown][]> {
    const { store } = this.#database.transaction(area);
    const range = startingWith(prefix);
    const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
    return keys.map((key, index) => [key as string, values[index]]);
  }

  async write(rows: Parameters<DeskStorage['write']>[0], strict: boolean): Promise<void> {
    if (rows.length === 0) return;
    const touched = [...new Set(rows.map((row) => row.area))];
    let moved: { area: Area; key: string }[] = [];
    try {
      const transaction = this.#database.transaction(touched, 'readwrite', {
        durability: strict ? 'strict' : 'relaxed',
      });
      // Whoever aborts waits for `done`; nobody else hears of it.
      transaction.done.catch(() => {});
      const checked = rows.filter((row) => row.expect !== undefined);
      const there = await Promise.all(checked.map((row) => transaction.objectStore(row.area).get(row.key)));
      moved = checked.filter((row, index) => revisionOf(there[index]) !== row.expect);
      if (moved.length > 0) {
        transaction.abort();
      } else {
        const asked = rows.map(({ area, key, value }) => {
          const store = transaction.objectStore(area);
          return value === undefined ? store.delete(key) : store.put(value, key);
        });
        await Promise.all(asked);
        await transaction.done;
      }
    } catch (error) {
      throw new StorageFull(`the disk did not take it: ${String(error)}`);
    }
    if (moved.length > 0) throw new RevisionMoved(moved.map(({ area, key }) => ({ area, key })));
  }

  close(): void {
    this.#database.close();
  }
}

function startingWith(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}
