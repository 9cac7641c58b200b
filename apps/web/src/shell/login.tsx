import { Alert, Button, Card, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import type { DemoAccount, Me } from '@munan/flow';
import { useWords } from '@munan/ui';
import {
  IconAlertCircle,
  IconBuildingCommunity,
  IconBuildingHospital,
  IconHeadset,
  IconHome,
  IconNurse,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiFailure, api } from '../connection/api.ts';
import { queries } from '../connection/queries.ts';
import { Brand } from './brand.tsx';
import classes from './login.module.css';
import { LanguageSwitch } from './preferences.tsx';
import { failureSentence } from './waiting.tsx';

const roleIcons = {
  operator: <IconHeadset aria-hidden />,
  nurse: <IconNurse aria-hidden />,
  doctor: <IconBuildingHospital aria-hidden />,
  manager: <IconBuildingCommunity aria-hidden />,
  family: <IconHome aria-hidden />,
};

/** User and password; in the demonstration, its accounts as one-press buttons. */
export function Login() {
  const words = useWords();
  const t = words.shell.login;
  const client = useQueryClient();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const accounts = useQuery(queries.demoAccounts());
  const login = useMutation({
    mutationFn: (given: { user: string; password: string }) => api.post<Me>('/api/login', given),
    onSuccess: (me) => client.setQueryData(queries.me().queryKey, me),
  });
  useEffect(() => {
    document.title = `${t.title} · ${words.shell.appName}`;
  }, [t, words]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ user, password });
  };
  const failure = login.error;
  const sentence =
    failure instanceof ApiFailure && (failure.status === 401 || failure.status === 400)
      ? t.wrong
      : failure instanceof ApiFailure && failure.status === 0
        ? t.unreachable
        : failure
          ? failureSentence(words, failure)
          : undefined;
  return (
    <main className={classes.login}>
      <LanguageSwitch className={classes.language ?? ''} />
      <header className={classes.head}>
        <Brand size={52} />
        <div>
          <Title order={1}>{words.shell.appName}</Title>
          <Text c="dimmed">{words.shell.tagline}</Text>
        </div>
      </header>
      <Card withBorder padding="lg" className={classes.card ?? ''}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label={t.user}
              size="md"
              autoComplete="username"
              autoCapitalize="none"
              required
              withAsterisk={false}
              value={user}
              onChange={(event) => setUser(event.currentTarget.value)}
            />
            <PasswordInput
              label={t.password}
              size="md"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {sentence ? (
              <Alert color="red" variant="outline" role="alert" icon={<IconAlertCircle aria-hidden />}>
                {sentence}
              </Alert>
            ) : null}
            <Button type="submit" size="md" loading={login.isPending}>
              {t.submit}
            </Button>
          </Stack>
        </form>
      </Card>
      {accounts.data && accounts.data.length > 0 ? (
        <section className={classes.demo} aria-labelledby="demo-title">
          <Title order={2} id="demo-title">
            {t.demoTitle}
          </Title>
          <Text c="dimmed">{t.demoHint}</Text>
          <div className={classes.accounts}>
            {accounts.data.map((account: DemoAccount) => (
              <Button
                key={account.user}
                variant="default"
                size="lg"
                justify="flex-start"
                leftSection={roleIcons[account.role]}
                data-testid={`demo-${account.user}`}
                onClick={() => login.mutate({ user: account.user, password: account.password })}
              >
                <span className={classes.accountText}>
                  <span>{words.shell.roles[account.role]}</span>
                  <span className={classes.accountName}>{account.name}</span>
                </span>
              </Button>
            ))}
          </div>
        </section>
      ) : null}
    </main>
  );
}
