import type { DeviceEvent, Finding } from '@munan/flow';
import { type Detector, minuteMs } from '../detector.ts';
import { findingOf, rounded } from '../finding.ts';
import type { Minute } from '../minutes.ts';
import { clearlyMovedAt, movementPerMin } from '../movement.ts';
import { rulesOf } from '../rules.ts';
import { judgeFall } from './judge.ts';

/** How long after a fall movement is looked for; the first minute still holds the impact itself. */
export const afterFall = { fromMs: minuteMs, untilMs: 10 * minuteMs, clearMinutes: 2 } as const;
const followed = 4;

interface Fallen {
  device: string;
  eventAt: number;
  impactAt: number;
  peakG: number;
  confidence: number;
}
export interface FallState {
  /** Falls after which movement is still looked for. */
  fallen: Fallen[];
}

/** A suspected fall is judged by its acceleration and announced at once; docs/clinical/fall.md. */
export const fall: Detector<FallState, DeviceEvent> = {
  name: 'fall',
  version: 3,
  start: () => ({ fallen: [] }),
  step(state, event, source, settings): Finding[] {
    if (event.code !== 'fall-suspected') return [];
    const judged = judgeFall(event.t, event.readings);
    const { fromScore } = rulesOf(settings).fall;
    if (!judged || !(judged.score >= fromScore)) return [];
    const { features } = judged;
    const peakG = rounded(features.peakG, 1);
    const confidence = rounded(judged.score, 2);
    const device = source.device ?? '';
    if (!state.fallen.some((earlier) => earlier.device === device && earlier.eventAt === event.t)) {
      state.fallen.push({ device, eventAt: event.t, impactAt: features.peakAt, peakG, confidence });
      state.fallen.sort((a, b) => a.eventAt - b.eventAt);
      if (state.fallen.length > followed) state.fallen.shift();
    }
    return [
      findingOf({
        detector: fall,
        source,
        phase: 'began',
        family: 'safety',
        priority: 'high',
        reason: { code: 'fall', params: { peakG, stillSeconds: features.stillSeconds, movedAfter: false } },
        confidence,
        // The device's own moment names the episode, so that overlapping events never melt into one by arrival.
        since: event.t,
        at: event.t,
        evidence: [
          {
            channel: 'acceleration',
            from: judged.from,
            to: judged.to,
            values: {
              impactAt: Math.round(features.peakAt),
              peakG: rounded(features.peakG, 2),
              lightestG: rounded(features.dipG, 2),
              turnDegrees: rounded(features.turnDegrees),
              quietestG: rounded(features.quietestG, 3),
              otherPeaks: features.otherPeaks,
              stillSeconds: features.stillSeconds,
              score: confidence,
              threshold: fromScore,
            },
          },
          {
            channel: 'activity',
            from: event.t - 10 * minuteMs,
            to: event.t + afterFall.untilMs,
            values: {},
            limits: [movementPerMin.clearCounts],
          },
        ],
      }),
    ];
  },
};

export interface AfterFallInput {
  minute: Minute;
  /** Closed minutes that are still known, this one included. */
  recent: readonly Minute[];
}
/**
 * Movement after a fall, on the person's closed minutes: somebody who is up and about in two of the next ten minutes did not stay
 * down. Says `changed` with a lower priority; the alert stays for a person to close.
 */
export function stepAfterFall(state: FallState, { minute, recent }: AfterFallInput, subject: string): Finding[] {
  const findings: Finding[] = [];
  state.fallen = state.fallen.filter((fallen) => {
    const from = Math.ceil((fallen.impactAt + afterFall.fromMs) / minuteMs) * minuteMs;
    const until = fallen.impactAt + afterFall.untilMs;
    const moving = recent.filter((known) => known.from >= from && known.from < until && clearlyMovedAt(known));
    if (moving.length < afterFall.clearMinutes) return minute.from < until;
    const at = moving[afterFall.clearMinutes - 1]!.from + minuteMs;
    const stillSeconds = rounded((moving[0]!.from - fallen.impactAt) / 1000);
    findings.push(
      findingOf({
        detector: fall,
        source: { subject, device: fallen.device },
        phase: 'changed',
        step: 'moved',
        family: 'safety',
        priority: 'low',
        reason: { code: 'fall', params: { peakG: fallen.peakG, stillSeconds, movedAfter: true } },
        confidence: fallen.confidence,
        since: fallen.eventAt,
        at,
        evidence: [
          {
            channel: 'activity',
            from: fallen.eventAt - 10 * minuteMs,
            to: at + 5 * minuteMs,
            values: { clearMinutes: moving.length },
            limits: [movementPerMin.clearCounts],
          },
        ],
      }),
    );
    return false;
  });
  return findings;
}
