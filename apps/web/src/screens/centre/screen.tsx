import { Button } from '@mantine/core';
import { useWords } from '@munan/ui';
import { IconAdjustments, IconKeyboard } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { AlertPanel } from './alert-panel.tsx';
import { Board } from './board.tsx';
import classes from './centre.module.css';
import { usePageKeys } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { Queue } from './queue.tsx';
import { SoundControl } from './sound-control.tsx';

/** Events carry every change; this only heals what an event might have missed. */
const healMs = 60_000;

/** Moves the focus along the queue's rows. */
function moveFocus(by: 1 | -1, open: string | undefined) {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-testid="alert-row"]')];
  const present = rows.indexOf(document.activeElement as HTMLElement);
  const from = present >= 0 ? present : rows.findIndex((row) => row.dataset.alertId === open);
  const next = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function OpenAlert({ id }: { id: string }) {
  const alert = useQuery({ ...queries.alert(id), refetchInterval: healMs });
  return alert.data ? <AlertPanel key={id} page={alert.data} /> : <NotYet query={alert} />;
}

/** The operator's desk: who needs a call now, everybody else, and one alert open. */
export function CentreScreen() {
  const { centre: words, shell } = useWords();
  const { alert } = useParams({ strict: false });
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const alerts = useQuery({ ...queries.openAlerts(), refetchInterval: healMs });
  const board = useQuery({ ...queries.board(), refetchInterval: healMs });
  usePageKeys((key) => {
    // Arrows belong to scrolling, except in the queue.
    const inQueue = document.activeElement?.closest('[data-testid="queue"]');
    if (key === 'j' || key === 'ㅓ' || (key === 'ArrowDown' && inQueue)) moveFocus(1, alert);
    else if (key === 'k' || key === 'ㅏ' || (key === 'ArrowUp' && inQueue)) moveFocus(-1, alert);
    else if (key === 'Escape' && alert) void navigate({ to: '/centre' });
    else if (key === '?') setHelp(true);
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
          <SoundControl alerts={alerts.data?.alerts ?? []} />
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
      <div className={classes.desk} data-open={alert !== undefined}>
        <div className={classes.side}>
          {alerts.data ? <Queue alerts={alerts.data.alerts} open={alert} /> : <NotYet query={alerts} />}
        </div>
        <div className={classes.main}>
          {alert !== undefined ? (
            <OpenAlert id={alert} />
          ) : board.data ? (
            <Board people={board.data.people} search={search} />
          ) : (
            <NotYet query={board} />
          )}
        </div>
      </div>
      {help ? <KeysHelp onClose={() => setHelp(false)} /> : null}
    </Page>
  );
}
