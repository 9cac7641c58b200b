import type { Body } from '../body/body.ts';
import { type Episode, type EpisodeKind, episode, episodeMinutes } from '../body/episode.ts';
import { between, mix, shuffled } from '../body/random.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

interface Turn {
  kind: EpisodeKind;
  answer: Episode['answer'];
  device?: 'ear' | 'wrist';
}

/** What happens in turn. The first is what a visitor came for; the second needs nobody's help; and so on round. */
export const turns: readonly Turn[] = [
  { kind: 'fall', answer: 'none' },
  { kind: 'left-on-table', answer: 'none', device: 'ear' },
  { kind: 'desaturation', answer: 'ok' },
  { kind: 'button', answer: 'help' },
  { kind: 'fall', answer: 'ok' },
  { kind: 'fever', answer: 'ok' },
  { kind: 'battery', answer: 'ok', device: 'wrist' },
  { kind: 'left-on-table', answer: 'ok', device: 'wrist' },
  { kind: 'desaturation', answer: 'help' },
];

/** Rests between beginnings, ms, before `speed`. */
const firstAfterMs = 60_000;
const secondAfterMs = 75_000;
const restMs: [number, number] = [3.5 * minuteMs, 5 * minuteMs];

export interface RhythmOptions {
  seed: number;
  /** When the live stream began, Unix ms. */
  startedAt: number;
  /** 2 halves the rests between beginnings. What happens takes as long as ever. */
  speed: number;
  bodies: ReadonlyMap<string, Body>;
}

/** The demonstration's rhythm: what happens next, to whom, and when. Deterministic for a seed, a start and a town. */
export class Rhythm {
  readonly #options: RhythmOptions;
  #count = 0;
  #nextAt: number;
  #lastTurnOf = new Map<string, number>();

  constructor(options: RhythmOptions) {
    this.#options = options;
    this.#nextAt = options.startedAt + firstAfterMs / options.speed;
  }

  /** When the next one begins, Unix ms. */
  get nextAt(): number {
    return this.#nextAt;
  }

  /** Moves on. Undefined when nobody is free: better quiet than twice the same person within the hour. */
  findNext(): Episode | undefined {
    const { seed, speed, bodies } = this.#options;
    const at = this.#nextAt;
    const count = this.#count++;
    const turn = turns[count % turns.length]!;
    this.#nextAt = at + (count === 0 ? secondAfterMs : between(...restMs, seed, count, 1)) / speed;
    const person = shuffled([...bodies.keys()], mix(seed, Math.floor(count / 12))).find((one) =>
      this.#free(one, turn, at),
    );
    if (!person) return undefined;
    this.#lastTurnOf.set(person, at);
    return episode(turn.kind, person, at, turn.answer, turn.device);
  }

  #free(person: string, turn: Turn, at: number): boolean {
    const body = this.#options.bodies.get(person)!;
    const last = this.#lastTurnOf.get(person);
    const until = at + episodeMinutes[turn.kind] * minuteMs;
    if (last !== undefined && at - last < hourMs) return false;
    if (body.episodes.some((one) => one.until > at)) return false;
    // Somebody whose device is on its charger cannot be seen to fall.
    if (!body.worn('ear', at) || !body.worn('wrist', at)) return false;
    if (!body.worn('ear', until) || !body.worn('wrist', until)) return false;
    const doing = body.doing(at);
    return turn.kind !== 'fall' || (doing !== 'out' && doing !== 'walking');
  }
}
