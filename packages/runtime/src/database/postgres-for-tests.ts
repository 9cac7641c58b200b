import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const execute = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';

export interface PostgresForTests {
  /** A fresh, empty database at each call. */
  newDatabase(): Promise<string>;
  /** Ends it as a crash of its machine would, and starts it again on the same files and port; resolves when it answers. */
  restart(): Promise<void>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

/**
 * A throw-away PostgreSQL on a free loopback port, its files in a temporary folder.
 * @throws Error that says what to install where there is no PostgreSQL 15 or later
 */
export async function startPostgresForTests(): Promise<PostgresForTests> {
  const binaries = await findBinaries();
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? await postgresUser() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'munan-postgres-'));
  if (user) await chown(folder, user.uid, user.gid);
  const files = join(folder, 'files');
  const port = await freePort();
  const initialise = ['-D', files, '-U', 'munan', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await execute(join(binaries, 'initdb'), initialise, { ...user, cwd: folder });
  const options = ['-h', '127.0.0.1', '-p', String(port), '-k', folder, '-c', 'max_connections=60'];
  let said = '';
  const spawnServer = () => {
    const child = spawn(join(binaries, 'postgres'), ['-D', files, ...options], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (data) => {
      said = `${said}${data}`.slice(-4000);
    });
    return { child, exited: new Promise<void>((resolve) => child.once('exit', () => resolve())) };
  };
  let server = spawnServer();
  const killServer = () => server.child.kill('SIGKILL');
  process.once('exit', killServer);
  const address = `postgres://munan@127.0.0.1:${port}`;

  const stop = async () => {
    process.off('exit', killServer);
    server.child.kill('SIGINT');
    await server.exited;
    await rm(folder, { recursive: true, force: true });
  };
  const ready = async () => {
    for (let tries = 0; ; tries += 1) {
      const client = new pg.Client(`${address}/postgres`);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (tries < 300 && server.child.exitCode === null) {
          await wait(100);
          continue;
        }
        await stop();
        throw new Error(`PostgreSQL did not start: ${(error as Error).message}\n${said}`);
      }
    }
  };
  await ready();

  let made = 0;
  return {
    stop,
    async restart() {
      server.child.kill('SIGQUIT');
      await server.exited;
      server = spawnServer();
      await ready();
    },
    async newDatabase() {
      made += 1;
      const client = new pg.Client(`${address}/postgres`);
      await client.connect();
      await client.query(`create database test${made}`);
      await client.end();
      return `${address}/test${made}`;
    },
  };
}

async function findBinaries(): Promise<string> {
  const versions = (await readdir(debianFolder).catch(() => [])).map(Number).filter((version) => version >= 15);
  if (versions.length === 0) {
    throw new Error(`no PostgreSQL 15 or later under ${debianFolder}; install it: apt-get install postgresql`);
  }
  return join(debianFolder, String(Math.min(...versions)), 'bin');
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await execute('id', [option, 'postgres'])).stdout)),
  );
  return { uid: uid!, gid: gid! };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
