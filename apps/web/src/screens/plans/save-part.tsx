import { Button, Textarea } from '@mantine/core';
import type { PlanProblem } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { Failed } from '../../shell/waiting.tsx';
import classes from './plans.module.css';
import type { PlansEditing } from './use-plans.ts';

/** Saves what was changed, with a note of why; what stands in the way is said first. */
export function SavePart({ editing, served }: { editing: PlansEditing; served: readonly PlanProblem[] }) {
  const t = useCentreWords().plans;
  const words = useWords().shell;
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState(false);
  const known = editing.wrong.flatMap((name) => editing.problemsOf(name));
  const problems = [
    ...known,
    ...served.filter((one) => !known.some((other) => JSON.stringify(other) === JSON.stringify(one))),
  ];
  const isChanged = editing.changed.length > 0;
  return (
    <section aria-labelledby="save-title" className={classes.panel}>
      <h2 id="save-title">{t.save.title}</h2>
      <p>
        {isChanged
          ? t.save.changed(
              editing.changed
                .map(({ family, priority }) => t.steps.title(words.families[family], words.priorities[priority]))
                .join(', '),
            )
          : t.save.nothing}
      </p>
      {isChanged ? <p className={classes.dim}>{t.save.hint}</p> : null}
      {problems.length > 0 ? (
        <div className={classes.problems} role="alert" data-testid="save-problems">
          <p>
            <IconAlertTriangle size={20} aria-hidden /> {t.problemsTitle}
          </p>
          <ul>
            {problems.map(({ family, priority, step, code }) => {
              const plan = t.steps.title(words.families[family], words.priorities[priority]);
              const kind = step === undefined ? undefined : editing.draft[family][priority][step]?.kind;
              const what =
                step === undefined || !kind
                  ? t.problems[code]
                  : t.problemOf(step + 1, words.steps[kind], t.problems[code]);
              return <li key={`${family} ${priority} ${step} ${code}`}>{`${plan} — ${what}`}</li>;
            })}
          </ul>
        </div>
      ) : null}
      <form
        noValidate
        className={classes.saveForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (note.trim() === '') return setWrong(true);
          editing.save(note.trim());
        }}
      >
        <Textarea
          label={t.save.note}
          description={t.save.noteHint}
          size="md"
          rows={2}
          maxLength={500}
          value={note}
          disabled={!isChanged}
          error={wrong ? t.save.noteNeeded : undefined}
          onChange={(event) => {
            setNote(event.currentTarget.value);
            setWrong(false);
          }}
          data-testid="plans-note"
        />
        {editing.saveError ? <Failed error={editing.saveError} /> : null}
        <div className={classes.tools}>
          <Button
            type="submit"
            h={52}
            disabled={!isChanged || problems.length > 0}
            loading={editing.isSaving}
            data-testid="save-plans"
          >
            {t.save.submit}
          </Button>
          {isChanged ? (
            <Button variant="default" h={52} onClick={editing.reset} data-testid="reset-plans">
              {t.save.reset}
            </Button>
          ) : null}
        </div>
      </form>
    </section>
  );
}
