import { Button } from '@mantine/core';
import type { Contact } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconPhone, IconPhoneCall, IconPhoneOff } from '@tabler/icons-react';
import classes from './alert.module.css';
import step from './step.module.css';
import type { Call } from './use-call.ts';
import { useElapsed } from './use-elapsed.ts';

/** One number and whose it is. A press shows to all that she phones, and dials; while another phones it says so instead. */
export function Dial({ contact, call, large }: { contact: Contact; call: Call; large?: boolean }) {
  const { words } = useLanguage();
  const t = useCentreWords().operator.call;
  const { name, relation } = contact;
  const whom = large ? t[relation === 'self' ? 'herself' : 'now'](name) : t.who(name, words.shell.relations[relation]);
  const isBlocked = call.blockedBy !== undefined;
  return (
    <Button
      size={large ? 'xl' : 'md'}
      variant={large ? 'filled' : 'default'}
      className={`${step.dial} ${large ? classes.primary : classes.wrap}`}
      leftSection={
        isBlocked ? (
          <IconPhoneOff size={large ? 28 : 20} aria-hidden />
        ) : (
          <IconPhone size={large ? 28 : 20} aria-hidden />
        )
      }
      disabled={isBlocked}
      loading={call.pending}
      data-testid="call-number"
      {...(large && !isBlocked ? { 'aria-keyshortcuts': 'c' } : {})}
      onClick={() => call.dial(contact)}
    >
      <span className={classes.dial}>
        <span>{whom}</span> <span className={classes.number}>{contact.phone}</span>
      </span>
    </Button>
  );
}

function Talking({ call, calling }: { call: Call; calling: NonNullable<Call['calling']> }) {
  const t = useCentreWords().operator.call;
  const elapsed = useElapsed(calling.at);
  return (
    <div className={step.talking} data-mine={call.isMine} data-testid="calling">
      <IconPhoneCall size={24} aria-hidden />
      <span className={step.talkingText}>
        <strong>{call.isMine ? t.mine(calling.to, elapsed) : t.theirs(calling.name, calling.to, elapsed)}</strong>
        <span>{call.isMine ? t.ran : t.blocked(calling.name)}</span>
      </span>
      {call.isMine ? (
        <Button variant="default" size="md" loading={call.pending} onClick={call.end} data-testid="end-call">
          {t.end}
        </Button>
      ) : null}
    </div>
  );
}

/** Who phones now, since when, and whom. */
export function CallStrip({ call }: { call: Call }) {
  const t = useCentreWords().operator.call;
  return (
    <>
      {call.calling ? <Talking call={call} calling={call.calling} /> : null}
      {call.isDrill && call.isMine ? <p>{t.drill}</p> : null}
      {call.unshown ? <p role="alert">{t.unshown}</p> : null}
    </>
  );
}
