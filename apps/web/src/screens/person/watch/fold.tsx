import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './watch.module.css';

/** One part of the watch: its name and what it says in one line; the rest when it is opened. */
export function Fold({
  title,
  says,
  testid,
  opened = false,
  children,
}: {
  title: string;
  says: ReactNode;
  testid: string;
  opened?: boolean;
  children: ReactNode;
}) {
  return (
    <details className={classes.fold} open={opened} data-testid={testid}>
      <summary>
        <span className={classes.foldTitle}>{title}</span>
        <span className={classes.foldSays}>{says}</span>
        <IconChevronDown size={20} aria-hidden className={classes.chevron ?? ''} />
      </summary>
      <div className={classes.foldBody}>{children}</div>
    </details>
  );
}
