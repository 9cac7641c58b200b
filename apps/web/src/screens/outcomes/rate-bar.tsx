import type { OutcomeCount } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import classes from './outcomes.module.css';

/** A false-call rate as a point with its interval on a line from 0 to 100 %, and the same in figures. */
export function RateBar({ count }: { count: OutcomeCount }) {
  const { formats } = useLanguage();
  const t = useCentreWords().outcomes;
  const { falseRate } = count;
  if (!falseRate) return <span className={classes.dim}>{t.by.noRate}</span>;
  const percent = (share: number) => formats.number(Math.round(share * 100));
  const { value, low, high } = falseRate;
  return (
    <span className={classes.rate}>
      <span className={classes.bar} aria-hidden>
        <span className={classes.half} />
        <span className={classes.interval} style={{ left: `${low * 100}%`, right: `${(1 - high) * 100}%` }} />
        <span className={classes.point} style={{ left: `${value * 100}%` }} />
      </span>
      <span className={classes.figures}>
        <strong>{t.by.value(percent(value))}</strong>{' '}
        <span className={classes.dim}>{t.by.interval(percent(low), percent(high))}</span>
      </span>
    </span>
  );
}
