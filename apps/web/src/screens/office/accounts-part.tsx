import { Button } from '@mantine/core';
import type { NewAccount } from '@munan/flow';
import { SimulatedTag, useCentreWords, useWords } from '@munan/ui';
import { IconCircleCheck, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { ClosingButton, ClosingDialog, ClosingSaid, useClosing } from './account-closing.tsx';
import { AccountFormView } from './account-form.tsx';
import { DataTable } from './data-table.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';

/** Who may sign in, and whom each sees; adding another. */
export function AccountsPart() {
  const all = useWords();
  const t = useCentreWords().accounts;
  const accounts = useQuery(queries.accounts());
  const people = useQuery(queries.people());
  const [open, setOpen] = useState(false);
  const [added, setAdded] = useState<NewAccount>();
  const closing = useClosing();
  const me = useMe();
  if (!accounts.data) return <NotYet query={accounts} />;
  if (!people.data) return <NotYet query={people} />;
  const rows = accounts.data.accounts;
  return (
    <>
      <p className={classes.hint}>{t.hint}</p>
      <div className={classes.tools}>
        <p className={classes.count}>{t.count(rows.length)}</p>
        <Button
          h={44}
          leftSection={<IconUserPlus aria-hidden size={20} />}
          data-testid="account-add"
          onClick={() => {
            setAdded(undefined);
            setOpen(true);
          }}
        >
          {t.add}
        </Button>
      </div>
      <div role="status">
        {added === undefined ? null : (
          <p className={classes.good}>
            <IconCircleCheck aria-hidden />
            {t.added(added.name, added.id)}
          </p>
        )}
        <ClosingSaid closing={closing} />
      </div>
      <DataTable
        label={all.office.parts.accounts}
        testid="account-row"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            name: t.columns.name,
            head: true,
            cell: ({ name, closed }) => (
              <>
                <span className={classes.name}>{name}</span>{' '}
                {closed ? <span className={classes.quiet}>{t.close.closed}</span> : null}
              </>
            ),
          },
          { name: t.columns.id, cell: ({ id }) => id },
          { name: t.columns.role, cell: ({ role }) => all.shell.roles[role] },
          {
            name: t.columns.people,
            cell: ({ role, people: hers }) =>
              hers.length > 0 ? (
                <>
                  {hers.map(({ name }) => name).join(', ')}{' '}
                  <SimulatedTag person={{ simulated: hers.some(({ simulated }) => simulated) }} />
                </>
              ) : (
                <span className={classes.quiet}>
                  {role === 'operator' || role === 'doctor' || role === 'manager' ? t.everybody : t.nobody}
                </span>
              ),
          },
          {
            name: t.columns.actions,
            cell: (account) =>
              account.id === me.id ? (
                <span className={classes.quiet}>{t.close.own}</span>
              ) : (
                <ClosingButton account={account} closing={closing} />
              ),
          },
        ]}
      />
      <ClosingDialog closing={closing} />
      <Dialog title={t.add} opened={open} close={() => setOpen(false)}>
        <AccountFormView
          people={people.data.people}
          done={(account) => {
            setOpen(false);
            setAdded(account);
          }}
        />
      </Dialog>
    </>
  );
}
