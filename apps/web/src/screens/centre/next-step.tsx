import { Button } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconPhone, IconPlayerPlayFilled } from '@tabler/icons-react';
import classes from './alert.module.css';
import { Deadline } from './deadline.tsx';
import { CallStrip, Dial } from './dial.tsx';
import { DispatchStep } from './dispatch-step.tsx';
import { HouseStep } from './house-step.tsx';
import { OutcomeButtons } from './outcome-buttons.tsx';
import { Results } from './results.tsx';
import { scriptOf } from './script.ts';
import { awaitsOutcome, callInstead, contactsOf, isMachineStep, isTellingStep } from './step-plan.ts';
import { ToldStep } from './told-step.tsx';
import type { Call } from './use-call.ts';
import type { CommandSender } from './use-command.ts';
import { Wishes } from './wishes.tsx';

/** What is to be done now, as one big press, and under it how it went. */
export function NextStep({
  page,
  command,
  call,
  given,
  onNoted,
  onDispatch,
  onSheet,
}: {
  page: AlertPage;
  command: CommandSender;
  call: Call;
  /** The typed note, where there is one: it goes along with what is sent. */
  given: { note?: string };
  onNoted: () => void;
  onDispatch: () => void;
  onSheet: () => void;
}) {
  const { words, formats } = useLanguage();
  const t = words.centre.step;
  const o = useCentreWords().operator;
  const { alert } = page;
  const kind = alert.step.kind;
  const second = useNow(1000);
  const paused = alert.pausedUntil !== undefined && alert.pausedUntil > second;
  const contacts = contactsOf(kind, page.contacts);
  const others = page.contacts.filter((one) => !contacts.includes(one));
  const done = awaitsOutcome(page.history);
  const instead = callInstead(kind, page.plan, alert.step.index);
  const isMachine = isMachineStep(kind);
  const isDispatch = kind === 'dispatch';
  const script = scriptOf(words, kind, alert.person?.name ?? '');
  const act = { page, command, given, onNoted };
  const pausedPart = (
    <>
      <p>{t.paused(formats.clock(alert.pausedUntil ?? 0))}</p>
      <Button
        size="xl"
        className={classes.primary ?? ''}
        leftSection={<IconPlayerPlayFilled size={24} aria-hidden />}
        loading={command.pending}
        data-testid="resume"
        onClick={() => command.send({ command: 'resume' })}
      >
        {t.resume}
      </Button>
    </>
  );
  const donePart = (
    <>
      <p>{alert.family === 'house' ? o.house.done : t.reached}</p>
      <OutcomeButtons
        family={alert.family}
        pending={command.pending}
        onChosen={(outcome) => command.send({ command: 'close', outcome, ...given }, { onSuccess: onNoted })}
      />
    </>
  );
  const numbers = contacts.map((contact, i) => (
    <Dial key={`${contact.name}-${contact.phone}`} contact={contact} call={call} large={i === 0 && !isMachine} />
  ));
  return (
    <section aria-labelledby="step-title" className={classes.next} data-testid="next-step" data-step={kind}>
      <div className={classes.nextHead}>
        <h2 id="step-title" aria-live="polite">
          {t.title}: {words.shell.steps[kind]}
        </h2>
        {paused ? null : <Deadline deadline={alert.step.deadline} large />}
      </div>
      <p className={classes.dim}>
        {o.queue.step(alert.step.index + 1, alert.step.count)}
        {alert.step.attempt > 1 ? ` · ${o.queue.attempt(alert.step.attempt)}` : ''}
      </p>
      <CallStrip call={call} />
      <Wishes wishes={page.wishes} />
      {paused ? (
        pausedPart
      ) : isDispatch ? (
        <DispatchStep {...act} onDispatch={onDispatch} onSheet={onSheet} />
      ) : done ? (
        donePart
      ) : kind === 'check-house' ? (
        <HouseStep page={page} />
      ) : (
        <>
          {kind === 'ask-device' ? <p>{t.waiting}</p> : null}
          {isTellingStep(kind) ? <ToldStep {...act} /> : null}
          {isMachine ? <p>{o.told.whileWaiting}</p> : null}
          {instead ? (
            <Button
              size="xl"
              className={classes.primary ?? ''}
              leftSection={<IconPhone size={28} aria-hidden />}
              loading={command.pending}
              data-testid="call-instead"
              onClick={() => command.send({ command: 'skip-to', stepKind: instead, ...given }, { onSuccess: onNoted })}
            >
              {kind === 'ask-device' ? t.callWithoutWaiting : o.call.direct}
            </Button>
          ) : (
            numbers
          )}
          {contacts.length === 0 && !isTellingStep(kind) ? <p>{t.noPhone}</p> : null}
        </>
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
      {!paused && !done && !isDispatch ? <Results {...act} /> : null}
      {others.length > 0 ? (
        <details className={classes.others}>
          <summary>{t.others}</summary>
          <div className={classes.otherList}>
            {others.map((contact) => (
              <Dial key={`${contact.name}-${contact.phone}`} contact={contact} call={call} />
            ))}
          </div>
        </details>
      ) : null}
    </section>
  );
}
