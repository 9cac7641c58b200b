import type { Finding, Priority } from '@munan/flow';
import { type Detector, hourMs, minuteMs } from '../detector.ts';
import { findingOf } from '../finding.ts';
import type { Minute } from '../minutes.ts';
import { movedAt, movementPerMin } from '../movement.ts';

/** Hours: the district services' 8 h caution, 12 h alarm, 24 h danger, or the person's own. docs/clinical/no-movement.md. */
export interface NoMovementState {
  /** Start of the still stretch; null until a worn device has spoken. */
  since: number | null;
  /** Time in it that was covered by a worn device: only that counts. */
  stillMs: number;
  /** How far it has come: 0 nothing, 1 caution, 2 alarm, 3 danger. */
  level: number;
}
const levels: { name: 'caution' | 'alarm' | 'danger'; priority: Priority }[] = [
  { name: 'caution', priority: 'low' },
  { name: 'alarm', priority: 'medium' },
  { name: 'danger', priority: 'high' },
];

/**
 * No movement on any worn device. The clock runs only while a worn device tells of movement or its absence; while
 * none does it stands still and silence speaks instead. Putting a device on or taking it off is movement.
 */
export const noMovement: Detector<NoMovementState, Minute> = {
  name: 'no-movement',
  version: 1,
  start: () => ({ since: null, stillMs: 0, level: 0 }),
  step(state, minute, source, settings): Finding[] {
    const end = minute.from + minuteMs;
    const say = (phase: Finding['phase'], level: number, at: number): Finding => {
      const { name, priority } = levels[level - 1]!;
      const hours = settings.noMovementHours[name];
      return findingOf({
        detector: noMovement,
        source,
        phase,
        step: phase === 'changed' ? name : undefined,
        family: 'safety',
        priority,
        reason: { code: 'no-movement', params: { hours, level: name } },
        confidence: 0.7,
        // Two cautions in 492 recorded days; the alarm and the danger are called whatever the budget.
        ...(level === 1 ? { rarity: 2.4 } : {}),
        since: state.since!,
        at,
        evidence: [
          {
            channel: 'activity',
            from: state.since! - hourMs,
            to: at + 10 * minuteMs,
            values: { stillHours: Number((state.stillMs / hourMs).toFixed(1)) },
            limits: [movementPerMin.anyCounts],
          },
        ],
      });
    };
    if (movedAt(minute)) {
      const findings = state.level > 0 ? [say('ended', state.level, minute.from)] : [];
      state.since = end;
      state.stillMs = 0;
      state.level = 0;
      return findings;
    }
    if (!minute.covered) return [];
    state.since ??= minute.from;
    state.stillMs += minuteMs;
    const findings: Finding[] = [];
    while (state.level < 3) {
      const next = levels[state.level]!.name;
      if (state.stillMs < settings.noMovementHours[next] * hourMs) break;
      state.level++;
      findings.push(say(state.level === 1 ? 'began' : 'changed', state.level, end));
    }
    return findings;
  },
};
