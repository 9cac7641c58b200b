import { type Static, Type } from 'typebox';

/** A vital sign entered by hand; absent: not measured. */
const Measured = (minimum: number, maximum: number) => Type.Optional(Type.Number({ minimum, maximum }));

/** Of a record by name: without it a name that the pattern does not know would be let pass with whatever it holds. */
const onlyThese = { additionalProperties: false } as const;

/** An id made on the nurse's device: what is sent twice under it is stored once. */
export const EntryId = Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' });
/** A day of the site's calendar. */
export const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** A time of that day. */
export const ClockText = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

/** Where something is, WGS 84. */
export const Place = Type.Object(
  {
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
    /** Radius that the truth lies in, as the device says. */
    accuracyM: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
  },
  { additionalProperties: false },
);
export type Place = Static<typeof Place>;

export const VisitVitals = Type.Object(
  {
    /** First reading. */
    systolicMmHg: Measured(30, 350),
    diastolicMmHg: Measured(10, 250),
    /** Second reading, a minute or more later; what counts is the mean of both (`meanPressure` of `vitals`). */
    secondSystolicMmHg: Measured(30, 350),
    secondDiastolicMmHg: Measured(10, 250),
    pulsePerMin: Measured(10, 300),
    temperatureCel: Measured(20, 46),
    spo2Percent: Measured(30, 100),
    onOxygen: Type.Optional(Type.Boolean()),
    respirationPerMin: Measured(2, 90),
    glucoseMgPerDl: Measured(10, 1500),
    fasting: Type.Optional(Type.Boolean()),
    weightKg: Measured(2, 400),
    /** Numeric rating, 0 none to 10 worst. */
    painScore: Measured(0, 10),
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
    /** 지남력: whether she knows the time, the place, and who is who. */
    orientedToTime: Type.Optional(Type.Boolean()),
    orientedToPlace: Type.Optional(Type.Boolean()),
    orientedToPerson: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type VisitVitals = Static<typeof VisitVitals>;

/** boolean; number; text, date or the code of a choice; codes of a choice of many. */
export const FormAnswer = Type.Union([
  Type.Boolean(),
  Type.Number(),
  Type.String({ maxLength: 5000 }),
  Type.Array(Type.String({ maxLength: 100 }), { maxItems: 60 }),
]);
export type FormAnswer = Static<typeof FormAnswer>;

/** A form that was filled in; it becomes a QuestionnaireResponse. */
export const FilledForm = Type.Object(
  {
    /** Version of the Questionnaire that was on the device. */
    version: Type.String({ maxLength: 20 }),
    /** By linkId. */
    answers: Type.Record(Type.String({ pattern: '^[a-z0-9.-]{1,64}$' }), FormAnswer, onlyThese),
  },
  { additionalProperties: false },
);
export type FilledForm = Static<typeof FilledForm>;

/** A picture taken at a visit. Its bytes go by a message of their own; it becomes Media and Binary. */
export const VisitPhoto = Type.Object(
  {
    id: EntryId,
    takenAt: Type.Number(),
    kind: Type.Union([Type.Literal('wound'), Type.Literal('other')]),
    /** Where on the body, or of what, in the nurse's words. */
    caption: Type.Optional(Type.String({ maxLength: 300 })),
    /** What in the picture told its scale, e.g. `coin-500`, `ruler-5cm`; absent: no sizes. */
    reference: Type.Optional(Type.String({ maxLength: 40 })),
    lengthMm: Measured(0, 2000),
    widthMm: Measured(0, 2000),
  },
  { additionalProperties: false },
);
export type VisitPhoto = Static<typeof VisitPhoto>;

/** When the nurse means to come again; with a time it was promised to the person. It becomes an Appointment. */
export const NextVisit = Type.Object(
  { date: DayText, time: Type.Optional(ClockText), note: Type.Optional(Type.String({ maxLength: 1000 })) },
  { additionalProperties: false },
);
export type NextVisit = Static<typeof NextVisit>;

/**
 * `open`: begun, nothing is final. `vitals-final`: what was measured is final and at the hospital, the note is pending.
 * `signed`: the nurse has signed; from here on a change is a correction, with its reason, and the original is kept.
 */
export const VisitState = Type.Union([Type.Literal('open'), Type.Literal('vitals-final'), Type.Literal('signed')]);
export type VisitState = Static<typeof VisitState>;

/**
 * What a nurse enters at a visit; the record turns it into Encounter, Observations, QuestionnaireResponses, Media and
 * Appointment. The limits here are of the physically possible (beyond them is a slip of the finger); what is merely
 * unusual is asked about on the screen and comes with its vital's name in `confirmed`.
 */
export const VisitEntry = Type.Object(
  {
    /** Made on the nurse's device: the same visit sent twice is stored once. */
    id: EntryId,
    patient: EntryId,
    /** Absent: `signed`. */
    state: Type.Optional(VisitState),
    arrived: Type.Number(),
    /** When she left; before `signed`, when something was last entered. */
    finished: Type.Number(),
    /** When the vitals were complete; absent: `finished`. */
    measured: Type.Optional(Type.Number()),
    arrivedAt: Type.Optional(Place),
    finishedAt: Type.Optional(Place),
    /** The clock of the device jumped or is not known to be right: the times are as well as could be told. */
    clockUncertain: Type.Optional(Type.Boolean()),
    vitals: VisitVitals,
    /** Names of unusual vitals about which the nurse said yes; and why, where she said so. */
    confirmed: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
    confirmedWhy: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }), Type.String({ maxLength: 500 }), onlyThese),
    ),
    /** By id of the Questionnaire. */
    forms: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), FilledForm, onlyThese)),
    photos: Type.Optional(Type.Array(VisitPhoto, { maxItems: 30 })),
    remarks: Type.Optional(Type.String({ maxLength: 5000 })),
    /** What the doctor is asked. */
    question: Type.Optional(Type.String({ maxLength: 2000 })),
    next: Type.Optional(NextVisit),
  },
  { additionalProperties: false },
);
export type VisitEntry = Static<typeof VisitEntry>;
