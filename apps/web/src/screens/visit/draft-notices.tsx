import { Button } from '@mantine/core';
import { SimulatedTag, useFormats, useWords } from '@munan/ui';
import { IconAlertOctagonFilled, IconPencilExclamation } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Desk } from './desk.ts';
import type { Draft } from './draft.ts';
import classes from './today.module.css';

/** Unfinished and refused visits: on top of the day, until each is finished or thrown away on purpose. */
export function DraftNotices({ desk }: { desk: Desk }) {
  const words = useWords().visit.drafts;
  const open = desk.drafts.filter((draft) => draft.state !== 'waiting');
  if (open.length === 0 && desk.unreadable === 0) return null;
  return (
    <section className={classes.notices} aria-label={words.title}>
      {open.length > 0 ? <h2>{words.title}</h2> : null}
      {open.map((draft) => (
        <DraftNotice key={draft.id} draft={draft} desk={desk} />
      ))}
      {desk.unreadable > 0 ? <p role="alert">{words.unread}</p> : null}
    </section>
  );
}

function DraftNotice({ draft, desk }: { draft: Draft; desk: Desk }) {
  const words = useWords().visit;
  const formats = useFormats();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const refused = draft.state === 'refused';
  return (
    <div className={classes.notice} data-testid="draft-notice">
      <p className={refused ? classes.noticeBad : classes.noticeText}>
        {refused ? <IconAlertOctagonFilled aria-hidden /> : <IconPencilExclamation aria-hidden />}
        <span>
          {refused
            ? words.drafts.refused(draft.patientName)
            : words.drafts.open(draft.patientName, formats.clock(draft.arrived))}{' '}
          <SimulatedTag person={draft} />
          {refused && draft.problem ? <small>{draft.problem}</small> : null}
        </span>
      </p>
      {asking ? (
        <>
          <p>{words.drafts.discardQuestion(draft.patientName)}</p>
          <div className={classes.actions}>
            <Button h={56} variant="default" onClick={() => setAsking(false)} autoFocus>
              {words.drafts.discardNo}
            </Button>
            <Button h={56} variant="default" className={classes.danger} onClick={() => desk.remove(draft.id)}>
              {words.drafts.discardYes}
            </Button>
          </div>
        </>
      ) : (
        <div className={classes.actions}>
          <Button h={56} variant="default" onClick={() => setAsking(true)}>
            {words.drafts.discard}
          </Button>
          {refused ? (
            <Button
              h={56}
              onClick={() => {
                desk.put({ ...draft, state: 'open', step: 'review' });
                void navigate({ to: `/visit/${draft.patient}` });
              }}
            >
              {words.drafts.fix}
            </Button>
          ) : (
            <Button component={Link} to={`/visit/${draft.patient}`} h={56} data-testid="resume-draft">
              {words.today.resume}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
