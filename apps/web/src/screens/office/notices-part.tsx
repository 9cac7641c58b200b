import { Button } from '@mantine/core';
import type { NoticeAccounts } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { DataTable } from './data-table.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { SureForm } from './sure-form.tsx';

type Account = NoticeAccounts['accounts'][number];

/** Whose browsers get notices; turning off all of an account whose telephone was lost. */
export function NoticesPart() {
  const { words: all, formats } = useLanguage();
  const words = useCentreWords().notices.office;
  const now = useNow(60_000);
  const client = useQueryClient();
  const list = useQuery(queries.noticeAccounts());
  const [asked, setAsked] = useState<Account>();
  const ending = useMutation({
    mutationFn: ({ id }: Account) => api.delete(`/api/manage/notices/${encodeURIComponent(id)}`),
    onSuccess: () => {
      setAsked(undefined);
      return client.invalidateQueries({ queryKey: queries.noticeAccounts().queryKey });
    },
  });
  if (!list.data) return <NotYet query={list} />;
  const { accounts } = list.data;
  const ended = ending.isSuccess ? ending.variables : undefined;
  return (
    <>
      <p className={classes.count}>{words.hint}</p>
      <div role="status">
        {ended === undefined ? null : (
          <p className={classes.good}>
            <IconCircleCheck aria-hidden />
            {words.ended(ended.name)}
          </p>
        )}
      </div>
      <DataTable
        label={all.office.parts.notices}
        testid="notices-row"
        rows={accounts}
        keyOf={({ id }) => id}
        columns={[
          {
            name: words.columns.account,
            head: true,
            cell: ({ id, name }) => (
              <>
                <span className={classes.name}>{name}</span> <span className={classes.quiet}>{id}</span>
              </>
            ),
          },
          { name: words.columns.role, cell: ({ role }) => all.shell.roles[role] },
          { name: words.columns.devices, cell: ({ devices }) => words.devices(devices) },
          { name: words.columns.lastAllowed, cell: ({ lastAllowed }) => formats.moment(lastAllowed, now) },
          {
            name: words.columns.actions,
            cell: (account) => (
              <Button
                h={44}
                px="sm"
                variant="default"
                className={classes.danger}
                aria-label={words.endFor(account.name)}
                data-testid="end-notices"
                onClick={() => {
                  ending.reset();
                  setAsked(account);
                }}
              >
                {words.end}
              </Button>
            ),
          },
        ]}
      />
      {accounts.length === 0 ? <p>{words.empty}</p> : null}
      <Dialog
        title={asked ? words.endTitle(asked.name) : ''}
        opened={asked !== undefined}
        close={() => setAsked(undefined)}
      >
        {asked ? (
          <SureForm
            yes={words.endYes}
            testid="end-notices-submit"
            error={ending.error}
            pending={ending.isPending}
            leave={() => setAsked(undefined)}
            doIt={() => ending.mutate(asked)}
          >
            <p>{words.endText}</p>
          </SureForm>
        ) : null}
      </Dialog>
    </>
  );
}
