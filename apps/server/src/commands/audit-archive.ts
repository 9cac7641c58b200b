import { userInfo } from 'node:os';
import { join } from 'node:path';
import { claimDatabase, openDatabase } from '@munan/runtime';
import { ConfigError } from '../config.ts';
import { auditTools } from '../house/tools.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';

const leastYears = 2;
const own = [
  {
    name: 'audit-years',
    value: 'YEARS',
    fallback: String(leastYears),
    help: `keep so many years in the database, at least ${leastYears}`,
  },
];

export const auditArchive: Command = {
  name: 'audit archive',
  summary: 'move the oldest part of the audit trail into a signed file in the data folder',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\nNothing is ever removed by itself. Stop the server first. The file is kept by you, as long as the law asks;\n` +
    'munan audit verify --archive FILE verifies it.',
  async run(args) {
    const { config, number } = readOptions(args, own);
    const years = number('audit-years', leastYears, 100);
    if (!Number.isInteger(years)) throw new ConfigError(`--audit-years is "${years}"; allowed is a whole number`);
    const now = Date.now();
    const before = new Date(now);
    before.setUTCFullYear(before.getUTCFullYear() - years);
    const { dataFolder, databaseUrl } = config;
    const database = await openDatabase(databaseUrl);
    try {
      const claim = await claimDatabase(databaseUrl, (reason) => {
        throw reason;
      });
      try {
        const user = userInfo().username;
        const archived = await auditTools.archiveTrail({
          ...{ database, dataFolder, now },
          key: auditTools.openAuditKey(dataFolder),
          before: before.getTime(),
          who: { id: user, name: user, role: 'host' },
          fileOf: (first, last) => join(dataFolder, `audit-archive-${first}-${last}.ndjson.gz`),
        });
        if (archived) console.log(`rows ${archived.first} to ${archived.last} are in ${archived.file} now`);
        else console.log(`nothing is older than ${years} years; nothing was archived`);
      } finally {
        await claim.release();
      }
    } finally {
      await database.close();
    }
    return 0;
  },
};
