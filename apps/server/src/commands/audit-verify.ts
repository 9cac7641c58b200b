import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '@munan/record';
import { openDatabase } from '@munan/runtime';
import { type Config, ConfigError } from '../config.ts';
import { auditTools } from '../house/tools.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';

const own = [
  { name: 'archive', value: 'FILE', fallback: '', help: 'verify an archived part instead of the trail in use' },
];

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'walk the audit trail and say whether a row was changed, taken out, moved or cut',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\nA server may be running meanwhile. Exit code 0: whole; 1: broken, see docs/runbooks/audit-broken.md.`,
  async run(args) {
    const { config, text } = readOptions(args, own);
    const keyFile = join(config.dataFolder, 'audit.key');
    if (!existsSync(keyFile))
      throw new ConfigError(
        `--data is "${config.dataFolder}"; allowed is a folder that a server has used (no audit.key)`,
      );
    const key = auditTools.openAuditKey(config.dataFolder);
    const archive = text('archive');
    const verdict = archive ? await auditTools.verifyArchive(existing(archive), key) : await verifyTrail(config, key);
    report(verdict);
    return verdict.ok ? 0 : 1;
  },
};

function existing(file: string): string {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new ConfigError(`--archive is "${file}"; allowed is a file that can be read (${(error as Error).message})`);
  }
  return file;
}

/** Beside a running server: SQLite's file is opened for reading only, PostgreSQL without a claim. */
async function verifyTrail({ databaseUrl, dataFolder }: Config, key: Uint8Array): Promise<Verdict> {
  // Before the rows: those written meanwhile lie behind it.
  const state = {
    found: auditTools.readCheckpoint(dataFolder, key),
    breaks: auditTools.notedBreaks(dataFolder),
  };
  if (databaseUrl.startsWith('sqlite:')) {
    const source = auditTools.sqliteFileSource(databaseUrl.slice('sqlite:'.length));
    try {
      return await auditTools.verifyChain(source, state);
    } finally {
      source.close();
    }
  }
  const database = await openDatabase(databaseUrl);
  try {
    return await auditTools.verifyChain(auditTools.databaseSource(database), state);
  } finally {
    await database.close();
  }
}

function report({ ok, rows, first, last, head, checkpoint, afterCheckpoint, problems, problemCount }: Verdict): void {
  const span = first === undefined ? 'no rows' : `${rows} rows, ${first} to ${last}`;
  console.log(`audit trail: ${ok ? 'whole' : 'BROKEN'}; ${span}`);
  if (head) console.log(`head ${head}`);
  if (checkpoint?.at)
    console.log(
      `signed up to row ${checkpoint.seq} at ${new Date(checkpoint.at).toISOString()}; ${afterCheckpoint} rows behind it are chained and not signed yet`,
    );
  for (const { kind, detail } of problems) console.log(`  ${kind}: ${detail}`);
  if (problemCount > problems.length) console.log(`  and ${problemCount - problems.length} more`);
}
