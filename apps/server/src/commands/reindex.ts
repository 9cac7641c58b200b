import { existsSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { reindexRecord } from '../house/tools.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';

const own = [
  { name: 'after', value: 'KEY', fallback: '0', help: 'go on behind this key, as the run before printed it' },
];

export const reindexCommand: Command = {
  name: 'reindex',
  summary: 'make the search index of the record anew, from the stored resources',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\nOn SQLite the server must be stopped; on PostgreSQL it may run. What ends it half way loses one batch.`,
  async run(args) {
    const options = readOptions(args, own);
    const after = options.number('after', 0, Number.MAX_SAFE_INTEGER);
    const { databaseUrl, dataFolder } = options.config;
    if (databaseUrl.startsWith('sqlite:') && !existsSync(databaseUrl.slice('sqlite:'.length))) {
      throw new ConfigError(`--data is "${dataFolder}"; allowed is a folder that a server has used`);
    }
    let shown = 0;
    const done = await reindexRecord(databaseUrl, after, (progress) => {
      if (progress.done - shown < 10_000) return;
      shown = progress.done;
      console.log(`${progress.done} resources; go on from here with --after ${progress.lastKey}`);
    });
    console.log(`the search index holds ${done} resources anew`);
    return 0;
  },
};
