import { Text, Title } from '@mantine/core';
import type { SignInNext } from '@munan/flow';
import { useWords } from '@munan/ui';
import { type ReactNode, useEffect } from 'react';
import { Brand } from './brand.tsx';
import classes from './login.module.css';
import { LanguageSwitch } from './preferences.tsx';

/** Leaves this page for where the sign-in goes on: another page of the server, or the app that asked. */
export const goOn = ({ go }: SignInNext): void => window.location.assign(go);

/** The page around every step of a sign-in. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }) {
  const words = useWords().shell;
  useEffect(() => {
    document.title = `${title} · ${words.appName}`;
  }, [title, words]);
  return (
    <main className={classes.login}>
      <LanguageSwitch className={classes.language ?? ''} />
      <header className={classes.head}>
        <Brand size={52} />
        <div>
          <Title order={1}>{words.appName}</Title>
          <Text c="dimmed">{words.tagline}</Text>
        </div>
      </header>
      {children}
    </main>
  );
}
