import { Button, Textarea } from '@mantine/core';
import { useCentreWords, Window } from '@munan/ui';
import { useState } from 'react';
import type { CommandSender } from './use-command.ts';

/** An alert that was closed too soon, or by a wrong press: open again, and why. */
export function ReopenForm({ command, onDone }: { command: CommandSender; onDone: () => void }) {
  const t = useCentreWords().operator.more;
  const [why, setWhy] = useState('');
  return (
    <Window title={t.reopenConfirm} onClose={onDone}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (why.trim() === '') return;
          command.send({ command: 'reopen', note: why.trim() }, { onSettled: onDone });
        }}
      >
        <Textarea
          label={t.reopenWhy}
          required
          data-autofocus
          autosize
          minRows={2}
          maxLength={2000}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="lg"
          mt="md"
          disabled={why.trim() === ''}
          loading={command.pending}
          data-testid="reopen-confirm"
        >
          {t.reopenConfirm}
        </Button>
      </form>
    </Window>
  );
}
