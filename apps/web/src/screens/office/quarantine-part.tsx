import { useFormats, useNow, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { DataTable } from './data-table.tsx';
import classes from './office.module.css';

/** Packets that could not be understood, newest first, with the reason. */
export function QuarantinePart() {
  const all = useWords();
  const words = all.office.quarantine;
  const formats = useFormats();
  const now = useNow(30_000);
  const quarantine = useQuery({ ...queries.quarantine(), refetchInterval: 60_000 });
  if (!quarantine.data) return <NotYet query={quarantine} />;
  const { rows, total } = quarantine.data;
  return (
    <>
      <p className={classes.hint}>
        <strong>{words.count(formats.number(total))}</strong> {words.hint}
      </p>
      {rows.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <DataTable
          label={all.office.parts.quarantine}
          testid="quarantine-row"
          rows={rows}
          keyOf={(row) => String(row.id)}
          columns={[
            { name: words.columns.received, head: true, cell: (row) => formats.moment(row.received, now) },
            { name: words.columns.device, cell: (row) => row.device },
            { name: words.columns.door, cell: (row) => row.door.toUpperCase() },
            { name: words.columns.bytes, cell: (row) => words.bytes(formats.number(row.bytes)) },
            {
              name: words.columns.reason,
              cell: (row) => (
                <>
                  <code>{row.code}</code> <span className={classes.quiet}>{row.detail}</span>
                </>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
