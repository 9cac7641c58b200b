import { useLanguage, useNow } from '@munan/ui';
import classes from './deadline.module.css';

const soonMs = 30_000;

/** Time left of the present step, ticking by the server's clock. */
export function Deadline({ deadline, large }: { deadline: number; large?: boolean }) {
  const { words, formats } = useLanguage();
  const left = deadline - useNow();
  const text = formats.countdown(left);
  const t = words.centre.queue;
  return (
    <span
      className={large ? `${classes.deadline} ${classes.deadlineLarge}` : classes.deadline}
      data-due={left <= 0 ? 'over' : left < soonMs ? 'soon' : 'later'}
      role="timer"
    >
      {left <= 0 ? t.overdue(text.replace('−', '')) : t.dueIn(text)}
    </span>
  );
}
