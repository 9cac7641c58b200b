import type { Database } from './database.ts';

export async function openPostgres(url: string): Promise<Database> {
  throw new Error(`no driver for ${url}`);
}
