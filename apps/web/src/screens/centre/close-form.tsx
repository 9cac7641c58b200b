import { Textarea } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { useCentreWords, useWords, Window } from '@munan/ui';
import { OutcomeButtons } from './outcome-buttons.tsx';
import type { CommandSender } from './use-command.ts';

/** How an alert ended, and the note that goes with it. */
export function CloseForm({
  page,
  command,
  note,
  onNote,
  onDone,
  onCancel,
}: {
  page: AlertPage;
  command: CommandSender;
  note: string;
  onNote: (note: string) => void;
  onDone: () => void;
  onCancel: () => void;
}) {
  const words = useWords();
  const t = useCentreWords().operator;
  const { family, dispatch } = page.alert;
  const needsNote = dispatch !== undefined && dispatch.progress !== 'handed-over';
  const given = note.trim();
  return (
    <Window title={t.outcome.title} size="lg" onClose={onCancel}>
      <Textarea
        label={words.centre.more.note}
        {...(needsNote ? { description: t.dispatch.noteNeeded, required: true } : {})}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        mb="md"
        value={note}
        onChange={(event) => onNote(event.currentTarget.value)}
      />
      <OutcomeButtons
        family={family}
        pending={command.pending || (needsNote && given === '')}
        onChosen={(outcome) =>
          command.send(
            { command: 'close', outcome, ...(given === '' ? {} : { note: given }) },
            { onSuccess: onDone, onError: onCancel },
          )
        }
      />
    </Window>
  );
}
