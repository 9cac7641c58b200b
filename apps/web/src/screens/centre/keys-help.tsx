import { Switch } from '@mantine/core';
import { useWords, Window } from '@munan/ui';
import { useState } from 'react';
import classes from './alert.module.css';
import { enableShortcuts, shortcutsEnabled } from './keys.ts';

const keys = {
  down: ['j', '↓'],
  up: ['k', '↑'],
  open: ['Enter'],
  board: ['Esc'],
  acknowledge: ['a'],
  take: ['t'],
  results: ['1', '2', '3'],
  search: ['/'],
  help: ['?'],
} as const;
const names = Object.keys(keys) as (keyof typeof keys)[];

/** What each key does, and the switch that turns single-key shortcuts off. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const t = words.centre.keys;
  const [enabled, setEnabled] = useState(shortcutsEnabled);
  return (
    <Window title={t.title} onClose={onClose}>
      <Switch
        label={t.enabled}
        size="md"
        mb="md"
        checked={enabled}
        onChange={(event) => {
          enableShortcuts(event.currentTarget.checked);
          setEnabled(event.currentTarget.checked);
        }}
      />
      <dl className={classes.keys}>
        {names.map((name) => (
          <div key={name}>
            <dt>
              {keys[name].map((key) => (
                <kbd key={key} className={classes.kbd}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{t.list[name]}</dd>
          </div>
        ))}
      </dl>
    </Window>
  );
}
