import type { Drill } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { IconCircleCheck, IconPlayerPlayFilled } from '@tabler/icons-react';
import classes from './drills.module.css';

/** Whether a drill is running, by icon, word and stripes. */
export function DrillMark({ drill }: { drill: Drill }) {
  const t = useCentreWords().drill;
  return drill.endedAt === undefined ? (
    <span className={classes.mark} data-running>
      <IconPlayerPlayFilled size={16} aria-hidden /> {t.running}
    </span>
  ) : (
    <span className={classes.mark}>
      <IconCircleCheck size={16} aria-hidden /> {t.ended}
    </span>
  );
}
