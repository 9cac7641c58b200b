import type { AlertPage } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { IconCheck, IconMinus, IconPlayerPlayFilled, IconX } from '@tabler/icons-react';
import classes from './alert.module.css';
import { Deadline } from './deadline.tsx';
import { rungOf } from './step-plan.ts';

/** The plan as a ladder: what is behind, the present step with its deadline, what comes. */
export function Ladder({ page }: { page: AlertPage }) {
  const { words, formats } = useLanguage();
  const t = words.centre.ladder;
  return (
    <section aria-labelledby="ladder-title" className={classes.section}>
      <h2 id="ladder-title">{t.title}</h2>
      <ol className={classes.ladder}>
        {page.plan.map((step, i) => {
          const place = rungOf(page.history, i, page.alert.step.index, page.alert.status === 'open');
          return (
            // A plan may have a kind twice; its steps never change places.
            // biome-ignore lint/suspicious/noArrayIndexKey: see the line above
            <li key={i} data-place={place} aria-current={place === 'now' ? 'step' : undefined}>
              <span className={classes.rung} aria-hidden>
                {place === 'done' ? (
                  <IconCheck size={16} />
                ) : place === 'now' ? (
                  <IconPlayerPlayFilled size={13} />
                ) : place === 'failed' || place === 'overdue' ? (
                  <IconX size={16} />
                ) : place === 'skipped' ? (
                  <IconMinus size={16} />
                ) : (
                  i + 1
                )}
              </span>
              <span className={classes.rungName}>{words.shell.steps[step.kind]}</span>
              <span className={classes.rungTime}>
                {place === 'now' ? (
                  <Deadline deadline={page.alert.step.deadline} />
                ) : place === 'later' ? (
                  t.within(formats.span(step.withinMs))
                ) : (
                  t[place]
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
