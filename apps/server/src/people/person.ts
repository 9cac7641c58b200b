import { type Contact, type PersonBrief, siteZoneOffsetMinutes, Wishes } from '@munan/flow';
import { type Static, Type } from 'typebox';

const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const Lines = Type.Array(Text(200), { maxItems: 50 });
const Hours = Type.Integer({ minimum: 1, maximum: 168 });

/** District services: 8 h caution, 12 h alarm, 24 h danger; a person's own setting goes before. */
export const defaultNoMovementHours = { caution: 8, alarm: 12, danger: 24 } as const;

/** What is known of a person who is watched over. The Patient in the record is made from it (patient.ts). */
export const Person = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
    name: Text(100),
    birthDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    sex: Type.Union([Type.Literal('female'), Type.Literal('male')]),
    district: Type.String({ maxLength: 60 }),
    address: Text(300),
    phone: Type.Optional(Text(40)),
    doorCode: Type.Optional(Text(40)),
    /** Of her home, WGS 84; without it the day is put in order without the way. */
    location: Type.Optional(
      Type.Object(
        {
          latitude: Type.Number({ minimum: -90, maximum: 90 }),
          longitude: Type.Number({ minimum: -180, maximum: 180 }),
        },
        { additionalProperties: false },
      ),
    ),
    conditions: Lines,
    medications: Lines,
    allergies: Lines,
    /** Visiting-nursing groups: 집중관리군, 정기관리군, 자기역량지원군. */
    programme: Type.Union([Type.Literal('intensive'), Type.Literal('regular'), Type.Literal('self')]),
    /** A clinician prescribed 88-92 %: NEWS2 scale 2 [RCP NEWS2 2017, chart 1]. */
    spo2Scale2: Type.Boolean(),
    /** What she was like when she was enrolled is not taken for her usual; absent: she was well. */
    enrolledUnwell: Type.Optional(Type.Boolean()),
    noMovementHours: Type.Object({ caution: Hours, alarm: Hours, danger: Hours }),
    contacts: Type.Array(
      Type.Object({
        relation: Type.Union([
          Type.Literal('self'),
          Type.Literal('family'),
          Type.Literal('nurse'),
          Type.Literal('neighbour'),
        ]),
        name: Text(100),
        phone: Text(40),
      }),
      { maxItems: 10 },
    ),
    simulated: Type.Boolean(),
    /** What she wishes for herself; absent: nothing of all that. */
    wishes: Type.Optional(Wishes),
    /** Who wrote them down last, and when. */
    wishesChanged: Type.Optional(
      Type.Object({ by: Type.String({ maxLength: 64 }), at: Type.Number() }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
export type Person = Static<typeof Person>;

/** Whole years at `now`, Korean and international count alike since 2023 (만 나이). */
export function ageAt(birthDate: string, now: number): number {
  const [year, month, day] = birthDate.split('-').map(Number) as [number, number, number];
  // A birthday begins at the city's midnight.
  const local = new Date(now + siteZoneOffsetMinutes * 60_000);
  const before = local.getUTCMonth() + 1 < month || (local.getUTCMonth() + 1 === month && local.getUTCDate() < day);
  return local.getUTCFullYear() - year - (before ? 1 : 0);
}

export function briefOf(person: Person, now: number): PersonBrief {
  const { id, name, birthDate, sex, district, simulated } = person;
  return { id, name, birthDate, age: ageAt(birthDate, now), sex, district, simulated };
}

/** Whom to telephone, the person first. */
export function contactsOf(person: Person): Contact[] {
  const isListed = person.contacts.some(({ relation }) => relation === 'self');
  const self: Contact[] =
    person.phone && !isListed ? [{ relation: 'self', name: person.name, phone: person.phone }] : [];
  return [...self, ...person.contacts];
}

/** Why these facts cannot be, in one sentence naming the field; undefined when they can. */
export function whyNotPossible(person: Person, now: number): string | undefined {
  const born = Date.parse(`${person.birthDate}T00:00:00Z`);
  if (!Number.isFinite(born) || new Date(born).toISOString().slice(0, 10) !== person.birthDate)
    return `birthDate is "${person.birthDate}"; allowed is a day of the calendar, yyyy-mm-dd`;
  if (born > now) return `birthDate is "${person.birthDate}"; allowed is a day in the past`;
  if (ageAt(person.birthDate, now) > 120) return `birthDate is "${person.birthDate}"; allowed is at most 120 years ago`;
  const { caution, alarm, danger } = person.noMovementHours;
  if (!(caution < alarm && alarm < danger))
    return `noMovementHours is ${caution}, ${alarm}, ${danger}; allowed is caution < alarm < danger`;
  return undefined;
}
