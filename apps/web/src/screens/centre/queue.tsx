import type { AlertRow } from '@munan/flow';
import { PriorityIcon, PriorityMark, reasonSentence, SimulatedTag, useLanguage } from '@munan/ui';
import {
  IconAmbulance,
  IconArrowRight,
  IconPlayerPauseFilled,
  IconUserCheck,
  IconUserQuestion,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useRef, useState } from 'react';
import { useMe } from '../../shell/session.tsx';
import classes from './centre.module.css';
import { Deadline } from './deadline.tsx';
import { arrivedWhileHeld, type QueueRow, queueOrder } from './queue-order.ts';

/** Who is on it, or that nobody is. */
function Holder({ row }: { row: AlertRow }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const t = words.centre.queue;
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

const Row = memo(function Row({ row, gone, open }: QueueRow & { open: boolean }) {
  const { words } = useLanguage();
  const quiet = gone || row.acknowledged !== undefined || row.pausedUntil !== undefined;
  return (
    <li className={classes.rowItem}>
      <Link
        to="/centre/$alert"
        params={{ alert: row.id }}
        className={classes.row}
        aria-current={open ? 'true' : undefined}
        data-testid="alert-row"
        data-alert-id={row.id}
        data-priority={row.priority}
        data-quiet={quiet || undefined}
        data-gone={gone || undefined}
      >
        <span className={classes.flash} aria-hidden>
          <PriorityIcon priority={row.priority} size={26} />
        </span>
        <span className={classes.rowBody}>
          <span className={classes.rowTop}>
            <span className={classes.rowName}>
              {row.person?.name ?? words.centre.ofHouse} {row.person ? <SimulatedTag person={row.person} /> : null}
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
            <Holder row={row} />
            <span className={classes.rowNext}>
              {row.dispatch ? <IconAmbulance size={17} aria-hidden /> : <IconArrowRight size={17} aria-hidden />}
              {row.dispatch ? words.centre.queue.dispatched : words.shell.steps[row.step.kind]}
            </span>
          </span>
        </span>
      </Link>
    </li>
  );
});

/** Open alerts, what is due first on top. While the pointer is over it nothing in it moves. */
export function Queue({ alerts, open }: { alerts: AlertRow[]; open: string | undefined }) {
  const { words } = useLanguage();
  const [held, setHeld] = useState(false);
  const shown = useRef<QueueRow[]>([]);
  const before = useRef<QueueRow[]>([]);
  if (!held) before.current = queueOrder([], alerts, false);
  const rows = queueOrder(held ? shown.current : [], alerts, held);
  shown.current = rows;
  const fresh = held ? arrivedWhileHeld(before.current, alerts) : 0;
  const t = words.centre.queue;
  const live = alerts.length;
  return (
    <section className={classes.queue} aria-labelledby="queue-title" data-testid="queue">
      <div className={classes.queueHead}>
        <h2 id="queue-title">{t.title}</h2>
        <span>{t.count(live)}</span>
        {fresh > 0 ? <span className={classes.fresh}>{t.fresh(fresh)}</span> : null}
      </div>
      {rows.length === 0 ? (
        <div className={classes.queueEmpty}>
          <p>{t.empty}</p>
          <p>{t.emptyHint}</p>
        </div>
      ) : (
        <ol
          className={classes.rows}
          onPointerEnter={(event) => event.pointerType === 'mouse' && setHeld(true)}
          onPointerLeave={() => setHeld(false)}
        >
          {rows.map((one) => (
            <Row key={one.row.id} row={one.row} gone={one.gone} open={one.row.id === open} />
          ))}
        </ol>
      )}
      <p className={classes.spoken} aria-live="assertive">
        {rows[0] && !rows[0].row.acknowledged
          ? `${words.shell.priorities[rows[0].row.priority]}: ${rows[0].row.person?.name ?? words.centre.ofHouse}, ${reasonSentence(words, rows[0].row.reason)}`
          : ''}
      </p>
    </section>
  );
}
