import type { Timekeeper } from './clock.ts';
import type { DeskNeeds } from './needs.ts';

/** What came of asking the server. `no`: it understood and refuses. `later`: anything that says nothing about the question. */
export type Reply =
  | { kind: 'ok'; body: Record<string, unknown> }
  | { kind: 'later'; held: 'offline' | 'server' }
  | { kind: 'sign-in' }
  | { kind: 'wiped' }
  | { kind: 'unknown-device' }
  | { kind: 'no'; status: number; code: string; message: string };

/** Statuses that are about what was asked, not about who asks or how the server is. */
const aboutTheQuestion: readonly number[] = [400, 403, 413, 422];

/** Asks the server and learns its time from each answer. Never throws. */
export async function ask(
  { server, clock, network }: Pick<DeskNeeds, 'server' | 'clock' | 'network'>,
  time: Timekeeper,
  path: string,
  body: unknown,
): Promise<Reply> {
  if (!network.isOnline()) return { kind: 'later', held: 'offline' };
  const began = clock.monotonic();
  let answer: { status: number; body: unknown };
  try {
    answer = await server.post(path, body);
  } catch {
    return { kind: 'later', held: 'offline' };
  }
  const { status } = answer;
  const content = isRecord(answer.body) ? answer.body : undefined;
  const code = isRecord(content?.error) && typeof content.error.code === 'string' ? content.error.code : undefined;
  const message = isRecord(content?.error) && typeof content.error.message === 'string' ? content.error.message : '';
  if (status >= 200 && status < 300) {
    // A page of a hotel's network says 200 too.
    if (!content || typeof content.now !== 'number' || !Number.isFinite(content.now))
      return { kind: 'later', held: 'server' };
    time.contact(content.now, clock.monotonic() - began);
    return { kind: 'ok', body: content };
  }
  if (status === 401) return { kind: 'sign-in' };
  if (status === 410 && code === 'device-wiped') return { kind: 'wiped' };
  if (status === 404 && code === 'device-unknown') return { kind: 'unknown-device' };
  // A proxy in between refuses what is too large without saying so in our words.
  if (status === 413) return { kind: 'no', status, code: code ?? 'too-large', message: message || 'It is too large.' };
  if (code !== undefined && aboutTheQuestion.includes(status)) return { kind: 'no', status, code, message };
  return { kind: 'later', held: 'server' };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const shortestMs = 2_000;
const longestMs = 300_000;

/** How long to wait before the next try: doubled each time, and not the same for all who lost the network at once. */
export class BackOff {
  #random: () => number;
  #ms = shortestMs;
  constructor(random: () => number) {
    this.#random = random;
  }
  next(): number {
    const ms = this.#ms * (0.5 + this.#random() / 2);
    this.#ms = Math.min(this.#ms * 2, longestMs);
    return ms;
  }
  reset(): void {
    this.#ms = shortestMs;
  }
}
