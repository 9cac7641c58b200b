/** Simulated findings of several detectors: Poisson, with a rate that changes from day to day. */
import type { Finding } from '@munan/flow';
import { dayMs } from './burden-town.ts';
import { drawsFrom } from './intervals.ts';

interface Kind {
  detector: string;
  family: Finding['family'];
  priority: Finding['priority'];
  share: number;
  rarity: (draw: () => number) => number;
}
/** One detector whose findings are all equally rare (a great tie), two on a scale, and some of high priority. */
const kinds: readonly Kind[] = [
  {
    ...{ detector: 'usual', family: 'vital', priority: 'low', share: 0.4 },
    rarity: (draw) => 1 - Math.log10(1 - draw()),
  },
  { detector: 'silence', family: 'silence', priority: 'low', share: 0.3, rarity: () => 0.7 },
  {
    ...{ detector: 'routine', family: 'safety', priority: 'medium', share: 0.28 },
    rarity: (draw) => 1.5 - 0.5 * Math.log10(1 - draw()),
  },
  { detector: 'fall', family: 'safety', priority: 'high', share: 0.02, rarity: () => 2 },
];

export function simulatedFindings(
  days: number,
  perDayAt: (day: number) => number,
  people: number,
  seed: number,
): Finding[] {
  const draw = drawsFrom(seed);
  const findings: Finding[] = [];
  for (let at = 0; ; ) {
    at += (-Math.log(1 - draw()) / perDayAt(at / dayMs)) * dayMs;
    if (at >= days * dayMs) return findings;
    let left = draw();
    const kind = kinds.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    if (!kind) continue;
    const { detector, family, priority } = kind;
    const subject = `p${Math.floor(draw() * people)}`;
    const episode = `${detector}/${subject}/${Math.round(at)}`;
    const rarity = kind.rarity(draw);
    findings.push({
      ...{ id: `${episode}/began`, episode, subject, detector, version: 1, phase: 'began', family, priority },
      ...{ reason: { code: 'unknown' }, confidence: 0.5, rarity, since: at, at, live: true, evidence: [] },
    });
  }
}
