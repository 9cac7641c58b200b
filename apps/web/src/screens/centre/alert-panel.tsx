import { Alert } from '@mantine/core';
import type { AlertPage, AlertRow } from '@munan/flow';
import { useLanguage, Window } from '@munan/ui';
import { useRef, useState } from 'react';
import { useMe } from '../../shell/session.tsx';
import { failureSentence } from '../../shell/waiting.tsx';
import classes from './alert.module.css';
import { AlertActions } from './alert-actions.tsx';
import { AlertHead } from './alert-head.tsx';
import { CallSheet } from './call-sheet.tsx';
import { Changed } from './changed.tsx';
import { CloseForm } from './close-form.tsx';
import { ClosedPart } from './closed-part.tsx';
import { DispatchForm } from './dispatch-form.tsx';
import { nextProgress } from './dispatch-step.tsx';
import { Evidence } from './evidence.tsx';
import { History } from './history.tsx';
import { useAlertKeys } from './keys.ts';
import { Ladder } from './ladder.tsx';
import { Merged } from './merged.tsx';
import { AllMessages } from './messages.tsx';
import { NextStep } from './next-step.tsx';
import { useNote } from './notes.ts';
import { ReopenForm } from './reopen-form.tsx';
import { otherMessages } from './step-messages.ts';
import { awaitsOutcome, contactsOf, resultsOf } from './step-plan.ts';
import { useCall } from './use-call.ts';
import { useCommand } from './use-command.ts';

type Dialog = 'close' | 'dispatch' | 'sheet' | 'reopen';

/** One alert: who, what, the evidence, the ladder, and one next step. */
export function AlertPanel({ page, queue }: { page: AlertPage; queue: readonly AlertRow[] }) {
  const { words } = useLanguage();
  const me = useMe();
  const command = useCommand(page);
  const call = useCall(page, command, queue);
  const [note, setNote] = useNote(page.alert.id);
  const [dialog, setDialog] = useState<Dialog | undefined>();
  const noteField = useRef<HTMLTextAreaElement>(null);
  const { alert } = page;
  const kind = alert.step.kind;
  const t = words.centre;
  const open = alert.status === 'open';
  const clearNote = () => setNote('');
  const given = note.trim() === '' ? {} : { note: note.trim() };
  const noted = { onSuccess: clearNote };
  useAlertKeys(open && !dialog, {
    acknowledge: () => !alert.acknowledged && command.send({ command: 'acknowledge' }),
    take: () => alert.takenBy?.id !== me.id && command.take(),
    call: () => {
      const [first] = contactsOf(kind, page.contacts);
      if (first) call.dial(first);
    },
    note: () => noteField.current?.focus(),
    close: () => setDialog('close'),
    escalate: () => command.send({ command: 'escalate', ...given }, noted),
    sheet: () => page.callSheet && setDialog('sheet'),
    result: (i) => {
      const progress = nextProgress(alert);
      if (kind === 'dispatch') {
        if (i !== 0) return;
        if (!alert.dispatch) setDialog('dispatch');
        else if (progress) command.send({ command: 'dispatch-progress', progress, ...given }, noted);
        return;
      }
      const chosen = resultsOf(kind)[i];
      if (!chosen || awaitsOutcome(page.history) || kind === 'ask-device') return;
      command.send({ command: 'step-result', stepKind: kind, result: chosen.result, ...given }, noted);
    },
  });
  const closeDialog = () => setDialog(undefined);
  return (
    <article
      className={classes.alert}
      data-testid="alert-panel"
      data-alert-id={alert.id}
      data-drill={alert.drill === undefined ? undefined : true}
    >
      <AlertHead page={page} />
      <div className={classes.columns}>
        <div className={classes.act}>
          <Changed command={command} />
          {command.error ? (
            <Alert role="alert" color="red" variant="outline" data-testid="refused">
              {failureSentence(words, command.error)}
            </Alert>
          ) : null}
          {open ? (
            <>
              <NextStep
                page={page}
                command={command}
                call={call}
                given={given}
                onNoted={clearNote}
                onDispatch={() => setDialog('dispatch')}
                onSheet={() => setDialog('sheet')}
              />
              <AlertActions
                page={page}
                command={command}
                note={note}
                noteField={noteField}
                onNote={setNote}
                onSheet={() => setDialog('sheet')}
                onClose={() => setDialog('close')}
              />
            </>
          ) : (
            <ClosedPart page={page} onReopen={() => setDialog('reopen')} onSheet={() => setDialog('sheet')} />
          )}
          <Ladder page={page} />
        </div>
        <div className={classes.look}>
          <Merged page={page} />
          {alert.person ? <Evidence person={alert.person.id} findings={page.findings} /> : null}
          <AllMessages messages={otherMessages(page)} />
          <History history={page.history} />
        </div>
      </div>
      {dialog === 'close' ? (
        <CloseForm
          page={page}
          command={command}
          note={note}
          onNote={setNote}
          onDone={() => {
            clearNote();
            closeDialog();
          }}
          onCancel={closeDialog}
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
          onCancel={closeDialog}
        />
      ) : null}
      {dialog === 'reopen' ? <ReopenForm command={command} onDone={closeDialog} /> : null}
      {dialog === 'sheet' && page.callSheet ? (
        <Window title={t.sheet.title} size="xl" onClose={closeDialog}>
          <CallSheet sheet={page.callSheet} />
        </Window>
      ) : null}
    </article>
  );
}
