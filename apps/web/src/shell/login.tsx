import { Alert, Button, Card, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import type { DemoAccount, SignInNext } from '@munan/flow';
import type { Words } from '@munan/language';
import { useWords } from '@munan/ui';
import { startAuthentication } from '@simplewebauthn/browser';
import {
  IconAlertCircle,
  IconBuildingCommunity,
  IconBuildingHospital,
  IconFingerprint,
  IconHeadset,
  IconHome,
  IconNurse,
  IconUserHeart,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiFailure, api } from '../connection/api.ts';
import { queries } from '../connection/queries.ts';
import classes from './login.module.css';
import { passkeysHere } from './passkey.ts';
import { goOn, SignInFrame } from './sign-in-frame.tsx';
import { failureSentence } from './waiting.tsx';

const roleIcons = {
  operator: <IconHeadset aria-hidden />,
  nurse: <IconNurse aria-hidden />,
  doctor: <IconBuildingHospital aria-hidden />,
  manager: <IconBuildingCommunity aria-hidden />,
  family: <IconHome aria-hidden />,
  person: <IconUserHeart aria-hidden />,
};

/** User and password; in the demonstration, its accounts as one-press buttons. */
export function Login({ base, app }: { base: string; app: string | undefined }) {
  const words = useWords();
  const t = words.shell.login;
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const accounts = useQuery(queries.demoAccounts());
  const login = useMutation({
    mutationFn: (given: { user: string; password: string }) => api.post<SignInNext>(`${base}/password`, given),
    onSuccess: goOn,
  });
  const passkey = useMutation({
    mutationFn: async () => {
      const optionsJSON = await api.post<Parameters<typeof startAuthentication>[0]['optionsJSON']>(
        `${base}/passkey-options`,
      );
      return api.post<SignInNext>(`${base}/passkey`, await startAuthentication({ optionsJSON }));
    },
    onSuccess: goOn,
  });
  const isWaiting = login.isPending || passkey.isPending || login.isSuccess || passkey.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    passkey.reset();
    login.mutate({ user, password });
  };
  const sentence = login.error
    ? passwordSentence(words, login.error)
    : passkey.error
      ? words.signIn.passkeyFailed
      : undefined;
  return (
    <SignInFrame title={t.title}>
      {app === undefined ? null : <Text fw={600}>{words.signIn.consent.title(app)}</Text>}
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
            <Button type="submit" size="md" loading={login.isPending} disabled={isWaiting}>
              {t.submit}
            </Button>
            {passkeysHere() ? (
              <>
                <Divider label={words.signIn.or} labelPosition="center" />
                <Button
                  variant="default"
                  size="md"
                  data-testid="passkey"
                  leftSection={<IconFingerprint aria-hidden />}
                  loading={passkey.isPending}
                  disabled={isWaiting}
                  onClick={() => {
                    login.reset();
                    passkey.mutate();
                  }}
                >
                  {words.signIn.passkey}
                </Button>
              </>
            ) : null}
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
    </SignInFrame>
  );
}

function passwordSentence(words: Words, failure: unknown): string {
  if (!(failure instanceof ApiFailure)) return failureSentence(words, failure);
  if (failure.status === 401 || failure.status === 400) return words.shell.login.wrong;
  if (failure.status === 0) return words.shell.login.unreachable;
  if (failure.status === 410) return words.signIn.stopped.text;
  return failureSentence(words, failure);
}
