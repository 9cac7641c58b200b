import { Alert, Button } from '@mantine/core';
import { useLanguage } from '@munan/ui';
import { useEffect, useRef } from 'react';
import classes from './alert.module.css';
import { ChangeLine } from './history.tsx';
import type { CommandSender } from './use-command.ts';

/** Somebody else was faster: what happened meanwhile. Nothing of this person's was sent or lost. */
export function Changed({ command }: { command: CommandSender }) {
  const { words } = useLanguage();
  const t = words.centre.changed;
  const place = useRef<HTMLDivElement>(null);
  const { changed } = command;
  // The button that was pressed may be far below: nothing happened, and that must be seen.
  useEffect(() => {
    if (changed) place.current?.scrollIntoView({ block: 'center' });
  }, [changed]);
  if (!changed) return null;
  return (
    <Alert
      ref={place}
      role="alert"
      color="yellow"
      variant="outline"
      title={t.title}
      // Yellow on white cannot be read: the edge alone is yellow.
      styles={{ title: { color: 'inherit' } }}
      data-testid="changed"
    >
      <p>{t.kept}</p>
      <ul className={classes.history}>
        {changed.map((change, i) => (
          // A list of the past: places do not change.
          // biome-ignore lint/suspicious/noArrayIndexKey: see the line above
          <li key={i}>
            <ChangeLine change={change} />
          </li>
        ))}
      </ul>
      {changed.length === 0 ? <p>{t.nothing}</p> : null}
      <Button variant="default" mt="sm" onClick={command.seen}>
        {t.again}
      </Button>
    </Alert>
  );
}
