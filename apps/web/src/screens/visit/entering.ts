import { type Draft, withConfirmed, withVital } from './draft.ts';
import { fieldPlans, isNumberField, type Level, type NumberField, type Step, steps, written } from './fields.ts';
import { isComplete, type Key, meant, pressed } from './keypad.ts';
import { judge, unsettled } from './plausibility.ts';

/** What the nurse does on the screen of a visit. */
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
  | { do: 'yes' }
  | { do: 'retype' }
  | { do: 'remarks'; text: string };

/** The second question of a step, which decides what its number means; without an answer nothing is assumed. */
export const choiceOf: Partial<Record<Step, 'onOxygen' | 'fasting'>> = {
  spo2Percent: 'onOxygen',
  glucoseMgPerDl: 'fasting',
};

/** The draft after one act. Pure: the whole state of the screen is in the draft, so a killed browser loses nothing. */
export function entered(draft: Draft, act: EntryAct, at: number): Draft {
  const { step } = draft;
  switch (act.do) {
    case 'key':
      return isNumberField(step) ? keyPressed(draft, step, act.key, at) : draft;
    case 'next':
      return draft.verdict?.kind === 'ask'
        ? draft
        : isNumberField(step)
          ? committed(draft, step, at)
          : onward(draft, at);
    case 'back':
      return wentBack(draft, at);
    case 'go':
      return moved(draft, act.step, at, draft.step === 'review');
    case 'take': {
      if (!isNumberField(step)) return draft;
      return committed({ ...draft, typed: written(step, act.value), verdict: undefined }, step, at);
    }
    case 'choose': {
      const choice = choiceOf[step];
      if (!choice || !isNumberField(step)) return draft;
      return committed(withVital(draft, choice, act.value, at), step, at);
    }
    case 'level':
      return judged(withVital(draft, 'consciousness', act.level, at), at);
    case 'yes':
      return onward({ ...yesSaid(draft, at), verdict: undefined }, at);
    case 'retype':
      return { ...emptied(draft, at), verdict: undefined, typed: undefined };
    case 'remarks':
      return { ...draft, remarks: act.text, changed: at, measured: at };
  }
}

/** What stands in the field of the present step. */
export function shownIn(draft: Draft): string {
  if (draft.typed !== undefined) return draft.typed;
  if (!isNumberField(draft.step)) return '';
  const value = draft.vitals[draft.step];
  return value === undefined ? '' : written(draft.step, value);
}

/** The number that the nurse is being asked about or was refused. */
export function valueInQuestion(draft: Draft): number | undefined {
  if (!isNumberField(draft.step)) return undefined;
  return draft.typed === undefined ? draft.vitals[draft.step] : meant(draft.typed, fieldPlans[draft.step]);
}

/** Before saving: the first value that still needs a yes, asked about; the same draft when there is none. */
export function settledOrAsked(draft: Draft, at: number): Draft {
  const [first] = unsettled(draft.vitals, draft.confirmed, draft.last?.vitals);
  return first === undefined ? draft : judged({ ...moved(draft, first, at, true) }, at);
}

function keyPressed(draft: Draft, step: NumberField, key: Key, at: number): Draft {
  // A question is answered first; a refused number is simply typed anew.
  if (draft.verdict?.kind === 'ask') return draft;
  const plan = fieldPlans[step];
  const fresh = draft.verdict !== undefined || (draft.typed === undefined && key !== 'erase');
  const typed = pressed(fresh && key !== 'erase' ? '' : shownIn(draft), key, plan);
  const next = { ...draft, typed, verdict: undefined, changed: at };
  if (!isComplete(typed, plan)) return next;
  // With a second question in the step the number stays in sight; it is kept already.
  return choiceOf[step] ? { ...withVital(next, step, meant(typed, plan), at), typed } : committed(next, step, at);
}

/** Takes what was typed as the value, judges it and moves on if there is nothing to ask. */
function committed(draft: Draft, step: NumberField, at: number): Draft {
  if (draft.typed === undefined) return judged(draft, at);
  const value = meant(draft.typed, fieldPlans[step]);
  if (value === undefined) return onward({ ...emptied(draft, at), typed: undefined }, at);
  const tried = withVital(draft, step, value, at);
  const verdict = judge(step, tried.vitals, tried.confirmed, draft.last?.vitals);
  // The impossible never becomes a value; it stays in the field to be seen.
  if (verdict.kind === 'refuse') return { ...emptied(draft, at), typed: draft.typed, verdict };
  return judged({ ...tried, typed: undefined }, at);
}

function judged(draft: Draft, at: number): Draft {
  const verdict = judge(draft.step, draft.vitals, draft.confirmed, draft.last?.vitals);
  return verdict.kind === 'fine' ? onward({ ...draft, verdict: undefined }, at) : { ...draft, verdict, changed: at };
}

function onward(draft: Draft, at: number): Draft {
  const next = draft.fromReview ? 'review' : (steps[steps.indexOf(draft.step) + 1] ?? 'review');
  return moved(draft, next, at, false);
}

function wentBack(draft: Draft, at: number): Draft {
  const kept = keptOnLeaving(draft, at);
  if (draft.fromReview) return moved(kept, 'review', at, false);
  return moved(kept, steps[Math.max(0, steps.indexOf(draft.step) - 1)] ?? draft.step, at, false);
}

function moved(draft: Draft, step: Step, at: number, fromReview: boolean): Draft {
  const { typed: _typed, verdict: _verdict, fromReview: _from, ...rest } = keptOnLeaving(draft, at);
  return { ...rest, step, changed: at, ...(fromReview ? { fromReview } : {}) };
}

/** A possible number that was typed and not yet judged is not lost by leaving: the review asks about it. */
function keptOnLeaving(draft: Draft, at: number): Draft {
  if (draft.typed === undefined || !isNumberField(draft.step)) return draft;
  const value = meant(draft.typed, fieldPlans[draft.step]);
  if (value === undefined) return emptied(draft, at);
  const { min, max } = fieldPlans[draft.step].possible;
  return value >= min && value <= max ? withVital(draft, draft.step, value, at) : draft;
}

/** A yes to the two pressures together is a yes to both: the review does not ask again. */
function yesSaid(draft: Draft, at: number): Draft {
  const confirmed = withConfirmed(draft, draft.step, at);
  const both = draft.verdict?.kind === 'ask' && draft.verdict.why === 'systolic-not-above-diastolic';
  return both ? withConfirmed(withConfirmed(confirmed, 'systolicMmHg', at), 'diastolicMmHg', at) : confirmed;
}

function emptied(draft: Draft, at: number): Draft {
  if (draft.step === 'consciousness') return withVital(draft, 'consciousness', undefined, at);
  if (!isNumberField(draft.step)) return draft;
  return withVital(draft, draft.step, undefined, at);
}
