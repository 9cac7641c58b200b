import type { AlertRow, Priority } from '@munan/flow';

/** One tone of a burst. */
export interface Pulse {
  startMs: number;
  lengthMs: number;
  frequencyHz: number;
}
export interface Burst {
  pulses: Pulse[];
  /** From the start of one burst to the start of the next, ms. */
  everyMs: number;
}

/** Notes of the general alarm melody, IEC 60601-1-8 annex F (c4, a4, f4). */
const c = 261.63;
const a = 440;
const f = 349.23;

/**
 * IEC 60601-1-8:2006+A2, tables 3 and 4: a high-priority burst has ten pulses in two groups of five, a medium one three
 * evenly spaced, a low one two; pulses of 75-200 ms (high) or 125-250 ms; fundamental between 150 and 1000 Hz.
 */
function highPulses(): Pulse[] {
  const pulses: Pulse[] = [];
  const lengthMs = 150;
  const spaceMs = 100;
  for (const groupStart of [0, 2100]) {
    let at = groupStart;
    [c, c, c, c, c].forEach((frequencyHz, i) => {
      pulses.push({ startMs: at, lengthMs, frequencyHz });
      // The third and the fourth pulse of a group stand apart: x, x, 2x + length, x.
      at += lengthMs + (i === 2 ? 2 * spaceMs + lengthMs : spaceMs);
    });
  }
  return pulses;
}

function evenPulses(frequencies: number[], lengthMs: number, spaceMs: number): Pulse[] {
  return frequencies.map((frequencyHz, i) => ({ startMs: i * (lengthMs + spaceMs), lengthMs, frequencyHz }));
}

export const bursts: Record<Priority, Burst> = {
  high: { pulses: highPulses(), everyMs: 8000 },
  medium: { pulses: evenPulses([c, c, c], 200, 200), everyMs: 15_000 },
  low: { pulses: evenPulses([a, f], 200, 200), everyMs: 30_000 },
};

const rank: Record<Priority, number> = { high: 3, medium: 2, low: 1 };

/** The gravest priority that must be heard: acknowledged, paused and closed alerts are silent. */
export function audiblePriority(alerts: readonly AlertRow[], now: number): Priority | undefined {
  let gravest: Priority | undefined;
  for (const alert of alerts) {
    if (alert.status !== 'open' || alert.acknowledged) continue;
    if (alert.pausedUntil !== undefined && alert.pausedUntil > now) continue;
    if (!gravest || rank[alert.priority] > rank[gravest]) gravest = alert.priority;
  }
  return gravest;
}
