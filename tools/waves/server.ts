import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClockSet } from './unknown-clock.ts';

const main = join(import.meta.dirname, '../../apps/server/src/main.ts');
const preload = join(import.meta.dirname, 'clock-offset.mjs');

/** `munan serve` as a process of its own, on one port, killed and started again; with a clock that can be set. */
export class WavedServer {
  readonly http: string;
  /** How far its clock is ahead of the machine's, ms. */
  offsetMs = 0;
  /** Lines of its log that are errors. */
  readonly errors: string[] = [];
  /** When it was killed, and when its clock was set: by the machine's own clock. */
  readonly kills: number[] = [];
  readonly clockSets: ClockSet[] = [];
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  readonly #args: readonly string[];
  readonly #clockFile: string;

  constructor(folder: string, port: number, options: readonly string[]) {
    this.http = `http://127.0.0.1:${port}`;
    this.#clockFile = join(folder, 'clock-offset');
    this.#args = ['serve', '--data', folder, '--no-demo', '--http', String(port), '--mqtt', '0', ...options];
    this.setClock(0);
  }

  /** The time that it goes by. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  setClock(offsetMs: number): void {
    writeFileSync(this.#clockFile, String(offsetMs));
    if (offsetMs !== this.offsetMs) this.clockSets.push({ at: Date.now(), byMs: offsetMs - this.offsetMs });
    this.offsetMs = offsetMs;
  }

  /** Resolves when it answers. @returns after how many ms */
  async start(): Promise<number> {
    const begun = performance.now();
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', preload, main, ...this.#args],
      {
        env: { ...process.env, MUNAN_LOG: 'error', MUNAN_WAVES_CLOCK: this.#clockFile },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.#child = child;
    this.#exited = once(child, 'exit');
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    void this.#exited.then(() => process.off('exit', kill));
    let half = '';
    child.stderr.on('data', (piece) => {
      const lines = `${half}${piece}`.split('\n');
      half = lines.pop() ?? '';
      this.errors.push(...lines);
    });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.errors.slice(-5).join('\n')}`);
      const isUp = await fetch(`${this.http}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) return performance.now() - begun;
      await wait(50);
    }
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async kill(): Promise<void> {
    this.kills.push(Date.now());
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGTERM');
    await this.#exited;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
