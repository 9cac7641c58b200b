import { useWords } from '@munan/ui';
import { IconSparkles } from '@tabler/icons-react';
import { takeUpdate, useUpdateReady } from './app-update.ts';
import classes from './frame.module.css';

/** A new version waits: it is taken by a tap, never under somebody's hands. */
export function UpdateBar() {
  const words = useWords().desk.update;
  if (!useUpdateReady()) return null;
  return (
    <div className={classes.updateBar} role="status" data-testid="update-ready">
      <IconSparkles size={22} aria-hidden />
      <span>{words.ready}</span>
      <button type="button" className={classes.updateButton} onClick={takeUpdate} data-testid="update-now">
        {words.now}
      </button>
    </div>
  );
}
