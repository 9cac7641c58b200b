import { Alert, Button } from '@mantine/core';
import { useWords } from '@munan/ui';
import { IconAlertCircle, IconLogin2 } from '@tabler/icons-react';
import { useEffect } from 'react';
import { SignInFrame } from './sign-in-frame.tsx';
import { Waiting } from './waiting.tsx';

/** Nobody is signed in: on to the provider, and back to this address. What went wrong the last time is said first. */
export function Begin() {
  const t = useWords();
  const outcome = new URLSearchParams(window.location.search).get('sign-in');
  const start = (): void => {
    const { pathname, search } = window.location;
    const goTo = outcome === null ? `${pathname}${search}` : '/';
    window.location.replace(`/api/login/start?return=${encodeURIComponent(goTo)}`);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it leaves the page, once
  useEffect(() => {
    if (outcome === null) start();
  }, []);
  if (outcome === null) return <Waiting />;
  return (
    <SignInFrame title={t.shell.login.title}>
      <Alert color="red" variant="outline" role="alert" icon={<IconAlertCircle aria-hidden />}>
        {outcome === 'refused' ? t.signIn.outsideRefused : t.signIn.failed}
      </Alert>
      <Button size="md" leftSection={<IconLogin2 aria-hidden />} onClick={start}>
        {t.shell.login.submit}
      </Button>
    </SignInFrame>
  );
}
