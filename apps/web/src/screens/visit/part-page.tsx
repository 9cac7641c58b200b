import { Button } from '@mantine/core';
import { useWords } from '@munan/ui';
import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFullHeight } from './full-height.ts';
import classes from './parts.module.css';
import { Scrolled } from './scrolled.tsx';

/** One part of the note: its name, what belongs to it, and at the bottom, under the thumb, the way back to the list. */
export function PartPage({
  title,
  leave,
  aside,
  leaveText,
  children,
}: {
  title: string;
  leave: () => void;
  /** Stays in sight above the way back. */
  aside?: ReactNode;
  /** Where leaving is no "done": what the way back is called. */
  leaveText?: string;
  children: ReactNode;
}) {
  const words = useWords().visitParts;
  const screen = useFullHeight();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, []);
  return (
    <div className={`${classes.page} ${classes.tall}`} ref={screen} data-testid="part">
      <Scrolled label={title}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </Scrolled>
      <div className={classes.foot}>
        {aside}
        <Button
          h={60}
          size="lg"
          fullWidth
          variant={leaveText ? 'default' : 'filled'}
          leftSection={leaveText ? <IconArrowLeft aria-hidden /> : <IconCheck aria-hidden />}
          data-testid="part-done"
          onClick={leave}
        >
          {leaveText ?? words.done}
        </Button>
      </div>
    </div>
  );
}
