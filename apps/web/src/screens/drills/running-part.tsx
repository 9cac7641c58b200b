import { Button, Progress } from '@mantine/core';
import type { Drill } from '@munan/flow';
import { useCentreWords, useLanguage, useNow, Window } from '@munan/ui';
import { IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { Failed } from '../../shell/waiting.tsx';
import { DrillMark } from './drill-mark.tsx';
import classes from './drills.module.css';

/** The drill that runs now: how far it is, where it is worked, and its end. */
export function RunningPart({ drill }: { drill: Drill }) {
  const { formats } = useLanguage();
  const now = useNow(10_000);
  const t = useCentreWords().drill;
  const { role } = useMe();
  const client = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const end = useMutation({
    mutationFn: () => api.post<Drill>(`/api/drills/${encodeURIComponent(drill.id)}/end`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: queries.drills().queryKey }),
  });
  return (
    <section
      className={`${classes.panel} ${classes.running}`}
      aria-labelledby="running-title"
      data-testid="running-drill"
    >
      <div className={classes.head}>
        <h2 id="running-title">{drill.name}</h2>
        <DrillMark drill={drill} />
      </div>
      <p className={classes.dim}>{t.by(drill.by, formats.moment(drill.startedAt, now))}</p>
      <p>{t.progress(drill.raised, drill.alerts, drill.open)}</p>
      <Progress
        value={(100 * drill.raised) / drill.alerts}
        size="lg"
        aria-label={t.progress(drill.raised, drill.alerts, drill.open)}
      />
      <div className={classes.tools}>
        {role === 'operator' ? (
          <Button component={Link} to="/centre" h={44}>
            {t.toQueue}
          </Button>
        ) : null}
        <Link to="/drills/$drill" params={{ drill: drill.id }} className={classes.link}>
          {t.open(drill.name)}
        </Link>
        {role === 'manager' ? (
          <Button
            variant="default"
            h={44}
            leftSection={<IconPlayerStop size={18} aria-hidden />}
            onClick={() => setIsAsked(true)}
            data-testid="end-drill"
          >
            {t.end}
          </Button>
        ) : null}
      </div>
      {end.error ? <Failed error={end.error} /> : null}
      {isAsked ? (
        <Window title={t.end} size="md" onClose={() => setIsAsked(false)}>
          <p>{t.endAsk}</p>
          <div className={classes.tools}>
            <Button
              h={44}
              loading={end.isPending}
              data-testid="end-drill-yes"
              onClick={() => end.mutate(undefined, { onSettled: () => setIsAsked(false) })}
            >
              {t.endYes}
            </Button>
            <Button h={44} variant="default" onClick={() => setIsAsked(false)}>
              {t.endNo}
            </Button>
          </div>
        </Window>
      ) : null}
    </section>
  );
}
