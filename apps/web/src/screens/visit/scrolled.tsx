import type { ReactNode, Ref } from 'react';
import classes from './parts.module.css';

/** What scrolls by itself above the button at the bottom; by keyboard, too. */
export function Scrolled({ label, place, children }: { label: string; place?: Ref<HTMLElement>; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by a keyboard
    <section className={classes.scroll} aria-label={label} ref={place} tabIndex={0}>
      {children}
    </section>
  );
}
