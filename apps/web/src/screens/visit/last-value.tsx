import { useFormats, useWords } from '@munan/ui';
import { ownRanges } from '@munan/visit';
import { meanPressure } from '@munan/vitals';
import { useMemo } from 'react';
import classes from './entry.module.css';
import { isNumberField, type NumberField, orientations, written } from './fields.ts';
import type { Visiting } from './visiting.ts';

/** The value of the visit before, with its day, and what is usual for this person, for the step at hand. */
export function LastValue({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  const formats = useFormats();
  const { entry, place, person, last } = visit;
  const { step } = place;
  const { id } = entry;
  const { fasting } = entry.vitals;
  const ranges = useMemo(() => {
    const earlier = (person?.visits ?? []).filter((one) => one.entry.id !== id).map((one) => one.entry.vitals);
    return ownRanges(earlier, fasting);
  }, [person, id, fasting]);
  if (step === 'review') return null;
  const before = last && { ...last.entry.vitals, ...meanPressure(last.entry.vitals) };
  const first = { secondSystolicMmHg: 'systolicMmHg', secondDiastolicMmHg: 'diastolicMmHg' } as const;
  const name = step in first ? first[step as keyof typeof first] : step;
  const say = (field: NumberField, value: number) => written(field, value);
  const text = () => {
    if (!before) return undefined;
    if (name === 'orientation') {
      if (orientations.every((what) => before[what] === undefined)) return undefined;
      const lost = orientations.filter((what) => before[what] === false).map((what) => words.orientedTo[what]);
      return lost.length > 0 ? words.notOriented(lost.join(', ')) : words.oriented;
    }
    const value = before[name];
    if (value === undefined) return undefined;
    if (name === 'painScore') return words.painOf(Number(value));
    return isNumberField(name)
      ? `${say(name, Number(value))} ${words.units[name]}`
      : words.levels[value as keyof typeof words.levels];
  };
  const shown = text();
  const range = isNumberField(name) ? ranges[name] : undefined;
  return (
    <p className={classes.last}>
      {shown === undefined || !last ? words.entry.noLast : words.entry.last(shown, formats.day(last.finished))}
      {range && isNumberField(name) ? (
        <>
          {' '}
          <span
            className={classes.range}
            title={words.entry.ownRangeOf(say(name, range.low), say(name, range.high), range.count)}
            data-testid="own-range"
          >
            {words.entry.ownRange(say(name, range.low), say(name, range.high))}
          </span>
        </>
      ) : null}
    </p>
  );
}
