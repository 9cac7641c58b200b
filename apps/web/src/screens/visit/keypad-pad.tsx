import { useWords } from '@munan/ui';
import { IconBackspace } from '@tabler/icons-react';
import { useEffect } from 'react';
import { type Key, keys } from './keypad.ts';
import classes from './keypad-pad.module.css';

/** Twelve keys for a gloved thumb; a keyboard's digits, point, backspace and Enter do the same. */
export function KeypadPad({ decimals, press, next }: { decimals: 0 | 1; press: (key: Key) => void; next: () => void }) {
  const words = useWords().visit.entry;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea')) return;
      if (event.key === 'Enter') {
        if (!target.closest('button, a')) next();
        return;
      }
      const key = event.key === '.' || event.key === ',' ? 'point' : event.key === 'Backspace' ? 'erase' : event.key;
      if (!(keys as readonly string[]).includes(key)) return;
      event.preventDefault();
      press(key as Key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [press, next]);
  return (
    <fieldset className={classes.pad} aria-label={words.keypad}>
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          className={classes.key}
          data-testid={`keypad-${key}`}
          disabled={key === 'point' && decimals === 0}
          aria-label={key === 'point' ? words.point : key === 'erase' ? words.erase : undefined}
          onClick={() => press(key)}
        >
          {key === 'erase' ? <IconBackspace aria-hidden size={28} /> : key === 'point' ? '.' : key}
        </button>
      ))}
    </fieldset>
  );
}
