import type { ReactNode } from 'react';
import classes from './office.module.css';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** The cell that names the row: its head. */
  head?: boolean;
}

/**
 * A table on a desk, a card a row on a phone. The roles are stated because a browser drops a table's meaning when its
 * parts are laid out otherwise.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
  testid,
}: {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  testid: string;
}) {
  /* biome-ignore-start lint/a11y/noRedundantRoles: display: block on a phone would drop the roles */
  return (
    <table className={classes.table} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.name} role="columnheader" scope="col">
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row" data-testid={testid} data-row={keyOf(row)}>
            {columns.map((column) =>
              column.head ? (
                <th key={column.name} role="rowheader" scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.name} role="cell">
                  <span className={classes.cellName} aria-hidden>
                    {column.name}
                  </span>
                  <div>{column.cell(row)}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
  /* biome-ignore-end lint/a11y/noRedundantRoles: display: block on a phone would drop the roles */
}
