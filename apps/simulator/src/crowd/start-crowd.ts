import { fork } from 'node:child_process';
import type { CrowdOptions, CrowdResult } from './run-crowd.ts';

export type CrowdMessage = { result: CrowdResult } | { error: string };

/** `runCrowd` in a process of its own, so that the load and the server measured do not share an event loop. */
export function startCrowd({ signal, ...options }: CrowdOptions): Promise<CrowdResult> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./crowd-process.ts', import.meta.url), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // Keeps Infinity, which JSON would lose.
      serialization: 'advanced',
      ...(signal ? { signal } : {}),
    });
    child.once('message', (message: CrowdMessage) => {
      if ('error' in message) reject(new Error(message.error));
      else resolve(message.result);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the crowd's process ended early with exit code ${code}`)));
    child.send(options);
  });
}
