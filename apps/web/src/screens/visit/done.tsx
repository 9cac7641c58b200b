import { Button } from '@mantine/core';
import { useFormats, useWords, VisitValues } from '@munan/ui';
import { IconAlertOctagonFilled, IconCircleCheckFilled, IconClockHour4 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Desk } from './desk.ts';
import type { Draft } from './draft.ts';
import classes from './entry.module.css';
import { News2Advice } from './news2-advice.tsx';
import { scoreOfVisit } from './score.ts';

/** After saving: where the entry is now, and what was entered. */
export function Done({ saved, desk, fix }: { saved: Draft; desk: Desk; fix: (draft: Draft) => void }) {
  const words = useWords().visit;
  const formats = useFormats();
  const kept = desk.drafts.find((draft) => draft.id === saved.id);
  // The button that saved was at the bottom of a long page; whether it is saved stands at the top.
  // (In braces: in newer browsers scrollTo answers a promise, which an effect must not.)
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  return (
    <div className={classes.entry} data-testid="visit-done">
      <SaveState kept={kept} desk={desk} />
      {kept?.state === 'refused' ? (
        <Button h={56} onClick={() => fix(kept)}>
          {words.drafts.fix}
        </Button>
      ) : null}
      <News2Advice score={scoreOfVisit(saved.vitals, saved.spo2Scale2)} scale2={saved.spo2Scale2} />
      <section className={classes.card}>
        <h2>
          {words.done.measured}{' '}
          <span className={classes.quiet}>
            {words.done.span(formats.clock(saved.arrived), formats.clock(saved.finished ?? saved.changed))}
          </span>
        </h2>
        <VisitValues vitals={saved.vitals} confirmed={saved.confirmed} scale2={saved.spo2Scale2} />
        {saved.remarks.trim() ? <p className={classes.remarks}>{saved.remarks.trim()}</p> : null}
      </section>
      <div className={`${classes.nav} ${classes.single} ${classes.still}`}>
        <Button component={Link} to="/visit" h={60} size="lg">
          {words.done.toToday}
        </Button>
      </div>
    </div>
  );
}

function SaveState({ kept, desk }: { kept: Draft | undefined; desk: Desk }) {
  const words = useWords().visit;
  const [look, icon, title, hint] = !kept
    ? [classes.doneSaved, <IconCircleCheckFilled key="icon" aria-hidden size={28} />, words.outbox.savedOnServer, '']
    : kept.state === 'refused'
      ? [
          classes.doneRefused,
          <IconAlertOctagonFilled key="icon" aria-hidden size={28} />,
          words.drafts.refused(kept.patientName),
          kept.problem ?? '',
        ]
      : [
          classes.doneWaiting,
          <IconClockHour4 key="icon" aria-hidden size={28} />,
          words.outbox.waiting(desk.waiting.length),
          words.outbox.waitingHint,
        ];
  return (
    <div className={`${classes.done} ${look}`} role="status" data-testid="save-state">
      {icon}
      <p>
        {title}
        {hint ? <small>{hint}</small> : null}
      </p>
    </div>
  );
}
