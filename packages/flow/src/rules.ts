import { type Static, Type } from 'typebox';

const perMin = Type.Number({ minimum: 20, maximum: 250 });
const percent = Type.Number({ minimum: 50, maximum: 100 });
const celsius = Type.Number({ minimum: 30, maximum: 43 });
const minutes = Type.Number({ minimum: 0.5, maximum: 24 * 60 });
const strict = { additionalProperties: false } as const;

const Oxygen = Type.Object(
  { mediumBelowPercent: percent, mediumMinutes: minutes, highBelowPercent: percent, highMinutes: minutes },
  strict,
);

/**
 * What the watch of this house goes by, as far as the house may choose: one document, versioned, tried on the past before it is
 * switched on. A person's own settings (88-92 % scale, hours without movement) stand beside it and come first.
 */
export const Rules = Type.Object(
  {
    oxygen: Oxygen,
    /** Where a clinician prescribed 88-92 % (NEWS2, SpO2 scale 2). */
    oxygenScale2: Oxygen,
    pulse: Type.Object(
      {
        fastFromPerMin: perMin,
        fastMinutes: minutes,
        slowToPerMin: perMin,
        slowMinutes: minutes,
        restingFromPerMin: perMin,
        restingMinutes: minutes,
      },
      strict,
    ),
    temperature: Type.Object(
      {
        feverFromCel: celsius,
        highFeverFromCel: celsius,
        feverMinutes: minutes,
        hypothermiaToCel: celsius,
        hypothermiaMinutes: minutes,
      },
      strict,
    ),
    /** The judge's score from which a suspected fall is said, 0..1. */
    fall: Type.Object({ fromScore: Type.Number({ minimum: 0.05, maximum: 0.999 }) }, strict),
    silence: Type.Object({ noContactMinutes: minutes, notWornMinutes: minutes, stuckMinutes: minutes }, strict),
    /**
     * Detectors that are switched off, by name: they go on learning and say nothing. Only those that need no absolute limit
     * may be: `switchable` in the detectors' package.
     */
    off: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 30, uniqueItems: true }),
    budget: Type.Object(
      {
        /** Calls a day the desk can work, over all people; null for no limit: everything found is called. */
        callsPerDay: Type.Union([Type.Number({ minimum: 0.1, maximum: 100_000 }), Type.Null()]),
      },
      strict,
    ),
  },
  strict,
);
export type Rules = Static<typeof Rules>;
