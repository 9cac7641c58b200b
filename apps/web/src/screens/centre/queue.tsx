import type { AlertList } from '@munan/flow';
import { reasonSentence, useCentreWords, useLanguage } from '@munan/ui';
import { type Ref, useMemo, useRef, useState } from 'react';
import { useMe } from '../../shell/session.tsx';
import classes from './queue.module.css';
import { countQueue, filterQueue, noFilter } from './queue-filter.ts';
import { QueueHead } from './queue-head.tsx';
import { type QueueKeys, QueueList } from './queue-list.tsx';
import { arrivedWhileHeld, type QueueRow, queueOrder } from './queue-order.ts';

/** Open alerts, what is due first on top. While the pointer is over it nothing in it moves. */
export function Queue({ list, open, keys }: { list: AlertList; open: string | undefined; keys: Ref<QueueKeys> }) {
  const { words } = useLanguage();
  const t = useCentreWords().operator.queue;
  const me = useMe().id;
  const { alerts } = list;
  const [held, setHeld] = useState(false);
  const [filter, setFilter] = useState(noFilter);
  const counts = useMemo(() => countQueue(alerts, me), [alerts, me]);
  const passing = useMemo(() => filterQueue(alerts, filter, me), [alerts, filter, me]);
  const shown = useRef<QueueRow[]>([]);
  const before = useRef<QueueRow[]>([]);
  if (!held) before.current = queueOrder([], passing, false);
  const rows = queueOrder(held ? shown.current : [], passing, held);
  shown.current = rows;
  const first = rows.find(({ gone }) => !gone)?.row;
  return (
    <section className={classes.queue} aria-labelledby="queue-title" data-testid="queue">
      <QueueHead
        counts={counts}
        total={list.total ?? alerts.length}
        fetched={alerts.length}
        fresh={held ? arrivedWhileHeld(before.current, passing) : 0}
        shown={passing.length}
        filter={filter}
        onFilter={(next) => {
          // Who chooses another part wants to see that part: what was held is of the old one.
          shown.current = [];
          setFilter(next);
        }}
      />
      {rows.length > 0 ? (
        <QueueList rows={rows} open={open} keys={keys} onHold={setHeld} />
      ) : (
        <div className={classes.empty}>
          <p>{alerts.length === 0 ? words.centre.queue.empty : t.emptyFilter}</p>
          {alerts.length === 0 ? <p>{words.centre.queue.emptyHint}</p> : null}
        </div>
      )}
      <p className={classes.spoken} aria-live="assertive">
        {first && !first.acknowledged
          ? `${words.shell.priorities[first.priority]}: ${first.person?.name ?? words.centre.ofHouse}, ${reasonSentence(words, first.reason)}`
          : ''}
      </p>
    </section>
  );
}
