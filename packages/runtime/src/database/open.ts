import type { Database } from './database.ts';

/** `url`: `sqlite:/path/to/file` (folder must exist) or `postgres://user:password@host:port/name`. */
export async function openDatabase(url: string): Promise<Database> {
  throw new Error(`no driver for ${url}`);
}
