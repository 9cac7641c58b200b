import { Button } from '@mantine/core';
import { useWords, Window } from '@munan/ui';
import { useEffect, useState } from 'react';
import { isUnfinished } from '../screens/day/day-rows.ts';
import classes from './desk.module.css';
import { forgetNurse, leaveHere } from './remembered.ts';
import { useFindDesk } from './use-desk.ts';

/**
 * A nurse signs out: what is not at the hospital yet is told her first. Then what was fetched is erased from this
 * device, and what was not sent stays sealed on it without a key.
 */
export function LeaveDesk({ logout, stay }: { logout: () => Promise<void>; stay: () => void }) {
  const words = useWords().desk.signOut;
  const desk = useFindDesk();
  const [doing, setDoing] = useState<'sending' | 'leaving'>();
  const [notSent, setNotSent] = useState(false);
  const waiting = desk?.state.waiting ?? 0;
  const open = desk?.visits().filter(isUnfinished).length ?? 0;
  const clear = waiting === 0 && open === 0;
  const leave = async () => {
    setDoing('leaving');
    leaveHere();
    forgetNurse();
    await desk?.wipe();
    await logout();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it is opened
  useEffect(() => {
    if (clear) void leave();
  }, []);
  const send = async () => {
    setDoing('sending');
    setNotSent(false);
    await desk?.sync();
    if (desk && desk.state.waiting === 0 && open === 0) return leave();
    setDoing(undefined);
    setNotSent((desk?.state.waiting ?? 0) > 0);
  };
  if (doing === undefined && clear) return null;
  if (doing === 'leaving') return null;
  return (
    <Window title={words.title} onClose={stay} size="md">
      <div className={classes.leave} data-testid="leave-desk">
        {waiting > 0 ? <p className={classes.first}>{words.waiting(waiting)}</p> : null}
        {open > 0 ? <p className={classes.first}>{words.open(open)}</p> : null}
        <p>
          {words.stays} {words.erased}
        </p>
        <p role="status">{doing === 'sending' ? words.sending : notSent ? words.notSent : ''}</p>
        {waiting > 0 ? (
          <Button h={56} onClick={() => void send()} disabled={doing !== undefined} data-testid="send-first">
            {words.sendFirst}
          </Button>
        ) : null}
        <Button h={56} variant="default" onClick={stay}>
          {words.stay}
        </Button>
        <Button
          h={56}
          variant="default"
          className={classes.danger ?? ''}
          disabled={doing !== undefined}
          onClick={() => void leave()}
          data-testid="leave-anyway"
        >
          {words.anyway}
        </Button>
      </div>
    </Window>
  );
}
