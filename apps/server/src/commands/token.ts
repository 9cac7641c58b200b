import { readdirSync } from 'node:fs';
import { tokens } from '../house/tools.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';

const own = [
  { name: 'role', value: 'ROLE', fallback: '', help: 'operator, nurse, doctor, manager or family' },
  { name: 'user', value: 'ID', fallback: '', help: 'user whose people the token may see (nurse, family)' },
  { name: 'ttl', value: 'TIME', fallback: '1h', help: 'how long it is good: 90s, 15m, 1h, 7d' },
];

export const token: Command = {
  name: 'token',
  summary: 'print a bearer token, for scripts, tests and set-up',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\nWhoever can read the data folder can make tokens; no server needs to run.\n` +
    'example: curl -H "Authorization: Bearer $(npm run --silent munan -- token --role doctor)" http://127.0.0.1:8080/api/board',
  async run(args) {
    const options = readOptions(args, own);
    const role = options.one('role', tokens.roles);
    const user = options.text('user');
    const subject = { id: user || `token-${role}`, name: user || `token (${role})`, role };
    const key = tokens.openKey(options.config.dataFolder);
    // Setting up before the first start is fine; a slip in the path is not, and looks the same from here.
    if (readdirSync(options.config.dataFolder).length === 1)
      console.error(`munan token: no server has used ${options.config.dataFolder} yet; the token is good only there`);
    console.log(await tokens.issueToken(key, subject, Date.now(), options.duration('ttl')));
    return 0;
  },
};
