import type { Family, Priority } from '@munan/flow';
import { PriorityIcon, useCentreWords, useWords } from '@munan/ui';
import { IconAlertTriangle, IconPencil } from '@tabler/icons-react';
import { families, priorities } from './plan-draft.ts';
import classes from './plans.module.css';
import type { PlanName, PlansEditing } from './use-plans.ts';

/** Which of the twelve plans is shown; those that were changed or are to be mended say so. */
export function ChoosePlan({
  editing,
  name,
  onChoose,
}: {
  editing: PlansEditing;
  name: PlanName;
  onChoose: (name: PlanName) => void;
}) {
  const t = useCentreWords().plans.choose;
  const words = useWords().shell;
  const { changed, wrong } = editing;
  const marks = (of: (one: PlanName) => boolean) => (
    <>
      {wrong.some(of) ? (
        <IconAlertTriangle size={16} role="img" aria-label={t.wrong} />
      ) : changed.some(of) ? (
        <IconPencil size={16} role="img" aria-label={t.changed} />
      ) : null}
    </>
  );
  const ofFamily = (family: Family) => marks((one) => one.family === family);
  const ofPriority = (priority: Priority) => marks((one) => one.family === name.family && one.priority === priority);
  return (
    <div className={classes.choose}>
      <fieldset className={classes.choice}>
        <legend>{t.family}</legend>
        {families.map((family) => (
          <button
            key={family}
            type="button"
            aria-pressed={family === name.family}
            onClick={() => onChoose({ ...name, family })}
            data-testid={`family-${family}`}
          >
            {words.families[family]} {ofFamily(family)}
          </button>
        ))}
      </fieldset>
      <fieldset className={classes.choice}>
        <legend>{t.priority}</legend>
        {priorities.map((priority) => (
          <button
            key={priority}
            type="button"
            aria-pressed={priority === name.priority}
            onClick={() => onChoose({ ...name, priority })}
            data-testid={`priority-${priority}`}
          >
            <PriorityIcon priority={priority} size={18} /> {words.priorities[priority]} {ofPriority(priority)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
