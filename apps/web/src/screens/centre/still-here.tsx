import { Button } from '@mantine/core';
import type { AlertRow } from '@munan/flow';
import { useCentreWords, useNow } from '@munan/ui';
import { IconUserQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useReducer } from 'react';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { isAsked } from './desk-says.ts';
import classes from './still-here.module.css';
import { movedAgoMs } from './use-presence.ts';

/**
 * Asks an operator who has not moved for long whether she is there, a minute before what she holds goes back to the queue. Any
 * movement is an answer, as everywhere on this page (`usePresence` hears it); the button is what one can aim at.
 */
export function StillHere({ alerts }: { alerts: readonly AlertRow[] }) {
  const t = useCentreWords().operator.desk;
  const me = useMe();
  const now = useNow(1000);
  const [, look] = useReducer((times: number) => times + 1, 0);
  const desk = useQuery(queries.desk());
  const asked = desk.data !== undefined && isAsked(desk.data, alerts, me.id, now - movedAgoMs(), now);
  return (
    <div role="status">
      {asked ? (
        <div className={classes.ask} data-testid="still-here">
          <IconUserQuestion size={28} aria-hidden />
          <p className={classes.text}>
            <strong>{t.stillThere}</strong> {t.stillThereHow}
          </p>
          <Button size="md" onClick={look} data-testid="i-am-here">
            {t.here}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
