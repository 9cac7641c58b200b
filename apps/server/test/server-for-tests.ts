import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningServer } from '../src/commands/reach.ts';

const main = join(import.meta.dirname, '../src/main.ts');

/** `munan serve` as a process of its own, on ports of its own; without the demonstration unless that is asked for. */
export class ServerProcess {
  readonly spawnedAt = Date.now();
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  /** Its log, errors only. */
  log = '';

  constructor(folder: string, { demonstration = false, options = [] as readonly string[] } = {}) {
    this.#folder = folder;
    const args = ['--disable-warning=ExperimentalWarning', main, 'serve', '--data', folder];
    if (!demonstration) args.push('--no-demo');
    this.#child = spawn(process.execPath, [...args, '--http', '0', '--mqtt', '0', ...options], {
      env: { ...process.env, MUNAN_LOG: 'error' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.stderr?.on('data', (piece) => {
      this.log += piece;
    });
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Its addresses, once its doors are open. @throws Error with its log when it ends instead */
  async ready(): Promise<RunningServer> {
    for (;;) {
      if (this.hasExited) throw new Error(`the server ended (${this.#child.exitCode}): ${this.log}`);
      try {
        const server = JSON.parse(readFileSync(join(this.#folder, 'server.json'), 'utf8')) as RunningServer;
        if (server.pid === this.#child.pid) return server;
      } catch {
        // not written yet, or half
      }
      await wait(20);
    }
  }

  /** SIGKILL: nothing is written any more. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** SIGTERM. @returns the exit code */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#exited;
    return this.#child.exitCode;
  }
}
