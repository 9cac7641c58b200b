import { Button } from '@mantine/core';
import type { AlertPage, Contact } from '@munan/flow';
import { useLanguage, useNow } from '@munan/ui';
import { IconAmbulance, IconPhone, IconPlayerPlayFilled } from '@tabler/icons-react';
import classes from './alert.module.css';
import { Deadline } from './deadline.tsx';
import { scriptOf } from './script.ts';
import { awaitsOutcome, contactsOf, resultsOf } from './step-plan.ts';
import type { CommandSender } from './use-command.ts';

function Dial({ contact, large }: { contact: Contact; large?: boolean }) {
  const { words } = useLanguage();
  const who = `${words.shell.relations[contact.relation]} ${contact.name}`;
  return (
    <Button
      component="a"
      href={`tel:${contact.phone}`}
      size={large ? 'xl' : 'md'}
      variant={large ? 'filled' : 'default'}
      className={large ? (classes.primary ?? '') : ''}
      leftSection={<IconPhone size={large ? 28 : 20} aria-hidden />}
    >
      <span className={classes.dial}>
        <span>{large ? words.centre.step.dial(who) : who}</span> <span className={classes.number}>{contact.phone}</span>
      </span>
    </Button>
  );
}

/** What is to be done now, as one big press, and under it how it went. */
export function NextStep({
  page,
  command,
  note,
  onNoted,
  onDispatch,
  onClose,
}: {
  page: AlertPage;
  command: CommandSender;
  note: string;
  /** The typed note went along with what was sent. */
  onNoted: () => void;
  onDispatch: () => void;
  onClose: () => void;
}) {
  const { words, formats } = useLanguage();
  const t = words.centre.step;
  const { alert } = page;
  const kind = alert.step.kind;
  const minute = useNow(1000);
  const given = note.trim() === '' ? {} : { note: note.trim() };
  const paused = alert.pausedUntil !== undefined && alert.pausedUntil > minute;
  const contacts = contactsOf(kind, page.contacts);
  const others = page.contacts.filter((one) => !contacts.includes(one));
  const results = resultsOf(kind);
  const done = awaitsOutcome(page.history);
  const script = scriptOf(words, kind, alert.person?.name ?? '');
  return (
    <section aria-labelledby="step-title" className={classes.next} data-testid="next-step">
      <div className={classes.nextHead}>
        <h2 id="step-title">
          {t.title}: {words.shell.steps[kind]}
        </h2>
        {paused ? null : <Deadline deadline={alert.step.deadline} large />}
      </div>
      {paused && alert.pausedUntil !== undefined ? (
        <>
          <p>{t.paused(formats.clock(alert.pausedUntil))}</p>
          <Button
            size="xl"
            className={classes.primary ?? ''}
            leftSection={<IconPlayerPlayFilled size={24} aria-hidden />}
            loading={command.pending}
            onClick={() => command.send({ command: 'resume' })}
          >
            {t.resume}
          </Button>
        </>
      ) : done && kind !== 'dispatch' ? (
        <>
          <p>{t.reached}</p>
          <Button size="xl" className={classes.primary ?? ''} onClick={onClose}>
            {words.centre.more.close}
          </Button>
        </>
      ) : kind === 'ask-device' ? (
        <>
          <p>{t.waiting}</p>
          <Button
            size="xl"
            className={classes.primary ?? ''}
            leftSection={<IconPhone size={28} aria-hidden />}
            loading={command.pending}
            onClick={() =>
              command.send({ command: 'skip-to', stepKind: 'operator-call', ...given }, { onSuccess: onNoted })
            }
          >
            {t.callWithoutWaiting}
          </Button>
        </>
      ) : kind === 'dispatch' && !alert.dispatch ? (
        <Button
          size="xl"
          color="red.9"
          className={classes.primary ?? ''}
          leftSection={<IconAmbulance size={30} aria-hidden />}
          loading={command.pending}
          onClick={onDispatch}
        >
          {t.dispatch}
        </Button>
      ) : kind === 'dispatch' && alert.dispatch ? (
        <>
          <p className={classes.dispatched}>
            <IconAmbulance size={24} aria-hidden /> {t.dispatched(alert.dispatch.by, formats.clock(alert.dispatch.at))}
          </p>
          <Button
            component="a"
            href="tel:119"
            size="xl"
            color="red.9"
            className={classes.primary ?? ''}
            leftSection={<IconPhone size={28} aria-hidden />}
          >
            {t.dial119}
          </Button>
          <p>{t.afterDispatch}</p>
          <Button size="lg" variant="default" onClick={onClose}>
            {words.centre.more.close}
          </Button>
        </>
      ) : contacts.length === 0 ? (
        <p>{t.noPhone}</p>
      ) : (
        contacts.map((contact, i) => (
          <Dial key={`${contact.name}-${contact.phone}`} contact={contact} large={i === 0} />
        ))
      )}
      {!paused && !done && script.length > 0 ? (
        <details className={classes.others} open>
          <summary>{t.script}</summary>
          {script.map((line) => (
            <p key={line} className={classes.scriptLine}>
              {line}
            </p>
          ))}
        </details>
      ) : null}
      {!paused && !done && results.length > 0 && kind !== 'dispatch' ? (
        <fieldset className={classes.results}>
          <legend>{t.how}</legend>
          {results.map(({ result, family }, i) => (
            <Button
              key={result}
              variant="default"
              size="lg"
              loading={command.pending}
              aria-keyshortcuts={String(i + 1)}
              data-testid={`result-${result}`}
              leftSection={<kbd className={classes.kbd}>{i + 1}</kbd>}
              onClick={() =>
                command.send({ command: 'step-result', stepKind: kind, result, ...given }, { onSuccess: onNoted })
              }
            >
              {t[family][result]}
            </Button>
          ))}
        </fieldset>
      ) : null}
      {others.length > 0 ? (
        <details className={classes.others}>
          <summary>{t.others}</summary>
          <div className={classes.otherList}>
            {others.map((contact) => (
              <Dial key={`${contact.name}-${contact.phone}`} contact={contact} />
            ))}
          </div>
        </details>
      ) : null}
    </section>
  );
}
