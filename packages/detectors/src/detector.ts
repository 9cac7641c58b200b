import type { Finding, Rules } from '@munan/flow';

/** A person's own settings, as far as detectors need them. */
export interface WatchSettings {
  /** SpO2 limits of the 88-92 % scale, only where a clinician prescribed it. */
  spo2Scale2: boolean;
  noMovementHours: { caution: number; alarm: number; danger: number };
  /** Devices assigned to the person now: only their silence counts. */
  devices: readonly { id: string; kind: 'ear' | 'wrist' | 'test' }[];
  /**
   * When this server began to listen, Unix ms: silence while nobody listened is not the device's. Without it a restart
   * after an hour would declare everybody silent.
   */
  listeningSince?: number;
  /** Of the house; the defaults where absent. */
  rules?: Rules;
  /** Minutes east of UTC; Korea's 540 where absent. */
  zoneOffsetMinutes?: number;
  /** What a population knows of people like her: where her own usual range begins. */
  person?: PersonPrior;
}
export interface PersonPrior {
  birthYear?: number;
  sex?: 'female' | 'male';
  conditions?: readonly Condition[];
  /** She was unwell when enrolled: what she was like then is not taken for her usual. */
  enrolledUnwell?: boolean;
}
/** Conditions and medicines that move the usual range of a vital sign. */
export const conditions = ['copd', 'heart-failure', 'atrial-fibrillation', 'beta-blocker', 'sleep-apnoea'] as const;
export type Condition = (typeof conditions)[number];
export const defaultNoMovementHours = { caution: 8, alarm: 12, danger: 24 } as const;

/** Whose readings are judged; `device` is absent where the readings of several devices are judged together. */
export interface Source {
  subject: string;
  device?: string;
}

/**
 * One detector: a pure step function over one kind of input. The state is plain data (JSON keeps it whole), of constant size,
 * and is changed in place: on this path a copy a sample would cost more than the judging. Inputs come in order of
 * event time; `due` and `tick` are for those that judge the passing of time itself.
 */
export interface Detector<State, Input> {
  name: string;
  /** Version of the rules; part of every finding. */
  version: number;
  start(): State;
  step(state: State, input: Input, source: Source, settings: WatchSettings): Finding[];
  /** When `tick` next matters, Unix ms. */
  due?(state: State): number | undefined;
  tick?(state: State, now: number, source: Source, settings: WatchSettings): Finding[];
}

export const secondMs = 1000;
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
