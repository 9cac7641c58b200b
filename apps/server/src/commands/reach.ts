import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import { openHouse } from '../house.ts';

/** What a running server writes into its data folder, so that commands find it. */
export interface RunningServer {
  pid: number;
  http: string;
  mqtt: string;
}

const file = (dataFolder: string): string => join(dataFolder, 'server.json');

export function findRunningServer(dataFolder: string): RunningServer | undefined {
  let server: RunningServer;
  try {
    server = JSON.parse(readFileSync(file(dataFolder), 'utf8')) as RunningServer;
    process.kill(server.pid, 0); // throws when nobody has this number any more
  } catch {
    return undefined;
  }
  return server;
}

export const runningServerFile = file;

/** The HTTP API of this data folder's server, as a manager. */
export interface Reach {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Undefined when no server runs: the command did its work on the data folder itself. */
  server: RunningServer | undefined;
  close(): Promise<void>;
}

/**
 * The same API whether a server runs on the data folder or not: without one, the house is opened here without its doors
 * and asked in the process, so that each command has one way to do its work.
 */
export async function reachServer(config: Config): Promise<Reach> {
  const { issueToken, openKey } = await tokens();
  const token = await issueToken(openKey(config.dataFolder), manager, Date.now(), 10 * 60_000);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const server = findRunningServer(config.dataFolder);
  if (server) {
    return {
      server,
      async get(path) {
        const answer = await fetch(new URL(path, server.http), { headers: { authorization: headers.authorization } });
        return read(answer.status, await answer.text());
      },
      async post(path, body) {
        const answer = await fetch(new URL(path, server.http), { method: 'POST', headers, body: JSON.stringify(body) });
        return read(answer.status, await answer.text());
      },
      async close() {},
    };
  }
  const house = await openHouse({ ...config, demonstration: false });
  const app = await house.openHttp();
  return {
    server: undefined,
    async get(path) {
      const { authorization } = headers;
      const answer = await app.inject({ method: 'GET', url: path, headers: { authorization } });
      return read(answer.statusCode, answer.body);
    },
    async post(path, body) {
      const answer = await app.inject({ method: 'POST', url: path, headers, payload: JSON.stringify(body) });
      return read(answer.statusCode, answer.body);
    },
    async close() {
      await house.close();
    },
  };
}

const manager = { id: 'munan-command', name: 'munan command line', role: 'manager' as const };
const tokens = async () => (await import('../house/tools.ts')).tokens;

function read<T>(status: number, text: string): T {
  const body: unknown = text ? JSON.parse(text) : undefined;
  if (status >= 200 && status < 300) return body as T;
  const message = (body as { error?: { message?: string } } | undefined)?.error?.message;
  throw new ConfigError(message ?? `the server answered ${status}`);
}
