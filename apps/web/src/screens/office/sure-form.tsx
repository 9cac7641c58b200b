import { Button } from '@mantine/core';
import { useWords } from '@munan/ui';
import type { ReactNode } from 'react';
import { Failed } from '../../shell/waiting.tsx';
import classes from './office.module.css';

/** The question before what cannot simply be taken back: what it does, leaving it, and doing it. */
export function SureForm({
  children,
  yes,
  testid,
  error,
  pending,
  leave,
  doIt,
}: {
  children: ReactNode;
  yes: string;
  testid: string;
  error: Error | null;
  pending: boolean;
  leave(): void;
  doIt(): void;
}) {
  const { shell } = useWords();
  return (
    <div className={classes.form}>
      {children}
      {error ? <Failed error={error} /> : null}
      <Button h={52} variant="default" onClick={leave} data-autofocus>
        {shell.actions.cancel}
      </Button>
      <Button h={52} variant="default" className={classes.danger} loading={pending} data-testid={testid} onClick={doIt}>
        {yes}
      </Button>
    </div>
  );
}
