import { Button } from '@mantine/core';
import type { BreakGlassRow } from '@munan/flow';
import { SimulatedTag, useFormats, useNow, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { actionSentence } from './access-words.ts';
import { DataTable } from './data-table.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { TextForm } from './text-form.tsx';

/** The manager's list of the morning: who saw whom in an emergency, why, and what she viewed. */
export function BreakGlassPart() {
  const all = useWords();
  const words = all.access.breakGlass;
  const formats = useFormats();
  const now = useNow(60_000);
  const list = useQuery({ ...queries.breakGlass(), refetchInterval: 60_000 });
  const [chosen, setChosen] = useState<BreakGlassRow>();
  if (!list.data) return <NotYet query={list} />;
  const { rows } = list.data;
  const waiting = rows.filter(({ reviewed }) => !reviewed).length;
  const close = () => setChosen(undefined);
  return (
    <>
      <p className={classes.hint}>{words.hint}</p>
      {waiting > 0 ? <p className={classes.warnBox}>{words.waitingCount(waiting)}</p> : null}
      {rows.length === 0 ? (
        <p data-testid="break-glass-empty">{words.empty}</p>
      ) : (
        <DataTable
          label={all.office.parts['break-glass']}
          testid="break-glass-row"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              name: words.columns.at,
              head: true,
              cell: ({ at, until }) => words.span(formats.moment(at, now), formats.moment(until, now)),
            },
            { name: words.columns.by, cell: ({ by }) => by.name },
            {
              name: words.columns.person,
              cell: (row) => (
                <span className={classes.line}>
                  {row.personName} <SimulatedTag person={row} />
                </span>
              ),
            },
            { name: words.columns.why, cell: ({ reason }) => reason },
            { name: words.columns.viewed, cell: ({ viewed }) => <Viewed viewed={viewed} now={now} /> },
            {
              name: words.columns.reviewed,
              cell: (row) =>
                row.reviewed ? (
                  <>
                    {words.done(row.reviewed.by, formats.moment(row.reviewed.at, now))}{' '}
                    <span className={classes.quiet}>{row.reviewed.note}</span>
                  </>
                ) : (
                  <Button
                    h={44}
                    variant="default"
                    aria-label={words.reviewFor(row.by.name, row.personName)}
                    data-testid="break-glass-review"
                    onClick={() => setChosen(row)}
                  >
                    {words.review}
                  </Button>
                ),
            },
          ]}
        />
      )}
      <Dialog title={words.reviewTitle} opened={chosen !== undefined} close={close}>
        {chosen ? <ReviewForm row={chosen} done={close} /> : null}
      </Dialog>
    </>
  );
}

function Viewed({ viewed, now }: { viewed: BreakGlassRow['viewed']; now: number }) {
  const all = useWords();
  const words = all.access.breakGlass;
  const formats = useFormats();
  if (viewed.length === 0) return <span className={classes.quiet}>{words.nothingViewed}</span>;
  return (
    <details>
      <summary>{words.viewedCount(viewed.length)}</summary>
      <ul>
        {viewed.map(({ at, what }) => (
          <li key={`${at} ${what}`}>
            {formats.moment(at, now)} {actionSentence(all, { what, interaction: 'read', resource: '' })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function ReviewForm({ row, done }: { row: BreakGlassRow; done: () => void }) {
  const words = useWords().access.breakGlass;
  return (
    <TextForm
      label={words.note}
      hint={words.noteHint}
      submit={words.review}
      explain={`${row.by.name} → ${row.personName}: ${row.reason}`}
      testid="break-glass-note"
      refreshes="break-glass"
      longest={500}
      send={(note) => api.post(`/api/manage/break-glass/${encodeURIComponent(row.id)}/review`, { note })}
      done={done}
    />
  );
}
