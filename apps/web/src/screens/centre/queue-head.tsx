import type { Priority } from '@munan/flow';
import { PriorityIcon, useCentreWords, useLanguage } from '@munan/ui';
import classes from './queue.module.css';
import { noFilter, type QueueCounts, type QueueFilter, whoseAll } from './queue-filter.ts';

const priorities: Priority[] = ['high', 'medium', 'low'];

/** How many there are of each priority and of whose, and a press shows only these. What is hidden is counted. */
export function QueueHead({
  counts,
  total,
  fetched,
  fresh,
  shown,
  filter,
  onFilter,
}: {
  counts: QueueCounts;
  total: number;
  fetched: number;
  fresh: number;
  /** How many pass the filter. */
  shown: number;
  filter: QueueFilter;
  onFilter: (filter: QueueFilter) => void;
}) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().operator.queue;
  const { whose, priority } = filter;
  const hidden = fetched - shown;
  return (
    <div className={classes.head}>
      <div className={classes.headTop}>
        <h2 id="queue-title">{words.centre.queue.title}</h2>
        <span>{words.centre.queue.count(total)}</span>
        {fresh > 0 ? <span className={classes.fresh}>{words.centre.queue.fresh(fresh)}</span> : null}
      </div>
      <fieldset className={classes.filters} aria-label={t.priorityLabel}>
        {priorities.map((one) => (
          <button
            key={one}
            type="button"
            className={classes.filter}
            aria-pressed={priority === one}
            data-priority={one}
            data-testid={`queue-priority-${one}`}
            onClick={() => onFilter(priority === one ? { whose } : { whose, priority: one })}
          >
            <PriorityIcon priority={one} size={17} />
            {words.shell.priorities[one]} <strong>{formats.number(counts.priority[one])}</strong>
          </button>
        ))}
      </fieldset>
      <fieldset className={classes.filters} aria-label={t.filterLabel}>
        {whoseAll.map((one) => (
          <button
            key={one}
            type="button"
            className={classes.filter}
            aria-pressed={whose === one}
            data-testid={`queue-${one}`}
            onClick={() => onFilter({ ...filter, whose: one })}
          >
            {t.filters[one]} <strong>{formats.number(counts.whose[one])}</strong>
          </button>
        ))}
      </fieldset>
      {fetched < total ? <p className={classes.note}>{t.loading(fetched, total)}</p> : null}
      {hidden > 0 ? (
        <p className={classes.note} role="status">
          {t.hidden(hidden)}{' '}
          <button type="button" className={classes.showAll} onClick={() => onFilter(noFilter)}>
            {t.showAll}
          </button>
        </p>
      ) : null}
    </div>
  );
}
