import { type Static, Type } from 'typebox';

/** A vital sign entered by hand, or the stated reason for its absence. */
const Measured = (minimum: number, maximum: number) => Type.Optional(Type.Number({ minimum, maximum }));

/**
 * What a nurse enters at a visit; the record turns it into Encounter and Observations. The limits here are of the
 * physically possible (beyond them is a slip of the finger); what is merely unusual is asked about on the screen and
 * comes with its vital's name in `confirmed`.
 */
export const VisitEntry = Type.Object(
  {
    /** Made on the nurse's device: the same visit sent twice is stored once. */
    id: Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
    patient: Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
    arrived: Type.Number(),
    finished: Type.Number(),
    vitals: Type.Object(
      {
        systolicMmHg: Measured(30, 350),
        diastolicMmHg: Measured(10, 250),
        pulsePerMin: Measured(10, 300),
        temperatureCel: Measured(20, 46),
        spo2Percent: Measured(30, 100),
        onOxygen: Type.Optional(Type.Boolean()),
        respirationPerMin: Measured(2, 90),
        glucoseMgPerDl: Measured(10, 1500),
        fasting: Type.Optional(Type.Boolean()),
        weightKg: Measured(2, 400),
        /** ACVPU: alert, new confusion, voice, pain, unresponsive. */
        consciousness: Type.Optional(
          Type.Union([
            Type.Literal('alert'),
            Type.Literal('confusion'),
            Type.Literal('voice'),
            Type.Literal('pain'),
            Type.Literal('unresponsive'),
          ]),
        ),
      },
      { additionalProperties: false },
    ),
    confirmed: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
    remarks: Type.Optional(Type.String({ maxLength: 5000 })),
  },
  { additionalProperties: false },
);
export type VisitEntry = Static<typeof VisitEntry>;
