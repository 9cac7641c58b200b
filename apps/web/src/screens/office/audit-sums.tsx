import type { AuditReview, Role } from '@munan/flow';
import { useFormats, useWords } from '@munan/ui';
import type { AuditChoice } from './access-part.tsx';
import { DataTable } from './data-table.tsx';
import classes from './office.module.css';

/** The others are in the selects above the list. */
const mostShown = 8;

/** Who was most active, and whose data were most looked at; each name leads to its records. */
export function AuditSums({ review, choose }: { review: AuditReview; choose: (change: Partial<AuditChoice>) => void }) {
  const all = useWords();
  const words = all.audit;
  const formats = useFormats();
  return (
    <div className={classes.sums}>
      <section aria-label={words.byUser}>
        <h2 className={classes.sumsTitle}>{words.byUser}</h2>
        <DataTable
          label={words.byUser}
          testid="audit-user"
          rows={review.users.slice(0, mostShown)}
          keyOf={(row) => `${row.id} ${row.role}`}
          columns={[
            {
              name: words.userColumns.name,
              head: true,
              cell: (row) => (
                <button type="button" className={classes.plainLink} onClick={() => choose({ user: row.id })}>
                  {row.name || row.id || words.nobody}{' '}
                  <span className={classes.quiet}>{all.shell.roles[row.role as Role] ?? ''}</span>
                </button>
              ),
            },
            { name: words.userColumns.events, cell: (row) => formats.number(row.events) },
            { name: words.userColumns.people, cell: (row) => formats.number(row.people) },
            { name: words.userColumns.outOfHours, cell: (row) => formats.number(row.outOfHours) },
            { name: words.userColumns.refusals, cell: (row) => formats.number(row.refusals) },
          ]}
        />
      </section>
      <section aria-label={words.byPerson}>
        <h2 className={classes.sumsTitle}>{words.byPerson}</h2>
        <DataTable
          label={words.byPerson}
          testid="audit-person"
          rows={review.people.slice(0, mostShown)}
          keyOf={(row) => row.id}
          columns={[
            {
              name: words.personColumns.name,
              head: true,
              cell: (row) => (
                <button type="button" className={classes.plainLink} onClick={() => choose({ person: row.id })}>
                  {row.name ?? row.id}
                </button>
              ),
            },
            { name: words.personColumns.events, cell: (row) => formats.number(row.events) },
            { name: words.personColumns.users, cell: (row) => formats.number(row.users) },
          ]}
        />
      </section>
    </div>
  );
}
