import { Button, Menu, Textarea } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { serverClock, useCentreWords, useLanguage } from '@munan/ui';
import {
  IconArrowBigUpLine,
  IconCheck,
  IconClipboardText,
  IconPlayerPause,
  IconUserCheck,
  IconUserMinus,
  IconUserShare,
} from '@tabler/icons-react';
import type { Ref } from 'react';
import { useMe } from '../../shell/session.tsx';
import { AskVisit } from '../person/ask-visit.tsx';
import classes from './alert.module.css';
import { pauseMinutes } from './step-plan.ts';
import type { CommandSender } from './use-command.ts';

/** The note, and everything that can be done with an open alert besides its next step. */
export function AlertActions({
  page,
  command,
  note,
  noteField,
  onNote,
  onSheet,
  onClose,
}: {
  page: AlertPage;
  command: CommandSender;
  note: string;
  noteField: Ref<HTMLTextAreaElement>;
  onNote: (note: string) => void;
  onSheet: () => void;
  onClose: () => void;
}) {
  const { words, formats } = useLanguage();
  const o = useCentreWords().operator.more;
  const me = useMe();
  const t = words.centre.more;
  const { alert } = page;
  const given = note.trim() === '' ? {} : { note: note.trim() };
  const noted = { onSuccess: () => onNote('') };
  const isMine = alert.takenBy?.id === me.id;
  const others = page.operators
    .filter(({ id }) => id !== alert.takenBy?.id && id !== me.id)
    .sort((a, b) => Number(b.awake) - Number(a.awake));
  return (
    <section className={classes.section} aria-label={t.title}>
      <Textarea
        ref={noteField}
        label={t.note}
        description={t.noteHint}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={note}
        data-testid="note"
        aria-keyshortcuts="n"
        onChange={(event) => onNote(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <div className={classes.more}>
        {note.trim() === '' ? null : (
          <Button
            variant="default"
            loading={command.pending}
            onClick={() => command.send({ command: 'note', note: note.trim() }, noted)}
          >
            {t.saveNote}
          </Button>
        )}
        <Button
          variant="default"
          aria-keyshortcuts="a"
          leftSection={<IconCheck size={18} aria-hidden />}
          disabled={alert.acknowledged !== undefined}
          data-testid="acknowledge"
          onClick={() => command.send({ command: 'acknowledge' })}
        >
          {alert.acknowledged ? t.acknowledged : t.acknowledge}
        </Button>
        <Button
          variant="default"
          aria-keyshortcuts="t"
          leftSection={<IconUserCheck size={18} aria-hidden />}
          disabled={isMine}
          data-testid="take"
          onClick={command.take}
        >
          {!alert.takenBy ? t.take : isMine ? t.taken : t.takeOver(alert.takenBy.name)}
        </Button>
        {isMine ? (
          <Button
            variant="default"
            leftSection={<IconUserMinus size={18} aria-hidden />}
            data-testid="release"
            onClick={() => command.send({ command: 'release', ...given }, noted)}
          >
            {o.release}
          </Button>
        ) : null}
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconUserShare size={18} aria-hidden />} data-testid="assign">
              {o.assign}
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label={o.assign}>
            {others.length === 0 ? <Menu.Item disabled>{o.nobody}</Menu.Item> : null}
            {others.map(({ id, name, awake }) => (
              <Menu.Item
                key={id}
                data-testid={`assign-${id}`}
                onClick={() => command.send({ command: 'assign', to: id, ...given }, noted)}
              >
                {name} · {awake ? o.awake : o.asleep}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconPlayerPause size={18} aria-hidden />} data-testid="pause">
              {t.pause}
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label={t.pause}>
            {pauseMinutes(alert.priority).map((minutes) => (
              <Menu.Item
                key={minutes}
                onClick={() =>
                  command.send(
                    { command: 'pause', untilMs: Math.round(serverClock.now()) + minutes * 60_000, ...given },
                    noted,
                  )
                }
              >
                {o.pauseUntil(formats.span(minutes * 60_000), formats.clock(serverClock.now() + minutes * 60_000))}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          variant="default"
          leftSection={<IconArrowBigUpLine size={18} aria-hidden />}
          title={o.escalateHint}
          aria-keyshortcuts="e"
          data-testid="escalate"
          onClick={() => command.send({ command: 'escalate', ...given }, noted)}
        >
          {o.escalate}
        </Button>
        {page.callSheet ? (
          <Button
            variant="default"
            leftSection={<IconClipboardText size={18} aria-hidden />}
            aria-keyshortcuts="s"
            onClick={onSheet}
          >
            {t.callSheet}
          </Button>
        ) : null}
        {alert.person && alert.drill === undefined ? <AskVisit person={alert.person} alert={alert.id} /> : null}
        <Button variant="default" aria-keyshortcuts="o" onClick={onClose} data-testid="close-open">
          {t.close}
        </Button>
      </div>
    </section>
  );
}
