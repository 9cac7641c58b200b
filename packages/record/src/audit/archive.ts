import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, fsyncSync, openSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Database } from '@munan/runtime';
import { appendToChain, headOf } from './chain.ts';
import { type FoundCheckpoint, noAnchor, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { AuditEntry, AuditRow } from './entry.ts';
import { type AuditRecord, openReading } from './reading.ts';
import { databaseSource } from './sources.ts';
import { type AuditTables, closeTable, openTable } from './tables.ts';
import { type ChainSource, type Verdict, verifyChain } from './verify.ts';

export interface ArchiveOptions {
  database: Database;
  dataFolder: string;
  key: Uint8Array;
  /** Rows written before this moment go, Unix ms. */
  before: number;
  now: number;
  /** Who does it. */
  who: NonNullable<AuditEntry['who']>;
  fileOf: (first: number, last: number) => string;
}

export interface Archived {
  file: string;
  rows: number;
  first: number;
  last: number;
  /** Hash of the last row that went. */
  hash: string;
}

interface Frame {
  first: number;
  last: number;
  /** Hash of the row before the first. */
  prev: string;
  hash: string;
}

const rowsAtOnce = 1000;

/**
 * Moves the oldest rows into a file that can be verified by itself, and remembers where the chain in the database begins
 * from then on. No server may run on the database. The newest row always stays.
 * @returns undefined when nothing is old enough
 * @throws Error when the trail is broken: what is damaged is not put away
 */
export async function archiveTrail(options: ArchiveOptions): Promise<Archived | undefined> {
  const { database, dataFolder, key, before, now, who, fileOf } = options;
  const found = readCheckpoint(dataFolder, key);
  const verdict = await verifyChain(databaseSource(database), { found });
  const [problem] = verdict.problems;
  if (problem) throw new Error(`the trail is broken and nothing was archived: ${problem.detail}`);
  const open = database.query.withTables<AuditTables>();
  const head = await headOf(open);
  const young = await open
    .selectFrom('audit_event')
    .select('seq')
    .where('at', '>=', before)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  const last = Math.min((young?.seq ?? head.seq + 1) - 1, head.seq - 1);
  if (verdict.first === undefined || last < verdict.first) return undefined;
  const ends = await open.selectFrom('audit_event').selectAll().where('seq', 'in', [verdict.first, last]).execute();
  const rowAt = (seq: number) => ends.find((row) => row.seq === seq) as AuditRow;
  const frame: Frame = { first: verdict.first, last, prev: rowAt(verdict.first).prev, hash: rowAt(last).hash };
  const file = fileOf(frame.first, last);
  await writeArchive(database, file, frame, key);

  const anchor = { seq: last, hash: frame.hash };
  // First where the chain begins: rows before it that are still there do no harm, rows that are gone without it would.
  writeCheckpoint(dataFolder, key, { ...head, at: now, anchor });
  await database.transaction(async (query) => {
    await openTable(query, database.types, 'audit_event');
    await query.withTables<AuditTables>().deleteFrom('audit_event').where('seq', '<=', last).execute();
    await closeTable(query, database.types, 'audit_event');
    const note = `rows ${frame.first} to ${last}; hash of the last ${frame.hash}`;
    await appendToChain(
      query,
      [{ interaction: 'trail', who, client: 'command', origin: '', what: 'archived', note }],
      now,
    );
  });
  writeCheckpoint(dataFolder, key, { ...(await headOf(open)), at: now, anchor });
  return { file, rows: last - frame.first + 1, first: frame.first, last, hash: frame.hash };
}

function signatureOf({ first, last, prev, hash }: Frame, key: Uint8Array): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['archive', 1, first, last, prev, hash]))
    .digest('hex');
}

/** Lines of JSON, compressed: what it holds and its signature, then a row each with the people it was about. */
async function writeArchive(database: Database, file: string, frame: Frame, key: Uint8Array): Promise<void> {
  const reading = openReading(database, 0);
  async function* lines() {
    yield `${JSON.stringify({ ...frame, signature: signatureOf(frame, key) })}\n`;
    for (let from: number | undefined = frame.first; from !== undefined && from <= frame.last; ) {
      const page = await reading.search({ limit: rowsAtOnce, from, ascending: true });
      for (const record of page.records) if (record.seq <= frame.last) yield `${JSON.stringify(record)}\n`;
      from = page.next;
    }
  }
  const draft = `${file}.draft`;
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(draft, { mode: 0o600 }));
  const written = openSync(draft, 'r+');
  fsyncSync(written);
  closeSync(written);
  renameSync(draft, file);
}

async function* linesOf(file: string): AsyncGenerator<unknown> {
  const text = createReadStream(file).pipe(createGunzip());
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY }))
    yield JSON.parse(line);
}

/** Walks an archived part like the chain itself. */
export async function verifyArchive(file: string, key: Uint8Array): Promise<Verdict> {
  let found: FoundCheckpoint = { state: 'missing' };
  const sets = new Map<string, readonly string[]>();
  for await (const line of linesOf(file)) {
    if (found.state === 'missing') {
      const { signature, ...frame } = line as Frame & { signature: string };
      const [wanted, given] = [Buffer.from(signatureOf(frame, key)), Buffer.from(String(signature))];
      const isGood = given.length === wanted.length && timingSafeEqual(given, wanted);
      const anchor = frame.first === 1 ? noAnchor : { seq: frame.first - 1, hash: frame.prev };
      found = isGood
        ? { state: 'good', checkpoint: { seq: frame.last, hash: frame.hash, at: 0, anchor } }
        : { state: 'forged' };
      continue;
    }
    const { people, persons } = line as AuditRecord;
    if (people !== '') sets.set(people, persons);
  }
  const source: ChainSource = {
    async *rows() {
      let isFirst = true;
      for await (const line of linesOf(file)) {
        if (!isFirst) yield line as AuditRow;
        isFirst = false;
      }
    },
    *people() {
      for (const [people, persons] of sets) for (const person of persons) yield { people, person };
    },
  };
  return verifyChain(source, { found });
}
