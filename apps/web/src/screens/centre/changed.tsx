import { Alert, Button } from '@mantine/core';
import { useLanguage } from '@munan/ui';
import classes from './alert.module.css';
import { ChangeLine } from './history.tsx';
import type { CommandSender } from './use-command.ts';

/** Somebody else was faster: what happened meanwhile. Nothing of this person's was sent or lost. */
export function Changed({ command }: { command: CommandSender }) {
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
