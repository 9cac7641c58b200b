import { Button } from '@mantine/core';
import type { LocalVisit } from '@munan/sync';
import { useFormats, useWords, VisitValues } from '@munan/ui';
import { IconAlertOctagonFilled, IconCircleCheckFilled, IconClockHour4 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { refusalSentence } from '../../desk/refusal-sentence.ts';
import classes from './entry.module.css';
import { News2Advice } from './news2-advice.tsx';
import { scoreOfVisit } from './score.ts';

/** After signing: where the visit is now, and what was entered. */
export function Done({
  local,
  scale2,
  fix,
  correct,
}: {
  local: LocalVisit;
  scale2: boolean;
  fix: () => void;
  correct: () => void;
}) {
  const all = useWords();
  const words = all.visit;
  const formats = useFormats();
  const { entry } = local;
  // The button that signed was at the bottom of a long page; where the visit is stands at the top.
  // (In braces: in newer browsers scrollTo answers a promise, which an effect must not.)
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  return (
    <div className={classes.entry} data-testid="visit-done">
      <SaveState local={local} />
      {local.state === 'refused' ? (
        <Button h={56} onClick={fix}>
          {all.visitParts.finished.fix}
        </Button>
      ) : null}
      <News2Advice score={scoreOfVisit(entry.vitals, scale2)} scale2={scale2} />
      <section className={classes.card}>
        <h2>
          {words.done.measured}{' '}
          <span className={classes.quiet}>
            {words.done.span(formats.clock(entry.arrived), formats.clock(entry.finished))}
          </span>
        </h2>
        <VisitValues vitals={entry.vitals} confirmed={entry.confirmed ?? []} scale2={scale2} />
        {entry.remarks?.trim() ? <p className={classes.remarks}>{entry.remarks.trim()}</p> : null}
      </section>
      <div className={`${classes.nav} ${classes.single} ${classes.still}`}>
        <Button component={Link} to="/visit" h={60} size="lg" data-testid="to-today">
          {words.done.toToday}
        </Button>
        <Button h={56} variant="default" data-testid="correct-visit" onClick={correct}>
          {all.visitParts.correction.open}
        </Button>
      </div>
    </div>
  );
}

function SaveState({ local }: { local: LocalVisit }) {
  const all = useWords();
  const words = all.visitParts.finished;
  const [look, icon, title, hint] =
    local.state === 'sent'
      ? [classes.doneSaved, <IconCircleCheckFilled key="icon" aria-hidden size={28} />, words.sent, '']
      : local.state === 'refused'
        ? [
            classes.doneRefused,
            <IconAlertOctagonFilled key="icon" aria-hidden size={28} />,
            words.refused,
            `${words.refusedHint} ${refusalSentence(all, local.problemCode ?? '')}`,
          ]
        : [classes.doneWaiting, <IconClockHour4 key="icon" aria-hidden size={28} />, words.waiting, words.waitingHint];
  return (
    <div className={`${classes.done} ${look}`} role="status" data-testid="save-state" data-state={local.state}>
      {icon}
      <p>
        {title}
        {hint ? <small>{hint}</small> : null}
      </p>
    </div>
  );
}
