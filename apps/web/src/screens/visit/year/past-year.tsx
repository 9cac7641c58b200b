import { Button } from '@mantine/core';
import type { YearOfDays } from '@munan/flow';
import { useWords } from '@munan/ui';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ComponentType, useId, useState } from 'react';
import entry from '../entry.module.css';

type Charts = ComponentType<{ year: YearOfDays }>;

/** A year of her devices, folded: not every visit looks at it, so that its drawing is fetched at the first press. */
export function PastYear({ year }: { year: YearOfDays }) {
  const words = useWords().visitParts;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [charts, setCharts] = useState<{ Charts?: Charts; failed?: boolean }>({});
  const { Charts, failed } = charts;
  const press = () => {
    setOpen(!open || failed === true);
    if (Charts || (open && !failed)) return;
    setCharts({});
    import('./year-charts.tsx').then(
      ({ YearCharts }) => setCharts({ Charts: YearCharts }),
      () => setCharts({ failed: true }),
    );
  };
  const Icon = open ? IconChevronUp : IconChevronDown;
  return (
    <section className={entry.card}>
      <Button
        fullWidth
        h={56}
        variant="default"
        justify="space-between"
        rightSection={<Icon aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        data-testid="past-year"
        onClick={press}
      >
        {words.year.title}
      </Button>
      <div id={id} hidden={!open}>
        {open && Charts ? <Charts year={year} /> : null}
        {open && !Charts && !failed ? <p className={entry.quiet}>{words.loading}</p> : null}
        {open && failed ? <p role="alert">{words.loadFailed}</p> : null}
      </div>
    </section>
  );
}
