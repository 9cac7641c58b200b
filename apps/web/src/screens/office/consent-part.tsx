import { Button } from '@mantine/core';
import type { ConsentRow } from '@munan/flow';
import { SimulatedTag, useFormats, useNow, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { ConsentForm } from './consent-form.tsx';
import { DataTable } from './data-table.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';

/** What each person agreed that her family sees. */
export function ConsentPart() {
  const all = useWords();
  const words = all.access.consents;
  const formats = useFormats();
  const now = useNow(60_000);
  const consents = useQuery(queries.consents());
  const [chosen, setChosen] = useState<ConsentRow>();
  if (!consents.data) return <NotYet query={consents} />;
  const { rows } = consents.data;
  const close = () => setChosen(undefined);
  return (
    <>
      <p className={classes.hint}>{words.hint}</p>
      {rows.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <DataTable
          label={all.office.parts.consents}
          testid="consent-row"
          rows={rows}
          keyOf={({ person, family }) => `${family.id} ${person.id}`}
          columns={[
            {
              name: words.columns.person,
              head: true,
              cell: ({ person }) => (
                <span className={classes.line}>
                  <span className={classes.name}>{person.name}</span> <SimulatedTag person={person} />
                </span>
              ),
            },
            { name: words.columns.family, cell: ({ family }) => family.name },
            {
              name: words.columns.parts,
              cell: ({ parts }) => (parts.length > 0 ? parts.map((part) => words.parts[part]).join(', ') : words.none),
            },
            {
              name: words.columns.agreed,
              cell: ({ agreedAt, agreedBy = '' }) =>
                agreedAt === undefined ? words.never : words.agreed(formats.moment(agreedAt, now), agreedBy),
            },
            {
              name: words.columns.change,
              cell: (row) => (
                <Button
                  h={44}
                  variant="default"
                  aria-label={words.changeFor(row.family.name, row.person.name)}
                  data-testid="consent-change"
                  onClick={() => setChosen(row)}
                >
                  {words.change}
                </Button>
              ),
            },
          ]}
        />
      )}
      <Dialog title={words.title(chosen?.family.name ?? '')} opened={chosen !== undefined} close={close}>
        {chosen ? <ConsentForm row={chosen} now={now} done={close} /> : null}
      </Dialog>
    </>
  );
}
