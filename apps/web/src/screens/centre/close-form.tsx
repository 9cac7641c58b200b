import { Button, Radio, Stack } from '@mantine/core';
import type { Outcome } from '@munan/flow';
import { useLanguage, Window } from '@munan/ui';
import { useState } from 'react';
import type { CommandSender } from './use-command.ts';

const verdicts = ['true', 'false', 'unclear'] as const;

/** How an alert ended: true and what it was, or false and why. */
export function CloseForm({
  command,
  note,
  onDone,
  onCancel,
}: {
  command: CommandSender;
  note: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { words } = useLanguage();
  const t = words.centre.close;
  const [verdict, setVerdict] = useState<Outcome['verdict'] | undefined>();
  const [code, setCode] = useState<string | undefined>();
  return (
    <Window title={t.title} size="lg" onClose={onCancel}>
      <Stack gap="lg">
        <Radio.Group
          aria-label={t.title}
          value={verdict ?? null}
          onChange={(next) => {
            const chosen = verdicts.find((one) => one === next);
            setVerdict(chosen);
            setCode(undefined);
          }}
        >
          <Stack gap="sm">
            {verdicts.map((one) => (
              <Radio key={one} value={one} label={t[one]} size="md" />
            ))}
          </Stack>
        </Radio.Group>
        {verdict ? (
          <Radio.Group label={t.why} value={code ?? null} onChange={setCode}>
            <Stack gap="sm" mt="xs">
              {Object.entries(words.response.outcomes[verdict]).map(([one, label]) => (
                <Radio key={one} value={one} label={label} size="md" />
              ))}
            </Stack>
          </Radio.Group>
        ) : null}
        {note.trim() === '' ? null : (
          <p>
            {words.centre.more.note}: <q>{note.trim()}</q>
          </p>
        )}
        <Button
          size="lg"
          disabled={!verdict || !code}
          loading={command.pending}
          data-testid="close-confirm"
          onClick={() => {
            if (!verdict || !code) return;
            command.send(
              { command: 'close', outcome: { verdict, code }, ...(note.trim() === '' ? {} : { note: note.trim() }) },
              { onSuccess: onDone, onError: onCancel },
            );
          }}
        >
          {t.confirm}
        </Button>
      </Stack>
    </Window>
  );
}
