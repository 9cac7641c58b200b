import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { StepCondition } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import { priorities } from './plan-draft.ts';
import { clockOf, minuteOf, nightHours } from './plan-sentences.ts';
import classes from './plans.module.css';

const desks = ['awake', 'asleep'] as const;
const nurses = ['on-duty', 'there', 'away'] as const;
type Named<Name extends keyof StepCondition> = Exclude<StepCondition[Name], undefined>;

/** When a step is done at all. Where nothing is chosen: always. */
export function ConditionFields({ when, onChange }: { when: StepCondition; onChange: (when: StepCondition) => void }) {
  const t = useCentreWords().plans.form;
  const words = useWords().shell;
  const put = <Name extends keyof StepCondition>(name: Name, value: Named<Name> | undefined) => {
    const { [name]: _, ...rest } = when;
    onChange(value === undefined ? rest : { ...rest, [name]: value });
  };
  const { hours } = when;
  const chosen = when.priorities ?? priorities;
  return (
    <fieldset className={classes.conditions}>
      <legend>{t.conditions}</legend>
      <p className={classes.dim}>{t.conditionsHint}</p>
      <Checkbox
        size="md"
        label={t.hours}
        checked={hours !== undefined}
        onChange={(event) => put('hours', event.currentTarget.checked ? nightHours : undefined)}
        data-testid="when-hours"
      />
      {hours ? (
        <div className={classes.pair}>
          <TextInput
            type="time"
            label={t.from}
            size="md"
            value={clockOf(hours.from)}
            onChange={(event) => put('hours', { ...hours, from: minuteOf(event.currentTarget.value) ?? hours.from })}
            data-testid="hours-from"
          />
          <TextInput
            type="time"
            label={t.to}
            size="md"
            value={clockOf(hours.to)}
            onChange={(event) => put('hours', { ...hours, to: minuteOf(event.currentTarget.value) ?? hours.to })}
            data-testid="hours-to"
          />
        </div>
      ) : null}
      <NativeSelect
        label={t.desk}
        size="md"
        value={when.desk ?? ''}
        data={[{ value: '', label: t.always }, ...desks.map((one) => ({ value: one, label: t.deskOptions[one] }))]}
        onChange={(event) =>
          put(
            'desk',
            desks.find((one) => one === event.currentTarget.value),
          )
        }
        data-testid="when-desk"
      />
      <NativeSelect
        label={t.nurse}
        size="md"
        value={when.nurse ?? ''}
        data={[{ value: '', label: t.always }, ...nurses.map((one) => ({ value: one, label: t.nurseOptions[one] }))]}
        onChange={(event) =>
          put(
            'nurse',
            nurses.find((one) => one === event.currentTarget.value),
          )
        }
        data-testid="when-nurse"
      />
      <NativeSelect
        label={t.quiet}
        size="md"
        value={when.quiet === undefined ? '' : when.quiet ? 'in' : 'out'}
        data={[
          { value: '', label: t.always },
          { value: 'in', label: t.quietOptions.in },
          { value: 'out', label: t.quietOptions.out },
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          put('quiet', value === '' ? undefined : value === 'in');
        }}
        data-testid="when-quiet"
      />
      <Checkbox.Group
        label={t.priorities}
        description={t.prioritiesHint}
        value={[...chosen]}
        onChange={(values) => {
          const kept = priorities.filter((one) => values.includes(one));
          // None at all would be a step that is never done: the last one cannot be taken away.
          if (kept.length > 0) put('priorities', kept.length === priorities.length ? undefined : kept);
        }}
      >
        <div className={classes.checks}>
          {priorities.map((one) => (
            <Checkbox key={one} size="md" value={one} label={words.priorities[one]} data-testid={`when-${one}`} />
          ))}
        </div>
      </Checkbox.Group>
    </fieldset>
  );
}
