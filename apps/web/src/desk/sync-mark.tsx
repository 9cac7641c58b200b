import { useLanguage, useNow } from '@munan/ui';
import { IconLoader2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { signInAgain, useContact } from '../shell/contact.ts';
import classes from './desk.module.css';
import { syncIcon } from './sync-icon.tsx';
import { syncSaid } from './sync-sentences.ts';
import { TakeUpdates } from './take-updates.tsx';
import { useFindDesk } from './use-desk.ts';

/** In the bar of every page of a nurse: is everything saved. Opens the day, or what needs her. */
export function SyncMark() {
  const { words, formats } = useLanguage();
  const desk = useFindDesk();
  const signedOut = useContact() === 'sign-in';
  useNow(30_000);
  const said = desk ? syncSaid(words, formats, desk.state, desk.now(), signedOut) : undefined;
  return (
    <span role="status" className={classes.markHome} data-sync>
      {said ? (
        <Link
          to={said.tone === 'needs' ? '/visit/needs-you' : '/visit'}
          className={`${classes.mark} ${classes[said.tone]}`}
          data-testid="outbox"
          data-tone={said.tone}
        >
          {syncIcon(said.tone)}
          {said.short}
        </Link>
      ) : (
        <IconLoader2 size={20} aria-label={words.shell.loading} />
      )}
    </span>
  );
}

/** Across the page: what she must know wherever she is. */
export function SyncBars() {
  const { words } = useLanguage();
  const desk = useFindDesk();
  const contact = useContact();
  const t = words.desk.state;
  const waiting = desk?.state.waiting ?? 0;
  const signIn = contact === 'sign-in' || desk?.state.held === 'sign-in';
  return (
    <div role="alert">
      <TakeUpdates />
      {desk?.state.cannotKeep ? (
        <div className={`${classes.bar} ${classes.bad}`} data-testid="cannot-keep">
          {syncIcon('bad')}
          <span>{t.cannotKeep}</span>
        </div>
      ) : null}
      {signIn && desk ? (
        <div className={`${classes.bar} ${classes.waiting}`} data-testid="sign-in-bar">
          {syncIcon('waiting')}
          <span>{t.signInLong(waiting)}</span>
          <button type="button" className={classes.barButton} onClick={signInAgain}>
            {t.signInAct}
          </button>
        </div>
      ) : null}
    </div>
  );
}
