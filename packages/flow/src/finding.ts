import { type Static, Type } from 'typebox';
import { Priority, Reason } from './reason.ts';

/** What a detector looked at: drawn on the screen beside the finding. */
export const Evidence = Type.Object({
  channel: Type.String(),
  device: Type.Optional(Type.String()),
  /** Window, Unix ms. */
  from: Type.Number(),
  to: Type.Number(),
  /** Named figures with the unit last in the name: `lowestPercent`, `meanPerMin`, `peakG`. */
  values: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()])),
  /** Lines to draw across the chart: the limits that were crossed, in the channel's unit. */
  limits: Type.Optional(Type.Array(Type.Number())),
  /** The person's usual range over the window, in steps, in the channel's unit (or the figure's): drawn as a band. */
  usual: Type.Optional(Type.Array(Type.Object({ t: Type.Number(), low: Type.Number(), high: Type.Number() }))),
  /**
   * What was judged, where that is not the channel itself but one value a day or an hour: `restingPulsePerMin`. Unit last
   * in the name; `upAtMinuteOfDay` is a local clock time. Drawn instead of the channel.
   */
  figure: Type.Optional(
    Type.Object({
      name: Type.String(),
      points: Type.Array(Type.Object({ t: Type.Number(), value: Type.Number() })),
    }),
  ),
});
export type Evidence = Static<typeof Evidence>;

/** Findings of one family and one person belong to one episode and merge into one alert. */
export const Family = Type.Union([
  Type.Literal('safety'), // fall, button, no movement
  Type.Literal('vital'), // oxygen, pulse, temperature, score
  Type.Literal('silence'), // not worn, battery, no contact
  Type.Literal('house'), // of no person: a dead channel, a desk asleep, detectors that are not fed
]);
export type Family = Static<typeof Family>;

/**
 * What a detector says. `began` opens an episode, `changed` adds to it (worse, better, more evidence), `ended` says that
 * the sign is gone. A finding never ends an alert: a person or a stated rule does.
 */
export const Finding = Type.Object({
  /** Deterministic: detector, subject, device, episode start and phase; the same readings give the same id. */
  id: Type.String(),
  /** All findings of one sign in one stretch of time share it: `<detector>/<subject>/<start ms>`. */
  episode: Type.String(),
  subject: Type.String(),
  detector: Type.String(),
  /** Version of the detector's rules. */
  version: Type.Integer(),
  phase: Type.Union([Type.Literal('began'), Type.Literal('changed'), Type.Literal('ended')]),
  family: Family,
  priority: Priority,
  reason: Reason,
  /** 0..1: how sure; 1 for a stated fact such as a pressed button. */
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  /**
   * How rare such a finding is among well people: -log10 of the number expected per person-day. The budget weighs findings
   * of all detectors by it. Absent: not weighed, always called.
   */
  rarity: Type.Optional(Type.Number({ minimum: 0 })),
  /** Kept from the desk, by the budget if nothing else is said: kept in the record, seen on the person's page, and not called. */
  held: Type.Optional(
    Type.Object({
      threshold: Type.Number(),
      /** Not by the budget: many homes fell silent at once, and one call is made for all; or she is in hospital or travelling. */
      because: Type.Optional(Type.Union([Type.Literal('network'), Type.Literal('away')])),
    }),
  ),
  /** When the sign began, event time, Unix ms. */
  since: Type.Number(),
  /** When the detector could first say so, event time, Unix ms. */
  at: Type.Number(),
  /** False when judged from late data: history, never a live alarm. */
  live: Type.Boolean(),
  evidence: Type.Array(Evidence),
});
export type Finding = Static<typeof Finding>;
