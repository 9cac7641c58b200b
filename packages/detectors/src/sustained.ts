import type { Finding, Priority } from '@munan/flow';

/**
 * A sign that counts only when it lasts: it opens when every value of `holdMs` lies beyond a level's limit, rises when a
 * graver level has lasted, and ends when all values of `clear.holdMs` are back. Missing values neither raise nor clear: a gap
 * longer than `gapMs` begins the counting anew and leaves an open sign open.
 */
export interface Level {
  limit: number;
  holdMs: number;
  priority: Priority;
}
export interface SustainedRule {
  side: 'below' | 'above';
  /** Whether the limit itself lies beyond. */
  inclusive: boolean;
  /** From mild to grave. */
  levels: readonly Level[];
  clear: { limit: number; holdMs: number };
  gapMs: number;
  /** Values at least, before anything is said. */
  least: number;
}
interface Run {
  since: number;
  count: number;
  sum: number;
  extreme: number;
}
export interface SustainedState {
  /** The run of values beyond each level, up to now. */
  runs: (Run | null)[];
  lastTo: number;
  open: (Run & { level: number; clearSince: number | null }) | null;
}
export interface Sustained {
  phase: Finding['phase'];
  level: number;
  priority: Priority;
  since: number;
  at: number;
  limit: number;
  /** Lowest (or highest) and mean value since the sign began. */
  extreme: number;
  mean: number;
}
export function startSustained(): SustainedState {
  return { runs: [], lastTo: 0, open: null };
}

function add(run: Run | null, from: number, value: number, below: boolean): Run {
  if (!run) return { since: from, count: 1, sum: value, extreme: value };
  run.count++;
  run.sum += value;
  run.extreme = below ? Math.min(run.extreme, value) : Math.max(run.extreme, value);
  return run;
}

/** One value that stood from `from` to `to`; says what changed, if anything did. */
export function stepSustained(
  state: SustainedState,
  rule: SustainedRule,
  from: number,
  to: number,
  value: number,
): Sustained | undefined {
  const below = rule.side === 'below';
  const gap = state.lastTo > 0 && from - state.lastTo > rule.gapMs;
  state.lastTo = Math.max(state.lastTo, to);
  if (state.runs.length < rule.levels.length) state.runs = rule.levels.map((_, level) => state.runs[level] ?? null);
  let reached = -1;
  for (let level = 0; level < rule.levels.length; level++) {
    const { limit, holdMs } = rule.levels[level]!;
    const beyond = (below ? value < limit : value > limit) || (rule.inclusive && value === limit);
    const run = beyond ? add(gap ? null : (state.runs[level] ?? null), from, value, below) : null;
    state.runs[level] = run;
    if (run && run.count >= rule.least && to - run.since >= holdMs) reached = level;
  }
  const said = (phase: Finding['phase'], open: Run & { level: number }): Sustained => {
    const { limit, priority } = rule.levels[open.level]!;
    const { level, since, extreme } = open;
    return { phase, level, priority, since, at: to, limit, extreme, mean: open.sum / open.count };
  };
  const { open } = state;
  if (!open) {
    if (reached < 0) return undefined;
    // The mildest run is the longest: the sign began where it began.
    state.open = { ...state.runs[0]!, level: reached, clearSince: null };
    return said('began', state.open);
  }
  add(open, from, value, below);
  if (reached > open.level) {
    open.level = reached;
    open.clearSince = null;
    return said('changed', open);
  }
  const back = below ? value >= rule.clear.limit : value <= rule.clear.limit;
  if (!back || gap) open.clearSince = null;
  if (back) {
    open.clearSince ??= from;
    if (to - open.clearSince >= rule.clear.holdMs) {
      state.open = null;
      return said('ended', open);
    }
  }
  return undefined;
}
