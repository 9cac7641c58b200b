import type { Finding, UsualChannel } from '@munan/flow';
import { minuteMs, type Source, type WatchSettings } from '../detector.ts';
import type { MinuteDetector } from '../watch/minute-detectors.ts';
import { addToDay, type DriftState, endDay, startDrift } from './drift.ts';
import { forget, type Learned, learn, startLearned } from './learned.ts';
import { judgeOverUsual, type OverUsualState, startOverUsual } from './over-usual.ts';
import { binMinutes, bins, states } from './population.ts';
import { beliefOf } from './ranges.ts';
import {
  endStretch,
  endVisits,
  type Gathered,
  gather,
  leastJudgedMinutes,
  startGathered,
  stretchMinutes,
} from './stretches.ts';
import { type judged, judgeSudden, type SuddenState, startSudden } from './sudden.ts';

interface ChannelState {
  learned: Learned;
  gathered: Gathered;
}
/** As usual (평소): what is learned of one person. About 3 KiB as text. */
export interface UsualState {
  channels: Record<UsualChannel, ChannelState>;
  sudden: Record<(typeof judged)[number], SuddenState>;
  drift: Record<(typeof judged)[number], DriftState>;
  overUsual: OverUsualState;
  /** The open stretch: its state's number, its minutes' number / 10, its first and last minute (Unix minutes). */
  stretch: [state: number, ten: number, first: number, last: number];
  /** 4-hour bin since 1970, local, of the open visits; 0 before the first minute. */
  bin: number;
}
const channels = ['spo2', 'pulse', 'temperature', 'activity'] as const satisfies readonly UsualChannel[];
const startChannel = (): ChannelState => ({ learned: startLearned(), gathered: startGathered() });
const isJudged = (channel: UsualChannel): channel is (typeof judged)[number] => channel !== 'activity';

/** Nothing of activity is learned by state: the state is made from it. */
const stateFor = (channel: UsualChannel, state: number) => (channel === 'activity' ? 0 : state);

function endStretches(state: UsualState, source: Source, settings: WatchSettings): Finding[] {
  const [doing, , first, last] = state.stretch;
  const findings: Finding[] = [];
  for (const channel of channels) {
    const { gathered, learned } = state.channels[channel];
    const over = endStretch(gathered, stateFor(channel, doing));
    if (!over || !isJudged(channel) || over.minutes < leastJudgedMinutes || states[doing] === 'moving') continue;
    const stretch = { ...over, from: first * minuteMs, to: (last + 1) * minuteMs };
    const belief = beliefOf(learned, channel, settings, Math.floor(state.bin / bins));
    const cell = doing * bins + (state.bin % bins);
    if (channel === 'temperature') {
      for (const finding of judgeOverUsual(state.overUsual, stretch, belief, cell, source)) findings.push(finding);
    }
    for (const finding of judgeSudden(state.sudden[channel], channel, stretch, belief, cell, source))
      findings.push(finding);
  }
  return findings;
}

/** The 4-hour bin is over: what was gathered in it is learned, and after the last of a day the day is judged. */
function endBin(state: UsualState, next: number, source: Source, settings: WatchSettings): Finding[] {
  const findings: Finding[] = [];
  const day = Math.floor(state.bin / bins);
  const isDayOver = Math.floor(next / bins) > day;
  const isUnwell = settings.person?.enrolledUnwell ?? false;
  for (const channel of channels) {
    const { gathered, learned } = state.channels[channel];
    const visits = endVisits(gathered, state.bin % bins);
    if (visits.length === 0 && !isDayOver) continue;
    if (visits.length > 0) {
      forget(learned, day);
      const belief = beliefOf(learned, channel, settings, day);
      for (const visit of visits) {
        if (isJudged(channel)) addToDay(state.drift[channel], visit, belief);
        learn(learned, visit, belief, isUnwell);
      }
    }
    if (isDayOver && isJudged(channel)) {
      const belief = beliefOf(learned, channel, settings, day);
      for (const finding of endDay(state.drift[channel], channel, day, belief, source, settings))
        findings.push(finding);
    }
  }
  return findings;
}

/**
 * The personal baseline: learns what is usual for her by time of day and state, and says what departs from it, suddenly (minutes)
 * or slowly (days). Soft by nature: low, or medium when strong and lasting; absolute limits stand beside it and do not ask
 * it. Reason, evidence and limits: docs/clinical/usual.md.
 */
export const usual: MinuteDetector<UsualState> = {
  name: 'usual',
  version: 1,
  start: () => ({
    channels: { spo2: startChannel(), pulse: startChannel(), temperature: startChannel(), activity: startChannel() },
    sudden: { spo2: startSudden(), pulse: startSudden(), temperature: startSudden() },
    drift: { spo2: startDrift(), pulse: startDrift(), temperature: startDrift() },
    overUsual: startOverUsual(),
    stretch: [0, 0, 0, 0],
    bin: 0,
  }),
  step(state, { minute, local, doing }, source, settings): Finding[] {
    const number = Math.floor(minute.from / minuteMs);
    const bin = local.day * bins + Math.floor(local.minuteOfDay / binMinutes);
    const doingNow = states.indexOf(doing);
    const ten = Math.floor(number / stretchMinutes);
    const findings: Finding[] = [];
    const [before, tenBefore] = state.stretch;
    if (before !== doingNow || tenBefore !== ten || state.bin !== bin) {
      if (state.bin > 0) for (const finding of endStretches(state, source, settings)) findings.push(finding);
      state.stretch = [doingNow, ten, number, number];
    } else state.stretch[3] = number;
    if (state.bin !== bin) {
      if (state.bin > 0) for (const finding of endBin(state, bin, source, settings)) findings.push(finding);
      state.bin = bin;
    }
    for (const channel of channels) gather(state.channels[channel].gathered, channel, minute, number);
    return findings;
  },
};
