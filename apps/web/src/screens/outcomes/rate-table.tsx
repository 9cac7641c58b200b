import { Button } from '@mantine/core';
import type { OutcomeRow } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { type ReactNode, useState } from 'react';
import classes from './outcomes.module.css';
import { RateBar } from './rate-bar.tsx';

const shownAtFirst = 8;

/** Rates of one kind, a row each, those with the most false ones first as the server put them. */
export function RateTable({
  title,
  rows,
  nameOf,
  testId,
}: {
  title: string;
  rows: readonly OutcomeRow[];
  nameOf: (row: OutcomeRow) => ReactNode;
  testId: string;
}) {
  const t = useCentreWords().outcomes;
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  return (
    <section className={classes.panel} aria-label={title} data-testid={testId}>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p className={classes.dim}>{t.by.none}</p>
      ) : (
        <table className={classes.table}>
          <caption>{t.whole.rate}</caption>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  {nameOf(row)}
                  <span className={classes.under}>
                    {t.whole.false} {t.by.ofJudged(row.false, row.true + row.false)}
                    {row.unclear > 0 ? ` · ${t.whole.unclear} ${t.causes.count(row.unclear)}` : ''}
                  </span>
                </th>
                <td>
                  <RateBar count={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shown.length ? (
        <Button variant="subtle" h={44} onClick={() => setAll(true)}>
          {t.by.more(rows.length - shown.length)}
        </Button>
      ) : null}
    </section>
  );
}
