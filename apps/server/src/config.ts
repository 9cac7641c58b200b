import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { logLevels } from '@munan/runtime';
import type { Point } from '@munan/visit';
import { auditorOptions, readHeartbeatUrl } from './config-auditor.ts';
import { type Roads, readPoint, readRoads, readVisitsADay } from './config-day.ts';
import { deskOptions, readAsleepMinutes, readCentrePhone } from './config-desk.ts';
import { type NotifyConfig, NotifyError, notifyOptions, readNotify } from './config-notify.ts';

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
  /** How long the files of an export are kept, hours; 24. */
  exportHours?: number;
  /** `https://munan.example`: how others reach the server; without it the address a request came to. */
  publicUrl?: string;
  /** `host` or `host:port` of endpoints of subscriptions that may lie in the own network. */
  subscriptionHosts?: readonly string[];
  /** An identity provider outside, in place of our own login. */
  outside?: OutsideProvider;
  /** Where the nurses' day begins. */
  healthCentre?: Point;
  /** How many visits fit into a nurse's day; 8. */
  visitsADay?: number;
  /** No operator was active for so long: the desk is asleep; 5 minutes. */
  deskAsleepMinutes?: number;
  /** Telephone of the control centre. */
  centrePhone?: string;
  /** Somebody outside who is told that Munan lives. */
  heartbeatUrl?: string;
  /** How somebody is told who does not look at a screen. */
  notify?: NotifyConfig;
  /** Ways by road where a matrix of them is given. */
  roads?: Roads;
}

export interface OutsideProvider {
  issuer: string;
  clientId: string;
  /** Undefined for a public client. */
  clientSecret?: string;
  /** The claim that holds our user id. */
  userClaim: string;
  /** The claim that must hold the user's role, or a list with it; undefined: the role is the one held here. */
  roleClaim?: string;
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
  { name: 'export-hours', value: 'HOURS', fallback: '24', help: 'how long the files of a FHIR export are kept' },
  {
    name: 'public-url',
    value: 'URL',
    fallback: '',
    help: 'how others reach the server, such as https://munan.example',
  },
  {
    name: 'subscription-hosts',
    value: 'HOSTS',
    fallback: '',
    help: 'host or host:port, comma between: subscriptions may send to these in the own network',
  },
  { name: 'health-centre', value: 'LAT,LON', fallback: '', help: 'where the day of the visiting nurses begins' },
  { name: 'visits-a-day', value: 'N', fallback: '8', help: 'how many visits are planned into a day of a nurse' },
  {
    name: 'road-matrix',
    value: 'FILE',
    fallback: '',
    help: 'ways by road, JSON: {points: [{latitude, longitude}], metres: [[…]]}',
  },
  ...deskOptions,
  ...auditorOptions,
  ...notifyOptions,
  { name: 'oidc-issuer', value: 'URL', fallback: '', help: 'an OpenID provider outside that the screens sign in with' },
  { name: 'oidc-client-id', value: 'ID', fallback: '', help: 'our client id there' },
  { name: 'oidc-client-secret-file', value: 'FILE', fallback: '', help: 'a file that holds our secret there' },
  { name: 'oidc-user-claim', value: 'NAME', fallback: 'sub', help: 'the claim that is our user id' },
  { name: 'oidc-role-claim', value: 'NAME', fallback: '', help: 'a claim that must name the role of the user here' },
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

function hours(given: string, source: string): number {
  const value = Number(given);
  if (!/^\d{1,4}$/.test(given) || value < 1 || value > 8760)
    throw new ConfigError(`${source} is "${given}"; allowed is a whole number of hours from 1 to 8760`);
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

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An origin: https, or http on this machine. */
function webAddress(given: string, source: string, mayHavePath: boolean): string | undefined {
  if (given === '') return undefined;
  const url = URL.parse(given);
  const isSafe = url && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)));
  if (!isSafe || url.search || url.hash || url.username || (!mayHavePath && url.pathname !== '/'))
    throw new ConfigError(
      `${source} is "${given}"; allowed is https://HOST${mayHavePath ? '/PATH' : ''}, or http://127.0.0.1:PORT`,
    );
  return mayHavePath ? given : url.origin;
}

/** @throws ConfigError */
function outsideProvider(given: (name: string) => Given): OutsideProvider | undefined {
  const text = (name: string) => given(`oidc-${name}`).value;
  const issuer = webAddress(text('issuer'), given('oidc-issuer').source, true);
  if (issuer === undefined) {
    const other = ['client-id', 'client-secret-file', 'role-claim'].find((name) => text(name) !== '');
    if (other) throw new ConfigError(`--oidc-${other} is given without --oidc-issuer`);
    return undefined;
  }
  if (text('client-id') === '') throw new ConfigError('--oidc-issuer needs --oidc-client-id');
  const file = given('oidc-client-secret-file');
  const clientSecret = file.value && readFileSync(readableFile(file.value, file.source), 'utf8').trim();
  if (file.value && !clientSecret)
    throw new ConfigError(`${file.source} is "${file.value}"; allowed is a file that is not empty`);
  return {
    issuer,
    clientId: text('client-id'),
    userClaim: text('user-claim') || 'sub',
    ...(clientSecret && { clientSecret }),
    ...(text('role-claim') && { roleClaim: text('role-claim') }),
  };
}

/** @throws ConfigError */
function readNotifyOptions(given: (name: string) => Given, publicUrl: string | undefined): NotifyConfig {
  try {
    return readNotify(given, publicUrl);
  } catch (error) {
    if (error instanceof NotifyError) throw new ConfigError(error.message);
    throw error;
  }
}

function subscriptionHosts(given: string, source: string): string[] {
  if (given === '') return [];
  // As addresses are compared: in lower case.
  const hosts = given.split(',').map((host) => host.trim().toLowerCase());
  const bad = hosts.find((host) => !/^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]*)(:\d{1,5})?$/.test(host));
  if (bad === undefined) return hosts;
  throw new ConfigError(`${source} has "${bad}"; allowed are HOST and HOST:PORT with a comma between`);
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
  const exportHours = read('export-hours', hours);
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
  const publicUrl = read('public-url', (value, source) => webAddress(value, source, false));
  if (publicUrl?.startsWith('https:') && !behindTls)
    throw new ConfigError('--public-url is an https address, so a TLS proxy stands in front: give --behind-tls too');
  const outside = outsideProvider(given);
  const explained =
    <T>(parse: (value: string) => T) =>
    (value: string, source: string): T => {
      try {
        return parse(value);
      } catch (error) {
        throw new ConfigError(`${source} is "${value}"; ${(error as Error).message}`);
      }
    };
  const healthCentre = read('health-centre', explained(readPoint));
  const roads = read('road-matrix', explained(readRoads));
  const centrePhone = read('centre-phone', explained(readCentrePhone));
  const heartbeatUrl = read('heartbeat-url', explained(readHeartbeatUrl));
  const notify = readNotifyOptions(given, publicUrl);
  const pushHosts = read('push-hosts', subscriptionHosts);
  const dataFolder = read('data', folder);
  return {
    dataFolder,
    httpPort,
    mqttPort,
    host,
    demonstration,
    behindTls,
    subscriptionHosts: read('subscription-hosts', subscriptionHosts),
    exportHours,
    mqttTls,
    ...(publicUrl !== undefined && { publicUrl }),
    ...(outside && { outside }),
    ...(healthCentre && { healthCentre }),
    ...(roads && { roads }),
    ...(heartbeatUrl !== undefined && { heartbeatUrl }),
    notify: { ...notify, pushHosts },
    deskAsleepMinutes: read('desk-asleep-minutes', explained(readAsleepMinutes)),
    ...(centrePhone !== undefined && { centrePhone }),
    visitsADay: read('visits-a-day', explained(readVisitsADay)),
    databaseUrl: read('database-url', (value, source) => databaseUrl(value, source, dataFolder)),
  };
}
