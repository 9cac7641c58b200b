import { Button } from '@mantine/core';
import type { AlertRow } from '@munan/flow';
import { useWords } from '@munan/ui';
import { IconAdjustments, IconChartBar, IconKeyboard, IconTargetArrow } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { AlertPanel } from './alert-panel.tsx';
import { Board } from './board.tsx';
import classes from './centre.module.css';
import { DeskStrip } from './desk-strip.tsx';
import { usePageKeys } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { Queue } from './queue.tsx';
import type { QueueKeys } from './queue-list.tsx';
import { SinceAway } from './since-away.tsx';
import { SoundControl, SoundNotice } from './sound-control.tsx';
import { isAwaited } from './step-messages.ts';
import { StillHere } from './still-here.tsx';
import { useAlarmSound } from './use-alarm-sound.ts';
import { usePresence } from './use-presence.ts';

/** Events carry every change; this only heals what an event might have missed. */
const healMs = 60_000;
/** A message that is on its way may arrive without the alert becoming another. */
const awaitedMs = 5000;
const none: AlertRow[] = [];

function OpenAlert({ id, queue }: { id: string; queue: readonly AlertRow[] }) {
  const alert = useQuery({
    ...queries.alert(id),
    refetchInterval: ({ state }) => (isAwaited(state.data) ? awaitedMs : healMs),
  });
  return alert.data ? <AlertPanel key={id} page={alert.data} queue={queue} /> : <NotYet query={alert} />;
}

/** The operator's desk: who needs a call now, everybody else, and one alert open. */
export function CentreScreen() {
  const { centre: words, shell } = useWords();
  const { role } = useMe();
  const { alert } = useParams({ strict: false });
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const queue = useRef<QueueKeys>(null);
  const alerts = useQuery({ ...queries.openAlerts(), refetchInterval: healMs });
  // Of ten thousand people the board is megabytes: who needs a call comes first.
  const board = useQuery({ ...queries.board(), refetchInterval: healMs, enabled: !alerts.isPending });
  const open = alerts.data?.alerts ?? none;
  const sound = useAlarmSound(open);
  const { awaySince, seen } = usePresence();
  usePageKeys((key) => {
    // Arrows, Home and End belong to scrolling, except in the queue.
    const inQueue = document.activeElement?.closest('[data-testid="queue"]');
    if (key === 'j' || key === 'ㅓ' || (key === 'ArrowDown' && inQueue)) queue.current?.move(1);
    else if (key === 'k' || key === 'ㅏ' || (key === 'ArrowUp' && inQueue)) queue.current?.move(-1);
    else if (key === 'Home' && inQueue) queue.current?.toEnd('first');
    else if (key === 'End' && inQueue) queue.current?.toEnd('last');
    else if (key === 'Escape' && alert) void navigate({ to: '/centre' });
    else if (key === '?') setHelp(true);
    else if (key === 'h' || key === 'ㅗ') void navigate({ to: '/centre/handover' });
    else if (key === '/') {
      void navigate({ to: '/centre' }).then(() => requestAnimationFrame(() => search.current?.focus()));
    } else return false;
    return true;
  });
  return (
    <Page
      title={words.title}
      width="full"
      actions={
        <div className={classes.actions}>
          <Button
            component={Link}
            to="/rules"
            variant="default"
            leftSection={<IconAdjustments size={20} aria-hidden />}
            data-testid="open-rules"
          >
            {shell.rules}
          </Button>
          <Button
            component={Link}
            to="/outcomes"
            variant="default"
            leftSection={<IconChartBar size={20} aria-hidden />}
            data-testid="open-outcomes"
          >
            {shell.outcomes}
          </Button>
          <Button
            component={Link}
            to="/drills"
            variant="default"
            leftSection={<IconTargetArrow size={20} aria-hidden />}
            data-testid="open-drills"
          >
            {shell.drills}
          </Button>
          <SoundControl sound={sound} />
          <Button
            variant="default"
            className={classes.keysButton ?? ''}
            leftSection={<IconKeyboard size={20} aria-hidden />}
            onClick={() => setHelp(true)}
          >
            {words.keys.show}
          </Button>
        </div>
      }
    >
      <SoundNotice sound={sound} />
      {role === 'operator' || role === 'manager' ? <DeskStrip alerts={open} /> : null}
      <div className={classes.desk} data-open={alert !== undefined}>
        <div className={classes.side}>
          {alerts.data ? <Queue list={alerts.data} open={alert} keys={queue} /> : <NotYet query={alerts} />}
        </div>
        <div className={classes.main}>
          {alert !== undefined ? (
            <OpenAlert id={alert} queue={open} />
          ) : board.data ? (
            <Board people={board.data.people} search={search} />
          ) : (
            <NotYet query={board} />
          )}
        </div>
      </div>
      {help ? <KeysHelp onClose={() => setHelp(false)} /> : null}
      {role === 'operator' ? <StillHere alerts={open} /> : null}
      {awaySince !== undefined ? <SinceAway at={awaySince} onSeen={seen} /> : null}
    </Page>
  );
}
