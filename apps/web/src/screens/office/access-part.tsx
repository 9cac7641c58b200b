import { NativeSelect } from '@mantine/core';
import type { Role } from '@munan/flow';
import { useFormats, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { actionSentence } from './access-words.ts';
import { DataTable } from './data-table.tsx';
import classes from './office.module.css';

/** Who looked at whom [개인정보의 안전성 확보조치 기준 제8조]. */
export function AccessPart() {
  const all = useWords();
  const words = all.office.access;
  const formats = useFormats();
  const [person, setPerson] = useState('');
  const people = useQuery(queries.people());
  const log = useQuery(queries.accessLog(person || undefined));
  return (
    <>
      <div className={classes.tools}>
        <NativeSelect
          label={words.person}
          size="md"
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
          data={[
            { value: '', label: words.everybody },
            ...(people.data?.people ?? []).map((one) => ({ value: one.id, label: `${one.name} (${one.birthDate})` })),
          ]}
        />
        <p className={classes.count}>{words.hint}</p>
      </div>
      {!log.data ? (
        <NotYet query={log} />
      ) : log.data.rows.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <DataTable
          label={all.office.parts.access}
          testid="access-row"
          rows={log.data.rows.map((row, index) => ({ ...row, index }))}
          keyOf={(row) => `${row.at}-${row.index}`}
          columns={[
            { name: words.columns.at, head: true, cell: (row) => formats.full(row.at) },
            {
              name: words.columns.by,
              cell: (row) => (
                <>
                  {row.byName} <span className={classes.quiet}>{all.shell.roles[row.role as Role] ?? row.role}</span>
                </>
              ),
            },
            { name: words.columns.person, cell: (row) => row.personName ?? row.person ?? all.office.none },
            { name: words.columns.action, cell: (row) => actionSentence(all, row.action) },
            { name: words.columns.origin, cell: (row) => row.origin },
          ]}
        />
      )}
    </>
  );
}
