import type { Shift, ShiftsPage } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconPlus } from '@tabler/icons-react';
import { Fragment } from 'react';
import { DayGaps } from './cover.tsx';
import { ShiftChip } from './shift-chip.tsx';
import type { Asked } from './shift-form.tsx';
import classes from './shifts.module.css';
import { dayMs, daysOf, piecesOf } from './week.ts';

export interface RotaParts {
  page: ShiftsPage;
  monday: number;
  now: number;
  onOpen: (shift: Shift) => void;
  /** Who may write. */
  onAdd?: (asked: Asked) => void;
}
export const rotaRoles = ['operator', 'nurse', 'manager'] as const;

/** A week by person and day; a night stands on both of its days. */
export function Grid({ page, monday, now, onOpen, onAdd }: RotaParts) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().shifts;
  const days = daysOf(monday);
  const isToday = (day: number) => now >= day && now < day + dayMs;
  return (
    <div className={classes.scroll}>
      <table className={classes.grid} data-testid="rota-grid">
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            {days.map((day) => (
              <th key={day} scope="col" aria-current={isToday(day) ? 'date' : undefined}>
                {formats.day(day)}
                {isToday(day) ? <span className={classes.today}>{t.today}</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rotaRoles.map((role) => {
            const users = page.users.filter((user) => user.role === role);
            if (users.length === 0) return null;
            return (
              <Fragment key={role}>
                <tr className={classes.roleRow}>
                  <th scope="rowgroup" colSpan={days.length + 1}>
                    {words.shell.roles[role]}
                  </th>
                </tr>
                {users.map(({ id, name }) => {
                  const own = page.shifts.filter(({ user }) => user.id === id);
                  return (
                    <tr key={id}>
                      <th scope="row">{name}</th>
                      {days.map((day) => (
                        <td key={day} data-today={isToday(day) || undefined}>
                          <div className={classes.cell}>
                            {piecesOf(own, day).map((piece) => (
                              <ShiftChip key={piece.shift.id} piece={piece} now={now} onOpen={onOpen} />
                            ))}
                            {onAdd && day + dayMs > now ? (
                              <button
                                type="button"
                                className={classes.addHere}
                                aria-label={t.addFor(name, formats.day(day))}
                                onClick={() => onAdd({ user: id, day })}
                                data-testid="add-here"
                              >
                                <IconPlus size={16} aria-hidden />
                              </button>
                            ) : null}
                          </div>
                        </td>
                      ))}
                    </tr>
                  );
                })}
                {role === 'operator' ? (
                  <tr className={classes.gapRow}>
                    <th scope="row">{t.gaps.title}</th>
                    {days.map((day) => (
                      <td key={day}>
                        <DayGaps page={page} day={day} />
                      </td>
                    ))}
                  </tr>
                ) : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
