import type { DeviceEvent, Finding } from '@munan/flow';
import { type Detector, minuteMs } from '../detector.ts';
import { findingOf } from '../finding.ts';

/** Minutes (Unix) in which a press was announced already; the newest few. */
export interface ButtonState {
  announced: { sign: string; minute: number }[];
}
const remembered = 16;

/**
 * A pressed button, and "help" answered to the device's question: a stated wish, announced at once. Presses within one
 * minute of the clock are one finding, whichever of them arrives first. What the person answers otherwise is
 * for the response to read; nothing said here ever means "well".
 */
export const button: Detector<ButtonState, DeviceEvent> = {
  name: 'button',
  version: 1,
  start: () => ({ announced: [] }),
  step(state, event, source): Finding[] {
    const asked = event.code === 'reply' && event.answer === 'help';
    if (event.code !== 'button' && !asked) return [];
    const sign = asked ? 'asked-for-help' : 'button';
    const minute = Math.floor(event.t / minuteMs);
    if (state.announced.some((earlier) => earlier.sign === sign && earlier.minute === minute)) return [];
    state.announced.push({ sign, minute });
    if (state.announced.length > remembered) state.announced.shift();
    const said = findingOf({
      detector: button,
      source,
      sign,
      phase: 'began',
      family: 'safety',
      priority: 'high',
      reason: { code: sign },
      confidence: 1,
      // The episode is named after the minute, so that two presses that overtake each other still are one.
      since: minute * minuteMs,
      at: event.t,
      evidence: [
        {
          channel: 'activity',
          from: event.t - 10 * minuteMs,
          to: event.t + 5 * minuteMs,
          values: { pressedAt: event.t },
        },
      ],
    });
    return [{ ...said, since: event.t }];
  },
};
