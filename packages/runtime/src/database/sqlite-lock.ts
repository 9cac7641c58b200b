import { DatabaseSync } from 'node:sqlite';

/**
 * One process to one database file. The lock is an open exclusive transaction on an empty database beside it: the
 * operating system ends it with the process, however that dies, so nothing can be left behind stuck.
 * @returns how to let go
 * @throws Error in one line when another process, or another opening in this one, holds it
 */
export function lockSqliteFile(file: string): () => void {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    const { errcode, message } = error as Error & { errcode?: number };
    // SQLITE_BUSY, https://sqlite.org/rescode.html#busy
    if (errcode === 5) throw new Error(`the database ${file} is in use by another process; stop that one first`);
    throw new Error(`the database ${file} cannot be opened: ${message}; does its folder exist and may it be written?`);
  }
  return () => lock.close();
}
