import { Button } from '@mantine/core';
import type { Account } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { Failed } from '../../shell/waiting.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { SureForm } from './sure-form.tsx';

/** Closing the account of who left, after a question; reopening it needs none. */
export function useClosing() {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Account>();
  const change = useMutation({
    mutationFn: ({ account, closed }: { account: Account; closed: boolean }) =>
      api.put<Account>(`/api/manage/users/${encodeURIComponent(account.id)}/closed`, { closed }),
    onSuccess: () => {
      setAsked(undefined);
      return client.invalidateQueries({ queryKey: queries.accounts().queryKey });
    },
  });
  return {
    asked,
    change,
    ask(account: Account) {
      change.reset();
      setAsked(account);
    },
    leave: () => setAsked(undefined),
  };
}
type Closing = ReturnType<typeof useClosing>;

export function ClosingButton({ account, closing }: { account: Account; closing: Closing }) {
  const t = useCentreWords().accounts.close;
  const { id, name, closed } = account;
  return (
    <Button
      h={44}
      px="sm"
      variant="default"
      className={closed ? undefined : classes.danger}
      aria-label={closed ? t.reopenFor(name) : t.openFor(name)}
      data-testid={`account-${closed ? 'reopen' : 'close'}-${id}`}
      loading={closed && closing.change.isPending && closing.change.variables.account.id === id}
      onClick={() => (closed ? closing.change.mutate({ account, closed: false }) : closing.ask(account))}
    >
      {closed ? t.reopen : t.open}
    </Button>
  );
}

/** What became of the last press. */
export function ClosingSaid({ closing: { asked, change } }: { closing: Closing }) {
  const t = useCentreWords().accounts.close;
  if (asked) return null;
  if (change.error) return <Failed error={change.error} />;
  if (!change.isSuccess) return null;
  const { account, closed } = change.variables;
  return (
    <p className={classes.good}>
      <IconCircleCheck aria-hidden />
      {closed ? t.done(account.name) : t.reopened(account.name)}
    </p>
  );
}

export function ClosingDialog({ closing: { asked, change, leave } }: { closing: Closing }) {
  const t = useCentreWords().accounts.close;
  return (
    <Dialog title={asked ? t.title(asked.name) : ''} opened={asked !== undefined} close={leave}>
      {asked ? (
        <SureForm
          yes={t.yes}
          testid="account-close-submit"
          error={change.error}
          pending={change.isPending}
          leave={leave}
          doIt={() => change.mutate({ account: asked, closed: true })}
        >
          <p>{t.text}</p>
          {asked.role === 'nurse' && asked.people.length > 0 ? <p>{t.nurse}</p> : null}
        </SureForm>
      ) : null}
    </Dialog>
  );
}
