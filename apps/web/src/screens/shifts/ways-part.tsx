import type { ChannelRow } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { DataTable } from '../office/data-table.tsx';
import classes from './shifts.module.css';

const icons = { well: IconCircleCheck, failing: IconAlertTriangle, off: IconCircleDashed };
const counts = ['waiting', 'sent', 'delivered', 'answered', 'failed'] as const;

/** Each way a message may go: whether it works, and how far what went by it came. */
export function WaysPart() {
  const { operator, shifts } = useCentreWords();
  const { formats } = useLanguage();
  const now = useNow(30_000);
  const query = useQuery({ ...queries.channels(), refetchInterval: 30_000 });
  const t = shifts.ways;
  if (!query.data) return <NotYet query={query} />;
  const stateOf = ({ state, failingSince }: ChannelRow) => {
    const Icon = icons[state];
    const said = state === 'failing' ? t.failing(formats.moment(failingSince ?? now, now)) : t.states[state];
    return (
      <>
        <Icon size={18} aria-hidden /> {said}
      </>
    );
  };
  return (
    <section aria-labelledby="ways-title" className={classes.panel}>
      <h2 id="ways-title">{t.title}</h2>
      <p className={classes.dim}>{t.hint}</p>
      <DataTable
        label={t.title}
        testid="way-row"
        rows={query.data.channels}
        keyOf={({ channel }) => channel}
        columns={[
          { name: t.columns.way, head: true, cell: ({ channel }) => operator.told.channels[channel] },
          { name: t.columns.state, cell: stateOf },
          ...counts.map((count) => ({
            name: t.columns[count],
            cell: (row: ChannelRow) => formats.number(row[count]),
          })),
        ]}
      />
    </section>
  );
}
