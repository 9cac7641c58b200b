import { Alert, Button, Menu, Modal, Textarea } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { PriorityMark, reasonSentence, SimulatedTag, serverClock, useLanguage, useNow } from '@munan/ui';
import {
  IconArrowLeft,
  IconCheck,
  IconClipboardText,
  IconPlayerPause,
  IconUser,
  IconUserCheck,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '../../shell/session.tsx';
import { failureSentence } from '../../shell/waiting.tsx';
import classes from './alert.module.css';
import { CallSheet } from './call-sheet.tsx';
import { CloseForm } from './close-form.tsx';
import { DispatchForm } from './dispatch-form.tsx';
import { Evidence } from './evidence.tsx';
import { ChangeLine, History } from './history.tsx';
import { useAlertKeys } from './keys.ts';
import { Ladder } from './ladder.tsx';
import { NextStep } from './next-step.tsx';
import { useNote } from './notes.ts';
import { resultsOf } from './step-plan.ts';
import { type CommandSender, useCommand } from './use-command.ts';

const pauseMinutes = [5, 15, 30, 60];
type Window = 'close' | 'dispatch' | 'sheet';

function Head({ page }: { page: AlertPage }) {
  const { words, formats } = useLanguage();
  const now = useNow(10_000);
  const { alert } = page;
  const t = words.centre.alert;
  const latest = page.findings.at(-1);
  return (
    <header className={classes.head} data-priority={alert.priority}>
      <div className={classes.headTop}>
        <PriorityMark priority={alert.priority} large />
        <Link to="/centre" className={classes.back}>
          <IconArrowLeft size={18} aria-hidden /> {t.backToBoard}
        </Link>
        <Link to="/people/$person" params={{ person: alert.person.id }} className={classes.back}>
          <IconUser size={18} aria-hidden /> {t.personPage}
        </Link>
      </div>
      <h2 className={classes.who}>
        {alert.person.name} <SimulatedTag person={alert.person} />
        <small>
          {words.shell.sexAge(words.shell.sexes[alert.person.sex], alert.person.age)} · {alert.person.district}
        </small>
      </h2>
      <p className={classes.what}>{reasonSentence(words, alert.reason)}</p>
      <p className={classes.dim}>
        {t.firstSeen(formats.moment(alert.since, now), formats.ago(alert.since, now))}
        {latest && latest.confidence < 1 ? ` · ${t.confidence(Math.round(latest.confidence * 100))}` : ''}
        {latest && !latest.live ? ` · ${t.late}` : ''}
        {latest?.phase === 'ended' ? ` · ${t.signEnded}` : ''}
      </p>
    </header>
  );
}

function Changed({ command }: { command: CommandSender }) {
  const { words } = useLanguage();
  const t = words.centre.changed;
  if (!command.changed) return null;
  return (
    <Alert role="alert" color="yellow" variant="outline" title={t.title} data-testid="changed">
      <p>{t.kept}</p>
      <ul className={classes.history}>
        {command.changed.map((change, i) => (
          // A list of the past: places do not change.
          // biome-ignore lint/suspicious/noArrayIndexKey: see the line above
          <li key={i}>
            <ChangeLine change={change} />
          </li>
        ))}
      </ul>
      {command.changed.length === 0 ? <p>{t.nothing}</p> : null}
      <Button variant="default" mt="sm" onClick={command.seen}>
        {t.again}
      </Button>
    </Alert>
  );
}

/** One alert: who, what, the evidence, the ladder, and one next step. */
export function AlertPanel({ page }: { page: AlertPage }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const command = useCommand(page);
  const [note, setNote] = useNote(page.alert.id);
  const [window, setWindow] = useState<Window | undefined>();
  const { alert } = page;
  const t = words.centre;
  const open = alert.status === 'open';
  const clearNote = () => setNote('');
  const given = note.trim() === '' ? {} : { note: note.trim() };
  useAlertKeys(open && !window, {
    acknowledge: () => !alert.acknowledged && command.send({ command: 'acknowledge' }),
    take: () => alert.takenBy?.id !== me.id && command.send({ command: 'take' }),
    result: (i) => {
      const chosen = resultsOf(alert.step.kind)[i];
      if (chosen && alert.step.kind !== 'ask-device')
        command.send(
          { command: 'step-result', stepKind: alert.step.kind, result: chosen.result, ...given },
          { onSuccess: clearNote },
        );
      else if (i === 0 && alert.step.kind === 'dispatch' && !alert.dispatch) setWindow('dispatch');
    },
  });
  return (
    <article className={classes.alert} data-testid="alert-panel" data-alert-id={alert.id}>
      <Head page={page} />
      <div className={classes.columns}>
        <div className={classes.act}>
          <Changed command={command} />
          {command.error ? (
            <Alert role="alert" color="red" variant="outline">
              {failureSentence(words, command.error)}
            </Alert>
          ) : null}
          {open ? (
            <NextStep
              page={page}
              command={command}
              note={note}
              onNoted={clearNote}
              onDispatch={() => setWindow('dispatch')}
            />
          ) : (
            <section className={classes.closed}>
              <h2>{t.alert.closed}</h2>
              <p>
                {alert.closedAt === undefined
                  ? ''
                  : t.alert.closedAt(formats.moment(alert.closedAt, serverClock.now()))}
                {alert.outcome
                  ? ` · ${t.close[alert.outcome.verdict]}: ${t.close.outcomes[alert.outcome.code] ?? alert.outcome.code}`
                  : ''}
              </p>
            </section>
          )}
          <section className={classes.section} aria-label={t.more.title}>
            <Textarea
              label={t.more.note}
              description={t.more.noteHint}
              autosize
              minRows={2}
              maxRows={8}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <div className={classes.more}>
              {note.trim() === '' ? null : (
                <Button
                  variant="default"
                  loading={command.pending}
                  onClick={() => command.send({ command: 'note', note: note.trim() }, { onSuccess: clearNote })}
                >
                  {t.more.saveNote}
                </Button>
              )}
              {open ? (
                <>
                  <Button
                    variant="default"
                    aria-keyshortcuts="a"
                    leftSection={<IconCheck size={18} aria-hidden />}
                    disabled={alert.acknowledged !== undefined}
                    onClick={() => command.send({ command: 'acknowledge' })}
                  >
                    {alert.acknowledged ? t.more.acknowledged : t.more.acknowledge}
                  </Button>
                  <Button
                    variant="default"
                    aria-keyshortcuts="t"
                    leftSection={<IconUserCheck size={18} aria-hidden />}
                    disabled={alert.takenBy?.id === me.id}
                    onClick={() => command.send({ command: 'take' })}
                  >
                    {!alert.takenBy
                      ? t.more.take
                      : alert.takenBy.id === me.id
                        ? t.more.taken
                        : t.more.takeOver(alert.takenBy.name)}
                  </Button>
                  <Menu position="bottom-start">
                    <Menu.Target>
                      <Button variant="default" leftSection={<IconPlayerPause size={18} aria-hidden />}>
                        {t.more.pause}
                      </Button>
                    </Menu.Target>
                    <Menu.Dropdown aria-label={t.more.pause}>
                      {pauseMinutes.map((minutes) => (
                        <Menu.Item
                          key={minutes}
                          onClick={() =>
                            command.send(
                              { command: 'pause', untilMs: Math.round(serverClock.now()) + minutes * 60_000, ...given },
                              { onSuccess: clearNote },
                            )
                          }
                        >
                          {t.more.pauseFor(minutes)}
                        </Menu.Item>
                      ))}
                    </Menu.Dropdown>
                  </Menu>
                </>
              ) : null}
              <Button
                variant="default"
                leftSection={<IconClipboardText size={18} aria-hidden />}
                onClick={() => setWindow('sheet')}
              >
                {t.more.callSheet}
              </Button>
              {open ? (
                <Button variant="default" onClick={() => setWindow('close')} data-testid="close-open">
                  {t.more.close}
                </Button>
              ) : null}
            </div>
          </section>
          <Ladder page={page} />
        </div>
        <div className={classes.look}>
          <Evidence person={alert.person.id} findings={page.findings} />
          <History history={page.history} />
        </div>
      </div>
      {window === 'close' ? (
        <CloseForm
          command={command}
          note={note}
          onDone={() => {
            clearNote();
            setWindow(undefined);
          }}
          onCancel={() => setWindow(undefined)}
        />
      ) : null}
      {window === 'dispatch' ? (
        <DispatchForm
          page={page}
          command={command}
          note={note}
          onDone={() => {
            clearNote();
            setWindow('sheet');
          }}
          onCancel={() => setWindow(undefined)}
        />
      ) : null}
      {window === 'sheet' ? (
        <Modal
          opened
          onClose={() => setWindow(undefined)}
          title={t.sheet.title}
          size="xl"
          closeButtonProps={{ 'aria-label': words.shell.actions.close }}
        >
          <CallSheet sheet={page.callSheet} />
        </Modal>
      ) : null}
    </article>
  );
}
