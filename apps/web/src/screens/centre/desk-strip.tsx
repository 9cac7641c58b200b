import type { AlertRow } from '@munan/flow';
import { PriorityIcon, reasonSentence, useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconClipboardList, IconEye, IconMoonFilled, IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { asleepInMs, remindBeforeMs, shiftEnding, troubles, waitingNote } from './desk-says.ts';
import classes from './desk-strip.module.css';

const askEveryMs = 60_000;
const notesEveryMs = 300_000;

/** Who is at the desk, and whether she is awake; what of Munan itself is wrong; and when it is time to hand over. */
export function DeskStrip({ alerts }: { alerts: readonly AlertRow[] }) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().operator.desk;
  const me = useMe();
  const now = useNow(1000);
  const desk = useQuery({ ...queries.desk(), refetchInterval: askEveryMs });
  const isOperator = me.role === 'operator';
  const handover = useQuery({ ...queries.handover(), refetchInterval: notesEveryMs, enabled: isOperator });
  // The hour that is asked for stays the same for a while, or each second would ask anew.
  const from = Math.floor(now / notesEveryMs) * notesEveryMs;
  const shifts = useQuery(queries.shifts(from, from + remindBeforeMs + notesEveryMs));
  const wrong = troubles(alerts);
  const shown = (desk.data?.operators ?? []).filter(({ onShift, awake }) => onShift || awake);
  const asleepIn = desk.data && asleepInMs(desk.data, alerts, now);
  const ends = shiftEnding(shifts.data?.shifts ?? [], me.id, now);
  const waiting = waitingNote(handover.data?.notes ?? [], me.id);
  return (
    <section className={classes.strip} aria-label={t.label} data-testid="desk-strip" data-asleep={desk.data?.asleep}>
      <ul className={classes.people}>
        {shown.map(({ id, name, awake, onShift, lastActive }) => (
          <li
            key={id}
            data-awake={awake}
            title={lastActive === undefined ? undefined : t.lastActive(formats.ago(lastActive, now))}
          >
            {awake ? <IconEye size={18} aria-hidden /> : <IconMoonFilled size={16} aria-hidden />}
            <strong>{name}</strong> {awake ? t.awake : t.asleep}
            {onShift ? ` · ${t.onShift}` : ''}
          </li>
        ))}
        {desk.data && !desk.data.operators.some(({ onShift }) => onShift) ? <li>{t.nobodyOnShift}</li> : null}
        {desk.error ? <li>{t.unknown}</li> : null}
        {desk.data && desk.data.nurses.length > 0 ? <li>{t.nurses(desk.data.nurses.length)}</li> : null}
      </ul>
      <div className={classes.says}>
        {desk.data?.asleep ? (
          <strong className={classes.asleep} role="alert">
            <IconMoonFilled size={18} aria-hidden /> {t.deskAsleep}
          </strong>
        ) : asleepIn !== undefined ? (
          <span className={classes.soon}>{t.asleepIn(formats.span(asleepIn))}</span>
        ) : null}
        {wrong.map((row) => (
          <Link
            key={row.id}
            to="/centre/$alert"
            params={{ alert: row.id }}
            className={classes.trouble}
            data-priority={row.priority}
            data-testid="trouble"
          >
            <PriorityIcon priority={row.priority} size={18} /> {words.centre.ofHouse}:{' '}
            {reasonSentence(words, row.reason)}
          </Link>
        ))}
        {wrong.length === 0 ? (
          <span className={classes.well}>
            <IconServer2 size={17} aria-hidden /> {t.well}
          </span>
        ) : null}
        {isOperator ? (
          <Link
            to="/centre/handover"
            className={classes.link}
            data-due={ends !== undefined || waiting !== undefined || undefined}
            data-testid="handover-open"
          >
            <IconClipboardList size={18} aria-hidden />
            {ends !== undefined ? `${t.shiftEnds(formats.span(ends - now))} · ` : ''}
            {waiting ? t.waitingNote : t.handover}
          </Link>
        ) : null}
      </div>
    </section>
  );
}
