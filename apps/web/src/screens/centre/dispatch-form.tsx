import { Button, Group } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { useLanguage, Window } from '@munan/ui';
import { IconAmbulance } from '@tabler/icons-react';
import { useMe } from '../../shell/session.tsx';
import classes from './alert.module.css';
import { CallSheet } from './call-sheet.tsx';
import type { CommandSender } from './use-command.ts';

/** The software proposes, a named person sends: the name is in the question and in the answer. */
export function DispatchForm({
  page,
  command,
  note,
  onDone,
  onCancel,
}: {
  page: AlertPage;
  command: CommandSender;
  note: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { words } = useLanguage();
  const me = useMe();
  const t = words.centre.dispatch;
  return (
    <Window title={t.title} size="xl" onClose={onCancel}>
      <p className={classes.named}>{t.named(me.name)}</p>
      <p>{t.callAfter}</p>
      <Group my="md">
        <Button
          size="lg"
          color="red.9"
          className={classes.wrap ?? ''}
          leftSection={<IconAmbulance size={24} aria-hidden />}
          loading={command.pending}
          data-testid="dispatch-confirm"
          onClick={() =>
            command.send(
              { command: 'authorise-dispatch', ...(note.trim() === '' ? {} : { note: note.trim() }) },
              { onSuccess: onDone, onError: onCancel },
            )
          }
        >
          {t.confirm(me.name)}
        </Button>
        <Button size="lg" variant="default" onClick={onCancel} data-autofocus>
          {words.shell.actions.cancel}
        </Button>
      </Group>
      {page.callSheet ? <CallSheet sheet={page.callSheet} /> : null}
    </Window>
  );
}
