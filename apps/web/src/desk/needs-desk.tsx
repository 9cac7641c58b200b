import { Button } from '@mantine/core';
import type { Words } from '@munan/language';
import { useWords } from '@munan/ui';
import { IconLockX } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Begin } from '../shell/begin.tsx';
import { useContact } from '../shell/contact.ts';
import { Page } from '../shell/frame.tsx';
import { Waiting } from '../shell/waiting.tsx';
import classes from './desk.module.css';
import type { DeskProblem } from './open-desk.ts';
import { isLeavingHere } from './remembered.ts';
import { useFindDesk } from './use-desk.ts';
import { useOpened } from './with-desk.tsx';

/** Around the screens of the visit: they are drawn once the desk is open; why it is not is said plainly. */
export function NeedsDesk() {
  const words = useWords().desk.problems;
  const opened = useOpened();
  const contact = useContact();
  const wiped = useFindDesk()?.state.wiped;
  if (opened.state === 'opening') return <Waiting />;
  if (opened.state === 'open' && wiped === undefined) return <Outlet />;
  const problem: Problem =
    opened.state === 'problem' ? opened.problem : { why: wiped === 'away' ? 'away' : 'wiped', detail: '' };
  // Nothing can be opened without signing in, and she is not: what stands here would only be in her way.
  const askedIn = contact === 'sign-in' && (problem.why === 'offline' || problem.why === 'sign-in');
  if (askedIn) return <Begin />;
  if (wiped === 'signed-out') return <SignedOut />;
  return (
    <Page title={words.title} width="narrow">
      <div className={classes.problem} role="alert" data-testid="desk-problem" data-why={problem.why}>
        <IconLockX aria-hidden size={28} />
        <p>{problemSentence(words, problem)}</p>
      </div>
      <Button h={56} variant="default" onClick={() => window.location.reload()}>
        {words.retry}
      </Button>
    </Page>
  );
}

type Problem = { why: DeskProblem['why'] | 'away'; detail: string };

/** Signed out in another window, and so here. */
function SignedOut() {
  useEffect(() => {
    if (!isLeavingHere()) window.location.assign('/');
  }, []);
  return <Waiting />;
}

function problemSentence(words: Words['desk']['problems'], { why, detail }: Problem): string {
  if (why === 'offline' || why === 'sign-in') return words.offlineFirst;
  if (why === 'server' || why === 'other') return words[why](detail);
  return words[why];
}
