import type { NewPerson } from '@munan/flow';

/** What stands in the form: text, as it was typed. */
export interface PersonForm {
  name: string;
  birthDate: string;
  sex: '' | NewPerson['sex'];
  address: string;
  /** `35.25, 128.64`: latitude and longitude, as maps copy them. */
  location: string;
  doorCode: string;
  phone: string;
  conditions: string;
  programme: NewPerson['programme'];
  nurse: string;
  spo2Scale2: boolean;
  enrolledUnwell: boolean;
  caution: string;
  alarm: string;
  danger: string;
}
export type PersonProblem =
  | 'name'
  | 'birthDate'
  | 'birthDateFuture'
  | 'birthDateOld'
  | 'sex'
  | 'address'
  | 'location'
  | 'phone'
  | 'hours'
  | 'hoursOrder';
export type PersonProblems = Partial<Record<keyof PersonForm, PersonProblem>>;

/** District services tell of no movement after 8, 12 and 24 h. */
export const emptyPerson: PersonForm = {
  name: '',
  birthDate: '',
  sex: '',
  address: '',
  location: '',
  doorCode: '',
  phone: '',
  conditions: '',
  programme: 'regular',
  nurse: '',
  spo2Scale2: false,
  enrolledUnwell: false,
  caution: '8',
  alarm: '12',
  danger: '24',
};

/** The person to be enrolled, or what is wrong with which field. `now` Unix ms. */
export function readPerson(form: PersonForm, now: number): { person: NewPerson } | { problems: PersonProblems } {
  const problems: PersonProblems = {};
  const name = form.name.trim().replaceAll(/\s+/g, ' ');
  const address = form.address.trim();
  const phone = form.phone.trim();
  if (!name) problems.name = 'name';
  if (!address) problems.address = 'address';
  if (!form.sex) problems.sex = 'sex';
  if (phone && !/^\+?[\d -]{3,20}$/.test(phone)) problems.phone = 'phone';
  const location = form.location.trim() === '' ? undefined : locationOf(form.location);
  if (location === 'wrong') problems.location = 'location';
  const birthProblem = birthDateProblem(form.birthDate, now);
  if (birthProblem) problems.birthDate = birthProblem;
  const hours = { caution: hoursOf(form.caution), alarm: hoursOf(form.alarm), danger: hoursOf(form.danger) };
  for (const step of ['caution', 'alarm', 'danger'] as const) if (hours[step] === undefined) problems[step] = 'hours';
  const { caution, alarm, danger } = hours;
  if (caution !== undefined && alarm !== undefined && alarm <= caution) problems.alarm = 'hoursOrder';
  if (alarm !== undefined && danger !== undefined && danger <= alarm) problems.danger = 'hoursOrder';
  if (Object.keys(problems).length > 0 || !form.sex || caution === undefined || !alarm || !danger) return { problems };
  const conditions = form.conditions
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean);
  const doorCode = form.doorCode.trim();
  return {
    person: {
      name,
      birthDate: form.birthDate,
      sex: form.sex,
      address,
      programme: form.programme,
      spo2Scale2: form.spo2Scale2,
      noMovementHours: { caution, alarm, danger },
      ...(form.enrolledUnwell ? { enrolledUnwell: true } : {}),
      ...(phone ? { phone } : {}),
      ...(typeof location === 'object' ? { location } : {}),
      ...(form.nurse ? { nurse: form.nurse } : {}),
      ...(doorCode ? { doorCode } : {}),
      ...(conditions.length > 0 ? { conditions } : {}),
    },
  };
}

function birthDateProblem(text: string, now: number): PersonProblem | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return 'birthDate';
  const t = Date.parse(`${text}T00:00:00Z`);
  // Date.parse turns the 31st of February into a day of March.
  if (Number.isNaN(t) || new Date(t).toISOString().slice(0, 10) !== text) return 'birthDate';
  if (t > now) return 'birthDateFuture';
  return new Date(now).getUTCFullYear() - Number(match[1]) > 130 ? 'birthDateOld' : undefined;
}

function locationOf(text: string): NonNullable<NewPerson['location']> | 'wrong' {
  const match = /^\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*$/.exec(text);
  const [latitude, longitude] = [Number(match?.[1]), Number(match?.[2])];
  return match && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : 'wrong';
}

function hoursOf(text: string): number | undefined {
  const hours = Number(text);
  return text.trim() !== '' && Number.isInteger(hours) && hours >= 1 && hours <= 168 ? hours : undefined;
}
