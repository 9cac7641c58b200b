import { NativeSelect, Select, Switch, TextInput } from '@mantine/core';
import type { Family } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../connection/queries.ts';
import { Failed } from '../../shell/waiting.tsx';
import { clockOf, nightHours } from './plan-sentences.ts';
import classes from './plans.module.css';
import { TimeLine } from './time-line.tsx';
import type { Previewing, Supposed } from './use-preview.ts';

const mostFound = 30;
const desks = ['awake', 'asleep'] as const;
const nurses: readonly Supposed['nurse'][] = ['', 'on-duty', 'there', 'none'];

/** "At 03:10 this would happen": for whom, who is there, and what the plan would do then. */
export function PreviewPart({ family, previewing }: { family: Family; previewing: Previewing }) {
  const t = useCentreWords().plans.preview;
  const words = useWords().shell;
  const board = useQuery(queries.board());
  const { supposed, suppose, lines, plan, at, isFresh, error } = previewing;
  const people = (board.data?.people ?? []).map(({ id, name, simulated }) => ({
    value: id,
    label: simulated ? `${name} (${words.simulated})` : name,
  }));
  // Of Munan itself nobody has wishes, and no nurse is asked.
  const isOfPerson = family !== 'house';
  const isAnybody = supposed.person === '';
  return (
    <section aria-labelledby="preview-title" className={`${classes.panel} ${classes.preview}`}>
      <h2 id="preview-title">{t.title}</h2>
      <p className={classes.dim}>{t.hint}</p>
      <div className={classes.suppose}>
        <TextInput
          type="time"
          label={t.time}
          size="md"
          value={supposed.clock}
          onChange={(event) => suppose({ clock: event.currentTarget.value })}
          data-testid="preview-clock"
        />
        {isOfPerson ? (
          <Select
            label={t.person}
            size="md"
            placeholder={t.nobody}
            data={people}
            limit={mostFound}
            searchable
            comboboxProps={{ hideDetached: false }}
            clearable
            clearButtonProps={{ 'aria-label': words.actions.clear }}
            nothingFoundMessage={t.notFound}
            value={supposed.person === '' ? null : supposed.person}
            onChange={(person) => suppose({ person: person ?? '' })}
            data-testid="preview-person"
          />
        ) : null}
        <NativeSelect
          label={t.desk}
          size="md"
          value={supposed.desk}
          data={desks.map((one) => ({ value: one, label: t.deskOptions[one] }))}
          onChange={(event) => suppose({ desk: event.currentTarget.value as Supposed['desk'] })}
          data-testid="preview-desk"
        />
        {isOfPerson ? (
          <>
            <NativeSelect
              label={t.nurse}
              size="md"
              value={isAnybody && supposed.nurse === '' ? 'on-duty' : supposed.nurse}
              data={nurses
                .filter((one) => one !== '' || !isAnybody)
                .map((one) => ({ value: one, label: t.nurseOptions[one] }))}
              onChange={(event) => suppose({ nurse: event.currentTarget.value as Supposed['nurse'] })}
              data-testid="preview-nurse"
            />
            <Switch
              className={classes.wide ?? ''}
              size="md"
              label={t.quiet(clockOf(nightHours.from), clockOf(nightHours.to))}
              checked={supposed.quiet}
              onChange={(event) => suppose({ quiet: event.currentTarget.checked })}
              data-testid="preview-quiet"
            />
          </>
        ) : null}
      </div>
      {error ? <Failed error={error} /> : null}
      {lines && plan && at !== undefined ? (
        <div data-testid="preview" data-fresh={isFresh} aria-busy={!isFresh}>
          <TimeLine lines={lines} plan={plan} at={at} />
        </div>
      ) : (
        <p className={classes.dim}>{t.nothing}</p>
      )}
    </section>
  );
}
