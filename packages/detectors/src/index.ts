/**
 * What readings mean: one folder a detector, each a pure step function, and `watch/`, which feeds them for one person.
 * Nothing here reads a clock, a file or a random number: the same readings give the same findings.
 */
export { button } from './button/button.ts';
export {
  type Condition,
  conditions,
  type Detector,
  defaultNoMovementHours,
  type PersonPrior,
  type Source,
  type WatchSettings,
} from './detector.ts';
export { deterioration, deteriorationRule } from './deterioration/deterioration.ts';
export { afterFall, fall } from './fall/fall.ts';
export { type FallJudgement, fallThreshold, judgeFall } from './fall/judge.ts';
export { eventWindow, suspectFalls, type TriggerOptions, triggerDefaults } from './fall/trigger.ts';
export { type HalfMinute, halfMinuteMs } from './half-minutes.ts';
export { lowOxygen, lowOxygenRule } from './low-oxygen/low-oxygen.ts';
export { graceMs, type Minute } from './minutes.ts';
export { movementPerMin } from './movement.ts';
export { noMovement } from './no-movement/no-movement.ts';
export { apnoeaRule, screenApnoea } from './oxygen/apnoea.ts';
export { desaturationRule } from './oxygen/desaturation.ts';
export { nightRule, oxygenNight } from './oxygen/night.ts';
export { fastPulseRule, pulse, restingPulse, restingPulseRule, slowPulseRule } from './pulse/pulse.ts';
export { defaultRules, rulesOf } from './rules.ts';
export { score, scoreRule } from './score/score.ts';
export { type SilenceAct, type SilenceCode, silenceKinds } from './silence/kinds.ts';
export { silenceLimits } from './silence/silence.ts';
export { ear, feverRule, hypothermiaRule, temperature } from './temperature/temperature.ts';
export { usualRanges, usualSteps } from './usual/ranges.ts';
export { type UsualState, usual } from './usual/usual.ts';
export { judgeHistory } from './watch/history.ts';
export { switchable } from './watch/minute-detectors.ts';
export { order } from './watch/order.ts';
export { type Overview, overview } from './watch/overview.ts';
export { liveWithinMs, type Present, present } from './watch/present.ts';
export { createWatch, restore, serialise, type WatchState } from './watch/state.ts';
export { nextDue, stepPacket, tick } from './watch/watch.ts';
