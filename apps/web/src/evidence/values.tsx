import type { Evidence } from '@munan/flow';
import { type Formats, useLanguage, useWatchWords } from '@munan/ui';
import { clockOfMinute, digitsOf, isClock, valueName } from './drawing.ts';
import classes from './evidence.module.css';

function saidValue(name: string, value: number | string | boolean, formats: Formats, yes: string, no: string): string {
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'string') return value;
  if (isClock(name)) return clockOfMinute(value);
  // Moments are Unix ms; a small number of that name would be something else.
  if (name.endsWith('At') && value > 1e11) return formats.clockSeconds(value);
  return formats.number(value, digitsOf(value));
}

/** The named figures of an evidence, each with its unit. */
export function Values({ values }: { values: Evidence['values'] }) {
  const { words, formats } = useLanguage();
  const names = useWatchWords().watch.values;
  const { yes, no } = words.centre.evidence;
  const known = Object.entries(values).filter(
    (entry): entry is [string, number | string | boolean] => entry[1] !== null,
  );
  if (known.length === 0) return null;
  return (
    <dl className={classes.values}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{valueName(names, name)}</dt>
          <dd className="munan-value">{saidValue(name, value, formats, yes, no)}</dd>
        </div>
      ))}
    </dl>
  );
}
