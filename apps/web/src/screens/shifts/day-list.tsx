import { Button } from '@mantine/core';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconPlus } from '@tabler/icons-react';
import { DayGaps } from './cover.tsx';
import type { RotaParts } from './grid.tsx';
import { ShiftChip } from './shift-chip.tsx';
import classes from './shifts.module.css';
import { dayMs, daysOf, piecesOf } from './week.ts';

/** The week on a phone: day by day, who is there. */
export function DayList({ page, monday, now, onOpen, onAdd }: RotaParts) {
  const { formats } = useLanguage();
  const t = useCentreWords().shifts;
  return (
    <ol className={classes.days} data-testid="rota-days">
      {daysOf(monday).map((day) => {
        const pieces = piecesOf(page.shifts, day);
        const isToday = now >= day && now < day + dayMs;
        return (
          <li key={day} className={classes.panel}>
            <h3>
              {formats.day(day)}
              {isToday ? <span className={classes.today}>{t.today}</span> : null}
            </h3>
            {pieces.length === 0 ? <p className={classes.dim}>{t.none}</p> : null}
            <div className={classes.cell}>
              {pieces.map((piece) => (
                <ShiftChip key={piece.shift.id} piece={piece} now={now} withName onOpen={onOpen} />
              ))}
            </div>
            <div className={classes.dayGaps}>
              <span className={classes.dim}>{t.gaps.title}</span>
              <DayGaps page={page} day={day} />
            </div>
            {onAdd && day + dayMs > now ? (
              <Button
                variant="default"
                h={44}
                leftSection={<IconPlus size={18} aria-hidden />}
                onClick={() => onAdd({ day })}
                data-testid="add-here"
              >
                {t.add}
              </Button>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
