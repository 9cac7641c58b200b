import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from '../config.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';
import { reachServer } from './reach.ts';

const own = [
  { name: 'id', value: 'ID', fallback: '', help: 'client id' },
  { name: 'name', value: 'NAME', fallback: '', help: 'name that people are asked with' },
  {
    name: 'redirect',
    value: 'URIS',
    fallback: '',
    help: 'where sign-ins end, with commas; for apps with people before them',
  },
  { name: 'jwks', value: 'FILE', fallback: '', help: 'its public keys (RSA for RS384, EC P-384 for ES384), JSON' },
  { name: 'jwks-uri', value: 'URL', fallback: '', help: 'or the https address where they are' },
  { name: 'scope', value: 'SCOPES', fallback: '', help: 'what it may ask for, with spaces: "system/Observation.rs"' },
  { name: 'public', fallback: 'false', help: 'an app without a secret: in a browser, on a telephone' },
  { name: 'confidential', fallback: 'false', help: 'an app on a server; without keys it gets a secret, shown once' },
];

export const clientAdd: Command = {
  name: 'client add',
  summary: 'register a program that may ask for tokens (SMART app or backend service)',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\n` +
    'example: npm run munan -- client add --id pump --name "Infusion pumps" --jwks keys.json --scope system/Observation.cruds\n' +
    'With keys and without a redirect it is a backend service; with a redirect it is an app for people.',
  async run(args) {
    const options = readOptions(args, own);
    const list = (name: string, separator: RegExp) =>
      options
        .text(name)
        .split(separator)
        .filter((part) => part !== '');
    const redirectUris = list('redirect', /\s*,\s*/);
    if (options.flag('public') && options.flag('confidential'))
      throw new ConfigError('--public and --confidential exclude each other');
    if (options.flag('public') && redirectUris.length === 0) throw new ConfigError('--public needs --redirect');
    const jwks = options.text('jwks') === '' ? undefined : readKeys(options.text('jwks'));
    const jwksUri = options.text('jwks-uri');
    const hasKeys = jwks !== undefined || jwksUri !== '';
    if (redirectUris.length === 0 && !hasKeys) throw new ConfigError('--redirect, --jwks or --jwks-uri is missing');
    const isConfidential = options.flag('confidential') || hasKeys;
    const kind = redirectUris.length === 0 ? 'backend' : isConfidential ? 'confidential' : 'public';
    const scopes = list('scope', /\s+/);
    const body = {
      id: options.required('id'),
      name: options.required('name'),
      kind,
      redirectUris,
      ...(scopes.length > 0 && { scopes }),
      ...(jwks !== undefined && { jwks }),
      ...(jwksUri !== '' && { jwksUri }),
    };
    const reach = await reachServer(options.config);
    try {
      const added = await reach.post<{ secret?: string; scopes: string[] }>('/api/manage/clients', body);
      console.log(`client ${body.id} (${kind}) added; it may ask for ${added.scopes.join(' ')}`);
      if (added.secret !== undefined) console.log(`its secret, shown this once: ${added.secret}`);
    } finally {
      await reach.close();
    }
    return 0;
  },
};

function readKeys(path: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(process.env.MUNAN_CWD ?? '.', path), 'utf8'));
  } catch (error) {
    throw new ConfigError(`--jwks is "${path}"; allowed is a JSON file that can be read (${(error as Error).message})`);
  }
}
