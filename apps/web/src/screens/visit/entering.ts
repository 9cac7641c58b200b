import {
  fieldPlans,
  isNumberField,
  type Level,
  type NumberField,
  type Orientation,
  orientations,
  type Step,
  stepsFor,
  type VisitVitals,
  written,
} from './fields.ts';
import { isComplete, type Key, meant, pressed } from './keypad.ts';
import { judge, unsettled } from './plausibility.ts';
import { asked, type Place, type Work, withConfirmed, withVital } from './work.ts';

/** What the nurse does on the screen while she measures. */
export type EntryAct =
  | { do: 'key'; key: Key }
  /** On with what stands in the field; with nothing in it, this vital is skipped. */
  | { do: 'next' }
  | { do: 'back' }
  | { do: 'go'; step: Step }
  /** A number from elsewhere: the breath counter, a slipped point put right. */
  | { do: 'take'; value: number }
  /** What belongs to the number: air or oxygen, fasting or not. It is the last thing of its step. */
  | { do: 'choose'; value: boolean }
  | { do: 'level'; level: Level }
  | { do: 'pain'; score: number }
  /** One of the three; on by itself with the third. */
  | { do: 'orient'; what: Orientation; knows: boolean }
  | { do: 'orient-all' }
  | { do: 'yes'; why?: string }
  | { do: 'retype' };

/** Besides what is entered: when, and the vitals of the visit before. */
export interface Around {
  at: number;
  last?: VisitVitals | undefined;
}

/** The second question of a step, which decides what its number means; without an answer nothing is assumed. */
export const choiceOf: Partial<Record<Step, 'onOxygen' | 'fasting'>> = {
  spo2Percent: 'onOxygen',
  glucoseMgPerDl: 'fasting',
};

/** The visit after one act. Pure: the whole state of the screen is in it, so a killed browser loses nothing. */
export function entered(work: Work, act: EntryAct, around: Around): Work {
  const { step, verdict } = work.place;
  switch (act.do) {
    case 'key':
      return isNumberField(step) ? keyPressed(work, step, act.key, around) : work;
    case 'next':
      if (verdict?.kind === 'ask') return work;
      return isNumberField(step) ? committed(work, step, around) : onward(work, around);
    case 'back':
      return wentBack(work);
    case 'go':
      return moved(work, act.step, step === 'review');
    case 'take':
      return isNumberField(step)
        ? committed(placed(work, { typed: written(step, act.value), verdict: undefined }), step, around)
        : work;
    case 'choose': {
      const choice = choiceOf[step];
      return choice && isNumberField(step) ? committed(withVital(work, choice, act.value), step, around) : work;
    }
    case 'level':
      return judged(withVital(work, 'consciousness', act.level), around);
    case 'pain':
      return onward(withVital(work, 'painScore', act.score), around);
    case 'orient': {
      const said = withVital(work, act.what, act.knows);
      const all = orientations.every((what) => said.entry.vitals[what] !== undefined);
      return all ? onward(said, around) : said;
    }
    case 'orient-all':
      return onward(
        orientations.reduce((so, what) => withVital(so, what, true), work),
        around,
      );
    case 'yes':
      return onward(placed(yesSaid(work, act.why), { verdict: undefined }), around);
    case 'retype':
      return placed(emptied(work), { verdict: undefined, typed: undefined });
  }
}

/** What stands in the field of the present step. */
export function shownIn({ entry, place }: Work): string {
  if (place.typed !== undefined) return place.typed;
  if (!isNumberField(place.step)) return '';
  const value = entry.vitals[place.step];
  return value === undefined ? '' : written(place.step, value);
}

/** The number that the nurse is being asked about or was refused. */
export function valueInQuestion({ entry, place }: Work): number | undefined {
  if (!isNumberField(place.step)) return undefined;
  return place.typed === undefined ? entry.vitals[place.step] : meant(place.typed, fieldPlans[place.step]);
}

/** Before the vitals are final: the first value that still needs a yes, asked about; the same work when there is none. */
export function settledOrAsked(work: Work, around: Around): Work {
  const { vitals, confirmed } = work.entry;
  const [first] = unsettled(vitals, confirmed ?? [], around.last);
  return first === undefined ? work : judged(moved(work, first, true), around);
}

function keyPressed(work: Work, step: NumberField, key: Key, around: Around): Work {
  const { verdict, typed: before } = work.place;
  // A question is answered first; a refused number is simply typed anew.
  if (verdict?.kind === 'ask') return work;
  const plan = fieldPlans[step];
  const fresh = verdict !== undefined || (before === undefined && key !== 'erase');
  const typed = pressed(fresh && key !== 'erase' ? '' : shownIn(work), key, plan);
  const next = placed(work, { typed, verdict: undefined });
  if (!isComplete(typed, plan)) return next;
  // With a second question in the step the number stays in sight; it is kept already.
  return choiceOf[step] ? withVital(next, step, meant(typed, plan)) : committed(next, step, around);
}

/** Takes what was typed as the value, judges it and moves on if there is nothing to ask. */
function committed(work: Work, step: NumberField, around: Around): Work {
  const { typed } = work.place;
  if (typed === undefined) return judged(work, around);
  const value = meant(typed, fieldPlans[step]);
  if (value === undefined) return onward(placed(emptied(work), { typed: undefined }), around);
  const tried = withVital(work, step, value);
  const verdict = judge(step, tried.entry.vitals, tried.entry.confirmed ?? [], around.last);
  // The impossible never becomes a value; it stays in the field to be seen.
  if (verdict.kind === 'refuse') return placed(emptied(work), { typed, verdict });
  return judged(placed(tried, { typed: undefined }), around);
}

function judged(work: Work, around: Around): Work {
  const { entry, place } = work;
  const verdict = judge(place.step, entry.vitals, entry.confirmed ?? [], around.last);
  return verdict.kind === 'fine' ? onward(placed(work, { verdict: undefined }), around) : placed(work, { verdict });
}

function onward(work: Work, around: Around): Work {
  const { entry, place } = work;
  // The minute until the second pressure begins when the first is complete.
  const complete = place.step === 'diastolicMmHg' && entry.vitals.diastolicMmHg !== undefined;
  const timed = complete ? placed(work, { pressureAt: around.at }) : work;
  return moved(timed, place.fromReview ? 'review' : after(place.step, entry.vitals), false);
}

/** The step after one; a second pressure that was not begun is skipped whole. */
function after(step: Step, vitals: VisitVitals): Step {
  if (step === 'secondSystolicMmHg' && vitals.secondSystolicMmHg === undefined) return 'respirationPerMin';
  const list = stepsFor(vitals);
  return list[list.indexOf(step) + 1] ?? 'review';
}

function wentBack(work: Work): Work {
  const kept = keptOnLeaving(work);
  const { place, entry } = kept;
  if (place.fromReview) return moved(kept, 'review', false);
  const list = stepsFor(entry.vitals);
  return moved(kept, list[Math.max(0, list.indexOf(place.step) - 1)] ?? place.step, false);
}

function moved(work: Work, step: Step, fromReview: boolean): Work {
  return placed(keptOnLeaving(work), {
    step,
    typed: undefined,
    verdict: undefined,
    fromReview: fromReview || undefined,
  });
}

/** A possible number that was typed and not yet judged is not lost by leaving: the review asks about it. */
function keptOnLeaving(work: Work): Work {
  const { step, typed } = work.place;
  if (typed === undefined || !isNumberField(step)) return work;
  const value = meant(typed, fieldPlans[step]);
  if (value === undefined) return emptied(work);
  const { min, max } = fieldPlans[step].possible;
  return value >= min && value <= max ? withVital(work, step, value) : work;
}

/** A yes to the two pressures together is a yes to both: the review does not ask again. */
function yesSaid(work: Work, why: string | undefined): Work {
  const { step, verdict } = work.place;
  const both = verdict?.kind === 'ask' && verdict.why === 'systolic-not-above-diastolic' && isNumberField(step);
  const fields: readonly string[] = both ? asked(step) : [step];
  return fields.reduce((so, field) => withConfirmed(so, field, why), work);
}

function emptied(work: Work): Work {
  const { step } = work.place;
  if (step === 'consciousness') return withVital(work, 'consciousness', undefined);
  return isNumberField(step) ? withVital(work, step, undefined) : work;
}

/** With other values of the place; what is undefined is taken out. */
function placed(work: Work, change: { [K in keyof Place]?: Place[K] | undefined }): Work {
  const place = { ...work.place, ...change } as Place;
  for (const name of Object.keys(place) as (keyof Place)[]) if (place[name] === undefined) delete place[name];
  return { ...work, place };
}
