import { Switch } from '@mantine/core';
import { useCentreWords, useWords, Window } from '@munan/ui';
import { useState } from 'react';
import classes from './alert.module.css';
import { actKeys, enableShortcuts, shortcutsEnabled } from './keys.ts';

/** In the order in which a night needs them. */
const queueKeys = { down: ['j', '↓'], up: ['k', '↑'], ends: ['Home', 'End'], open: ['Enter'], board: ['Esc'] } as const;
const pageKeys = { search: ['/'], handover: ['h'], help: ['?'] } as const;

/** What each key does, and the switch that turns single-key shortcuts off. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const t = words.centre.keys;
  const names: Record<string, string> = { ...t.list, ...useCentreWords().operator.keys };
  const letters = Object.entries(actKeys).map(([name, [letter]]) => [name, [letter]] as const);
  const rows = [
    ...Object.entries(queueKeys),
    ['results', ['1', '2', '3']] as const,
    ...letters,
    ...Object.entries(pageKeys),
  ];
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
        {rows.map(([name, keys]) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} className={classes.kbd}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{names[name]}</dd>
          </div>
        ))}
      </dl>
    </Window>
  );
}
