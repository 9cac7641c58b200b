import type { ShiftsPage } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import classes from './shifts.module.css';
import { dayMs, gapsIn } from './week.ts';

const sumOf = (gaps: readonly { from: number; to: number }[]) => gaps.reduce((sum, { from, to }) => sum + to - from, 0);

/** Whether an operator is planned at every hour of the week. */
export function Cover({ page, monday }: { page: ShiftsPage; monday: number }) {
  const { formats } = useLanguage();
  const t = useCentreWords().shifts.gaps;
  const operators = page.shifts.filter(({ role }) => role === 'operator');
  const uncoveredMs = sumOf(gapsIn(operators, monday, monday + 7 * dayMs));
  const isFull = uncoveredMs === 0;
  return (
    <p className={classes.cover} data-full={isFull} data-testid="rota-cover">
      {isFull ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
      {isFull ? t.full : operators.length === 0 ? t.empty : t.summary(formats.span(uncoveredMs))}
    </p>
  );
}

/** The stretches of a day without an operator. */
export function DayGaps({ page, day }: { page: ShiftsPage; day: number }) {
  const { formats } = useLanguage();
  const t = useCentreWords().shifts.gaps;
  const gaps = gapsIn(
    page.shifts.filter(({ role }) => role === 'operator'),
    day,
    day + dayMs,
  );
  if (gaps.length === 0)
    return (
      <span className={classes.covered}>
        <IconCircleCheck size={16} aria-hidden /> {t.none}
      </span>
    );
  return (
    <ul className={classes.gaps} data-testid="rota-gaps">
      {gaps.map(({ from, to }) => (
        <li key={from}>
          <IconAlertTriangle size={16} aria-hidden />
          {formats.clock(from)}~{to === day + dayMs ? '24:00' : formats.clock(to)}
        </li>
      ))}
    </ul>
  );
}
