import { Button } from '@mantine/core';
import { useLanguage, useNow } from '@munan/ui';
import { IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { signInAgain, useContact } from '../shell/contact.ts';
import classes from './desk.module.css';
import { syncIcon } from './sync-icon.tsx';
import { syncSaid } from './sync-sentences.ts';
import { useDesk } from './use-desk.ts';

/** On top of the day: the state of saving in whole sentences, and what she can do about it. */
export function SyncPanel() {
  const { words, formats } = useLanguage();
  const t = words.desk.state;
  const desk = useDesk();
  const signedOut = useContact() === 'sign-in';
  useNow(30_000);
  const { state } = desk;
  const { tone, long } = syncSaid(words, formats, state, desk.now(), signedOut);
  const held = signedOut ? 'sign-in' : state.held;
  return (
    <section className={`${classes.panel} ${classes[tone]}`} aria-label={t.label} data-testid="sync-panel">
      {syncIcon(tone)}
      <div className={classes.sentences}>
        {long.map((sentence, index) => (
          <p key={sentence} className={index === 0 ? classes.first : undefined}>
            {sentence}
          </p>
        ))}
      </div>
      <button
        type="button"
        className={classes.refresh}
        aria-label={t.sync}
        title={t.sync}
        disabled={state.running}
        onClick={() => void desk.sync()}
        data-testid="sync-now"
      >
        <IconRefresh aria-hidden />
      </button>
      {state.needsYou > 0 || held === 'sign-in' ? (
        <div className={classes.panelActions}>
          {state.needsYou > 0 ? (
            <Button component={Link} to="/visit/needs-you" h={56} data-testid="needs-you">
              {t.see}
            </Button>
          ) : null}
          {held === 'sign-in' ? (
            <Button h={56} onClick={signInAgain}>
              {t.signInAct}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
