import { VisuallyHidden } from '@mantine/core';
import type { Shift } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { hoursText } from './shift-text.ts';
import classes from './shifts.module.css';
import { dayMs, type Piece } from './week.ts';

/** A shift in its day; of a night the rest of it on the next. */
export function ShiftChip({
  piece,
  now,
  withName = false,
  onOpen,
}: {
  piece: Piece;
  now: number;
  withName?: boolean;
  onOpen: (shift: Shift) => void;
}) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().shifts;
  const { shift, isRest } = piece;
  const isWhole = piece.to - piece.from >= dayMs;
  const text = isWhole ? t.through : isRest ? t.continues(formats.clock(piece.to)) : hoursText(formats, shift);
  const isNow = shift.from <= now && now < shift.to;
  return (
    <button
      type="button"
      className={classes.chip}
      data-rest={isRest || undefined}
      data-now={isNow || undefined}
      data-over={shift.to <= now || undefined}
      onClick={() => onOpen(shift)}
      data-testid={isRest ? 'shift-rest' : 'shift'}
    >
      <VisuallyHidden>
        {withName ? formats.day(shift.from) : t.shiftOf(shift.user.name, formats.day(shift.from))}{' '}
      </VisuallyHidden>
      <span>{text}</span>
      {withName ? (
        <span className={classes.chipName}>
          {shift.user.name} · {words.shell.roles[shift.role]}
        </span>
      ) : null}
      {isNow ? <span className={classes.nowMark}>{t.now.title}</span> : null}
    </button>
  );
}
