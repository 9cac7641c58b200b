import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { logLevels } from '@munan/runtime';

/** A wrong option: one sentence that names the option, what was given and what is allowed. */
export class ConfigError extends Error {}

export interface Config {
  /** Absolute path of the data folder. */
  dataFolder: string;
  httpPort: number;
  mqttPort: number;
  host: string;
  /** False with --no-demo: an empty data folder then stays empty. */
  demonstration: boolean;
  /** `sqlite:<path>` or `postgres://…`. */
  databaseUrl: string;
  mqttTls?: { certFile: string; keyFile: string };
  /** True when the browser reaches us by https (a TLS proxy in front): cookies become Secure. */
  behindTls: boolean;
}

interface Option {
  name: string;
  value?: string;
  fallback: string;
  help: string;
}

/** The options of `munan serve`; each is also an environment variable, `--http` is MUNAN_HTTP. */
export const serveOptions: readonly Option[] = [
  { name: 'data', value: 'DIR', fallback: './data', help: 'data folder, made when missing' },
  { name: 'http', value: 'PORT', fallback: '8080', help: 'port of the web page and of HTTP; 0 takes a free one' },
  { name: 'mqtt', value: 'PORT', fallback: '1883', help: 'port of the device door; 0 takes a free one' },
  { name: 'host', value: 'HOST', fallback: '127.0.0.1', help: 'address to listen on; 0.0.0.0 for all' },
  { name: 'no-demo', fallback: 'false', help: 'do not seed and run the demonstration town' },
  {
    name: 'database-url',
    value: 'URL',
    fallback: '',
    help: 'postgres://… (15 or later) in place of the embedded database',
  },
  { name: 'mqtt-tls-cert', value: 'FILE', fallback: '', help: 'certificate (PEM): the device door speaks TLS' },
  { name: 'mqtt-tls-key', value: 'FILE', fallback: '', help: 'its private key (PEM)' },
  { name: 'behind-tls', fallback: 'false', help: 'a TLS proxy stands in front: cookies are Secure, HSTS is sent' },
];

export const environmentName = (option: string): string => `MUNAN_${option.toUpperCase().replaceAll('-', '_')}`;

function flag(given: string, source: string): boolean {
  if (['', '1', 'true', 'yes'].includes(given)) return true;
  if (['0', 'false', 'no'].includes(given)) return false;
  throw new ConfigError(`${source} is "${given}"; allowed are true and false`);
}

function port(given: string, source: string): number {
  const value = Number(given);
  if (!/^\d{1,5}$/.test(given) || value > 65_535)
    throw new ConfigError(`${source} is "${given}"; allowed is a whole number from 0 to 65535`);
  return value;
}

function folder(given: string, source: string): string {
  const path = resolve(process.env.MUNAN_CWD ?? '.', given);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(
      `${source} is "${given}"; allowed is a folder that can be made and written (${(error as Error).message})`,
    );
  }
  return path;
}

function readableFile(given: string, source: string): string {
  const path = resolve(process.env.MUNAN_CWD ?? '.', given);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new ConfigError(`${source} is "${given}"; allowed is a file that can be read`);
  return path;
}

/** @throws ConfigError when the two are not a certificate and its key */
function checkTls(certFile: string, keyFile: string): void {
  try {
    createSecureContext({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  } catch (error) {
    throw new ConfigError(
      `--mqtt-tls-cert is "${certFile}" and --mqtt-tls-key is "${keyFile}"; allowed are a certificate and its own private key, both PEM (${(error as Error).message})`,
    );
  }
}

function databaseUrl(given: string, source: string, dataFolder: string): string {
  if (given === '') return `sqlite:${join(dataFolder, 'munan.sqlite')}`;
  if (/^postgres(ql)?:\/\/[^/]+\/.+/.test(given)) return given;
  // The password in a URL must not land in a log: only its beginning is shown.
  throw new ConfigError(
    `${source} begins with "${given.slice(0, 12)}"; allowed is postgres://USER:PASSWORD@HOST:PORT/NAME`,
  );
}

export interface Given {
  value: string;
  source: string;
}

/** Command line first, then environment, then the default. */
export function givenValues(
  args: readonly string[],
  options: readonly Option[],
  environment: NodeJS.ProcessEnv,
): (name: string) => Given {
  let parsed: Record<string, string | boolean | undefined>;
  try {
    parsed = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: Object.fromEntries(
        options.map(({ name, value }) => [name, { type: value ? ('string' as const) : ('boolean' as const) }]),
      ),
    }).values;
  } catch (error) {
    const known = options.map(({ name }) => `--${name}`).join(', ');
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}; known are ${known}`);
  }
  return (name) => {
    const given = parsed[name];
    if (given !== undefined) return { value: String(given), source: `--${name}` };
    const variable = environmentName(name);
    const set = environment[variable];
    if (set !== undefined) return { value: set, source: variable };
    return { value: options.find((option) => option.name === name)?.fallback ?? '', source: `--${name}` };
  };
}

/** @throws ConfigError naming the first wrong option. */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Config {
  const given = givenValues(args, serveOptions, environment);
  const read = <T>(name: string, parse: (value: string, source: string) => T): T => {
    const { value, source } = given(name);
    return parse(value, source);
  };
  const httpPort = read('http', port);
  const mqttPort = read('mqtt', port);
  if (httpPort !== 0 && httpPort === mqttPort)
    throw new ConfigError(`--http and --mqtt are both ${httpPort}; they must differ`);
  const host = read('host', (value, source) => {
    if (isIP(value) || /^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,252})$/.test(value)) return value;
    throw new ConfigError(`${source} is "${value}"; allowed is an IP address or a host name`);
  });
  const demonstration = !read('no-demo', flag);
  const behindTls = read('behind-tls', flag);
  const cert = given('mqtt-tls-cert');
  const key = given('mqtt-tls-key');
  if ((cert.value === '') !== (key.value === ''))
    throw new ConfigError('--mqtt-tls-cert and --mqtt-tls-key go together; only one was given');
  const mqttTls = cert.value
    ? { certFile: readableFile(cert.value, cert.source), keyFile: readableFile(key.value, key.source) }
    : undefined;
  if (mqttTls) checkTls(mqttTls.certFile, mqttTls.keyFile);
  const level = environment.MUNAN_LOG;
  if (level !== undefined && !logLevels.includes(level))
    throw new ConfigError(`MUNAN_LOG is "${level}"; allowed is ${logLevels.join(', ')}`);
  const dataFolder = read('data', folder);
  return {
    dataFolder,
    httpPort,
    mqttPort,
    host,
    demonstration,
    behindTls,
    mqttTls,
    databaseUrl: read('database-url', (value, source) => databaseUrl(value, source, dataFolder)),
  };
}
