import type { Finding, UsualChannel } from '@munan/flow';
import type { WatchSettings } from '../detector.ts';
import { usualSteps } from '../usual/ranges.ts';
import { usual } from '../usual/usual.ts';
import type { LongState } from './minute-detectors.ts';

const isUsualChannel = (channel: string): channel is UsualChannel =>
  channel === 'spo2' || channel === 'pulse' || channel === 'temperature' || channel === 'activity';

/**
 * Puts her usual range beside every channel that a finding shows: as it is believed when the finding is made. Figures of days
 * bring their own. Changes the findings in place.
 */
export function drawUsual(findings: readonly Finding[], long: LongState | undefined, settings: WatchSettings): void {
  if (!long || findings.length === 0) return;
  // Before the first minute is closed, what a population knows of people like her.
  const held = long.usual ?? usual.start();
  for (const { evidence } of findings) {
    for (const one of evidence) {
      if (one.usual || one.figure || !isUsualChannel(one.channel)) continue;
      const steps = usualSteps(held, one.channel, one.from, one.to, settings, long.doing.last);
      if (steps.length > 0) one.usual = steps;
    }
  }
}
