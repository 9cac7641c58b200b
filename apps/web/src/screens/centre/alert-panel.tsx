import { Alert, Button, Menu, Textarea } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { serverClock, useLanguage, Window } from '@munan/ui';
import { IconCheck, IconClipboardText, IconPlayerPause, IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useMe } from '../../shell/session.tsx';
import { failureSentence } from '../../shell/waiting.tsx';
import { AskVisit } from '../person/ask-visit.tsx';
import classes from './alert.module.css';
import { AlertHead } from './alert-head.tsx';
import { CallSheet } from './call-sheet.tsx';
import { Changed } from './changed.tsx';
import { CloseForm } from './close-form.tsx';
import { DispatchForm } from './dispatch-form.tsx';
import { Evidence } from './evidence.tsx';
import { History } from './history.tsx';
import { useAlertKeys } from './keys.ts';
import { Ladder } from './ladder.tsx';
import { NextStep } from './next-step.tsx';
import { useNote } from './notes.ts';
import { outcomeSentence } from './outcome-sentence.ts';
import { awaitsOutcome, pauseMinutes, resultsOf } from './step-plan.ts';
import { useCommand } from './use-command.ts';

type Dialog = 'close' | 'dispatch' | 'sheet';

/** One alert: who, what, the evidence, the ladder, and one next step. */
export function AlertPanel({ page }: { page: AlertPage }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const command = useCommand(page);
  const [note, setNote] = useNote(page.alert.id);
  const [dialog, setDialog] = useState<Dialog | undefined>();
  const { alert } = page;
  const t = words.centre;
  const open = alert.status === 'open';
  const clearNote = () => setNote('');
  const given = note.trim() === '' ? {} : { note: note.trim() };
  useAlertKeys(open && !dialog, {
    acknowledge: () => !alert.acknowledged && command.send({ command: 'acknowledge' }),
    take: () => alert.takenBy?.id !== me.id && command.take(),
    result: (i) => {
      const chosen = resultsOf(alert.step.kind)[i];
      if (awaitsOutcome(page.history)) return;
      if (chosen && alert.step.kind !== 'ask-device')
        command.send(
          { command: 'step-result', stepKind: alert.step.kind, result: chosen.result, ...given },
          { onSuccess: clearNote },
        );
      else if (i === 0 && alert.step.kind === 'dispatch' && !alert.dispatch) setDialog('dispatch');
    },
  });
  return (
    <article className={classes.alert} data-testid="alert-panel" data-alert-id={alert.id}>
      <AlertHead page={page} />
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
              onDispatch={() => setDialog('dispatch')}
              onClose={() => setDialog('close')}
            />
          ) : (
            <section className={classes.closed}>
              <h2>{t.alert.closed}</h2>
              <p>
                {alert.closedAt === undefined
                  ? ''
                  : t.alert.closedAt(formats.moment(alert.closedAt, serverClock.now()))}
                {alert.outcome ? ` · ${outcomeSentence(words, alert.outcome)}` : ''}
              </p>
            </section>
          )}
          <section className={classes.section} aria-label={t.more.title}>
            {open ? (
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
            ) : null}
            <div className={classes.more}>
              {!open || note.trim() === '' ? null : (
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
                    onClick={command.take}
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
                      {pauseMinutes(alert.priority).map((minutes) => (
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
                onClick={() => setDialog('sheet')}
              >
                {t.more.callSheet}
              </Button>
              {alert.person ? <AskVisit person={alert.person} alert={alert.id} /> : null}
              {open ? (
                <Button variant="default" onClick={() => setDialog('close')} data-testid="close-open">
                  {t.more.close}
                </Button>
              ) : null}
            </div>
          </section>
          <Ladder page={page} />
        </div>
        <div className={classes.look}>
          {alert.person ? <Evidence person={alert.person.id} findings={page.findings} /> : null}
          <History history={page.history} />
        </div>
      </div>
      {dialog === 'close' ? (
        <CloseForm
          command={command}
          note={note}
          onDone={() => {
            clearNote();
            setDialog(undefined);
          }}
          onCancel={() => setDialog(undefined)}
        />
      ) : null}
      {dialog === 'dispatch' ? (
        <DispatchForm
          page={page}
          command={command}
          note={note}
          onDone={() => {
            clearNote();
            setDialog('sheet');
          }}
          onCancel={() => setDialog(undefined)}
        />
      ) : null}
      {dialog === 'sheet' && page.callSheet ? (
        <Window title={t.sheet.title} size="xl" onClose={() => setDialog(undefined)}>
          <CallSheet sheet={page.callSheet} />
        </Window>
      ) : null}
    </article>
  );
}
