import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ConfigError } from '../config.ts';
import { tokens } from '../house/tools.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';
import { reachServer } from './reach.ts';

const own = [
  { name: 'id', value: 'ID', fallback: '', help: 'user id, for the login' },
  { name: 'name', value: 'NAME', fallback: '', help: 'name as others see it' },
  { name: 'role', value: 'ROLE', fallback: '', help: 'operator, nurse, doctor, manager, family or person' },
  {
    name: 'people',
    value: 'IDS',
    fallback: '',
    help: 'people of a nurse or family member, with commas; of a person her own id',
  },
];

export const userAdd: Command = {
  name: 'user add',
  summary: 'add a user; the password is read from MUNAN_PASSWORD or asked for',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\nA password on the command line would stay in the shell's history.`,
  async run(args) {
    const options = readOptions(args, own);
    const people = options.text('people');
    const body = {
      id: options.required('id'),
      name: options.required('name'),
      role: options.one('role', tokens.roles),
      password: process.env.MUNAN_PASSWORD ?? (await askPassword()),
      people: people === '' ? [] : people.split(',').map((id) => id.trim()),
    };
    const reach = await reachServer(options.config);
    try {
      await reach.post('/api/manage/users', body);
      console.log(`user ${body.id} (${body.role}) added`);
    } finally {
      await reach.close();
    }
    return 0;
  },
};

/** From the terminal, without showing it, or from a pipe. */
async function askPassword(): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const { stdin, stderr } = process;
  const lines = createInterface({ input: stdin, output: unseen, terminal: stdin.isTTY });
  stderr.write('Password: ');
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string | undefined];
  lines.close();
  stderr.write('\n');
  if (!line) throw new ConfigError('no password was given; type it, or set MUNAN_PASSWORD');
  return line;
}
