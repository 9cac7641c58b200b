import type { AlertRow } from '@munan/flow';
import { PriorityIcon, PriorityMark, reasonSentence, SimulatedTag, useCentreWords, useLanguage } from '@munan/ui';
import {
  IconAmbulance,
  IconArrowRight,
  IconPhoneCall,
  IconPlayerPauseFilled,
  IconServer2,
  IconUserCheck,
  IconUserQuestion,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useMe } from '../../shell/session.tsx';
import { inStep } from './alarm-beat.ts';
import signal from './alarm-signal.module.css';
import { Deadline } from './deadline.tsx';
import { DrillTag } from './drill-tag.tsx';
import classes from './queue.module.css';
import type { QueueRow } from './queue-order.ts';
import { useElapsed } from './use-elapsed.ts';

function OnThePhone({ calling }: { calling: NonNullable<AlertRow['calling']> }) {
  const words = useCentreWords().operator.queue;
  return (
    <span className={classes.calling}>
      <IconPhoneCall size={17} aria-hidden /> {words.calling(calling.name, useElapsed(calling.at))}
    </span>
  );
}

/** Who is on it, or that nobody is. */
function Holder({ row }: { row: AlertRow }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const t = words.centre.queue;
  if (row.calling) return <OnThePhone calling={row.calling} />;
  if (row.pausedUntil !== undefined)
    return (
      <span className={classes.holder}>
        <IconPlayerPauseFilled size={16} aria-hidden /> {t.pausedUntil(formats.clock(row.pausedUntil))}
      </span>
    );
  if (row.takenBy)
    return (
      <span className={classes.holder}>
        <IconUserCheck size={17} aria-hidden /> {row.takenBy.id === me.id ? t.mine : t.taken(row.takenBy.name)}
      </span>
    );
  return (
    <span className={classes.holder}>
      <IconUserQuestion size={17} aria-hidden /> {row.acknowledged ? t.acknowledged : t.nobody}
    </span>
  );
}

/** One alert of the queue. Drawn again only when the alert itself is another, or is opened. */
export const Row = memo(function Row({ row, gone, open }: QueueRow & { open: boolean }) {
  const { words } = useLanguage();
  const t = useCentreWords().operator.queue;
  const quiet = gone || row.acknowledged !== undefined || row.pausedUntil !== undefined;
  return (
    <Link
      to="/centre/$alert"
      params={{ alert: row.id }}
      className={classes.row}
      aria-current={open ? 'true' : undefined}
      data-testid="alert-row"
      data-alert-id={row.id}
      data-priority={row.priority}
      data-house={row.person ? undefined : true}
      data-gone={gone || undefined}
    >
      <span
        className={signal.signal}
        style={{ animationDelay: inStep(performance.now()) }}
        data-priority={row.priority}
        data-quiet={quiet || undefined}
        aria-hidden
      >
        <PriorityIcon priority={row.priority} size={26} />
      </span>
      <span className={classes.rowBody}>
        <span className={classes.rowTop}>
          <span className={classes.rowName}>
            {row.person ? null : <IconServer2 size={20} aria-hidden />}
            {row.person?.name ?? words.centre.ofHouse} {row.person ? <SimulatedTag person={row.person} /> : null}
            <DrillTag drill={row.drill} />
          </span>
          {gone ? (
            <strong>{words.centre.queue.closedMeanwhile}</strong>
          ) : row.pausedUntil === undefined ? (
            <Deadline deadline={row.step.deadline} />
          ) : null}
        </span>
        <span className={classes.rowReason}>{reasonSentence(words, row.reason)}</span>
        <span className={classes.rowFoot}>
          <PriorityMark priority={row.priority} plain />
          {quiet ? null : <strong className={classes.unseen}>{t.unseen}</strong>}
          <Holder row={row} />
          <span className={classes.rowNext}>
            {row.dispatch ? <IconAmbulance size={17} aria-hidden /> : <IconArrowRight size={17} aria-hidden />}
            {row.dispatch ? words.centre.queue.dispatched : words.shell.steps[row.step.kind]}
            {row.step.attempt > 1 ? ` · ${t.attempt(row.step.attempt)}` : ''}
          </span>
        </span>
      </span>
    </Link>
  );
});
