import { Alert, Button } from '@mantine/core';
import type { SignInNext, SignInPage } from '@munan/flow';
import { useWords } from '@munan/ui';
import { IconAlertCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiFailure, api } from '../connection/api.ts';
import { Consent } from './consent.tsx';
import { Login } from './login.tsx';
import { goOn, SignInFrame } from './sign-in-frame.tsx';
import { Failed, Waiting } from './waiting.tsx';

/** One step of a sign-in at the provider inside: for our own screens, or for an app of others. */
export function SignIn({ uid }: { uid: string }) {
  const words = useWords();
  const base = `/api/sign-in/${encodeURIComponent(uid)}`;
  const page = useQuery({
    queryKey: ['sign-in', uid],
    queryFn: () => api.get<SignInPage>(`${base}/page`),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (page.error instanceof ApiFailure && page.error.status === 410) return <Gone />;
  if (page.error)
    return (
      <SignInFrame title={words.shell.login.title}>
        <Failed error={page.error} retry={() => void page.refetch()} />
      </SignInFrame>
    );
  if (!page.data) return <Waiting />;
  if (page.data.step === 'consent') return <Consent base={base} page={page.data} />;
  if (page.data.signedIn !== undefined) return <Continue base={base} />;
  if (page.data.outside) return <Outside uid={uid} />;
  return <Login base={base} app={page.data.app} />;
}

/** Somebody is signed in at the screens: the app's question needs no password. */
function Continue({ base }: { base: string }) {
  const next = useQuery({
    queryKey: ['sign-in-session', base],
    queryFn: () => api.post<SignInNext>(`${base}/session`),
    retry: false,
  });
  useEffect(() => {
    if (next.data) goOn(next.data);
  }, [next.data]);
  return next.error ? <Failed error={next.error} /> : <Waiting />;
}

function Outside({ uid }: { uid: string }) {
  useEffect(() => {
    window.location.replace(`/api/login/start?return=${encodeURIComponent(`/sign-in/${uid}`)}`);
  }, [uid]);
  return <Waiting />;
}

/** Open for too long, or used already. */
function Gone() {
  const words = useWords();
  const t = words.signIn.stopped;
  return (
    <SignInFrame title={t.title}>
      <Alert color="red" variant="outline" role="alert" icon={<IconAlertCircle aria-hidden />} title={t.title}>
        {t.text}
      </Alert>
      <Button component="a" href="/" size="md" variant="default">
        {words.shell.notFound.home}
      </Button>
    </SignInFrame>
  );
}
