import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import nodeOptionsOfServer from '../../apps/server/node-options.json' with { type: 'json' };
import { findRunningServer } from '../../apps/server/src/commands/reach.ts';

const main = join(import.meta.dirname, '../../apps/server/src/main.ts');

export interface RunningBench {
  /** e.g. `http://127.0.0.1:43210`. */
  http: string;
  mqttPort: number;
  /** Resident memory now, MiB. */
  memoryMiB(): Promise<number>;
  /** Processor time used so far, s. */
  processorSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * The real server in a process of its own, as `npm start` starts it, on free ports.
 * @param nodeOptions for the server's Node, such as `--cpu-prof`
 */
export async function startServer(args: readonly string[], data: string, nodeOptions: string[]): Promise<RunningBench> {
  const own = nodeOptionsOfServer;
  const nodeArgs = ['--disable-warning=ExperimentalWarning', ...own.arguments, ...nodeOptions, main];
  const child = spawn(process.execPath, [...nodeArgs, 'serve', '--no-demo', '--http', '0', '--mqtt', '0', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...own.environment, ...process.env, MUNAN_LOG: process.env.MUNAN_LOG ?? 'warn' },
  });
  const ended = once(child, 'exit');
  // A bench that fails, or is stopped, leaves no server behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  ended.then(
    () => process.off('exit', kill),
    () => undefined,
  );
  let running = findRunningServer(data);
  while (running?.pid !== child.pid) {
    if (child.exitCode !== null) throw new Error(`the server ended with exit code ${child.exitCode}`);
    await wait(100);
    running = findRunningServer(data);
  }
  if (!running) throw new Error('the server does not say where it listens');
  const figure = async (which: 'rss' | 'time') => ps(child, which);
  return {
    http: running.http,
    mqttPort: Number(new URL(running.mqtt).port),
    memoryMiB: async () => Number(await figure('rss')) / 1024,
    async processorSeconds() {
      // [[dd-]hh:]mm:ss
      const parts = (await figure('time')).split(/[-:]/).reverse().map(Number);
      return parts.reduce((sum, part, at) => sum + part * [1, 60, 3600, 86_400][at]!, 0);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function ps({ pid }: ChildProcess, which: string): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', `${which}=`, '-p', String(pid)]);
  return stdout.trim();
}
