import type { PersonState } from '@munan/flow';
import { IconAlertOctagonFilled, IconCircleCheckFilled, IconEyeFilled, IconPlugConnectedX } from '@tabler/icons-react';
import classes from './state-answer.module.css';

const icons = {
  well: IconCircleCheckFilled,
  attention: IconEyeFilled,
  alert: IconAlertOctagonFilled,
  silent: IconPlugConnectedX,
} as const satisfies Record<PersonState, unknown>;

/** How somebody is, as one answer with its reason; a change is announced. Its size is that of the letters around it. */
export function StateAnswer({ state, answer, because }: { state: PersonState; answer: string; because: string }) {
  const Icon = icons[state];
  return (
    <div className={`${classes.answer} ${classes[state]}`} aria-live="polite">
      <Icon aria-hidden />
      <div>
        <p className={classes.short}>{answer}</p>
        <p>{because}</p>
      </div>
    </div>
  );
}
