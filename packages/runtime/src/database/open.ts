import { resolve } from 'node:path';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';
import { SqliteDatabase } from './sqlite.ts';

/**
 * `url`: `sqlite:/path/to/file` (folder must exist) or `postgres://user:password@host:port/name`.
 * @throws Error in one line: an unknown kind of URL, in use by another process, not reachable, too old
 */
export async function openDatabase(url: string): Promise<Database> {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    if (!file || file === ':memory:') throw new Error(`${url} names no file; write sqlite:/path/to/file`);
    return SqliteDatabase.open(resolve(file));
  }
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  throw new Error(`a database URL begins with sqlite: or postgres://, not ${url.split(':')[0]}`);
}
