import { useWords } from '@munan/ui';
import { useEffect, useId, useRef, useState } from 'react';
import classes from './parts.module.css';

/** Shown how much is left once it is little. */
const littleLeft = 200;

/**
 * A text that is kept while it is typed: what is seen is the field's own, so that a key is painted at once; it is handed on
 * within a frame, and before the page is hidden or left. What comes from elsewhere is taken while nobody types here.
 */
export function KeptText({
  label,
  hint,
  value,
  most,
  keep,
  lines = 4,
  required = false,
  testId,
}: {
  label: string;
  hint?: string;
  value: string;
  /** Characters that are taken. */
  most: number;
  keep: (text: string) => void;
  /** Least height; 1: a single line. */
  lines?: number;
  required?: boolean;
  testId?: string;
}) {
  const words = useWords();
  const id = useId();
  const [text, setText] = useState(value);
  const waiting = useRef<{ text: string; frame: number }>(undefined);
  const focused = useRef(false);
  const keeping = useRef(keep);
  keeping.current = keep;
  const flush = useRef(() => {
    const { current } = waiting;
    if (!current) return;
    window.cancelAnimationFrame(current.frame);
    waiting.current = undefined;
    keeping.current(current.text);
  });
  useEffect(() => {
    const run = flush.current;
    document.addEventListener('visibilitychange', run);
    window.addEventListener('pagehide', run);
    return () => {
      document.removeEventListener('visibilitychange', run);
      window.removeEventListener('pagehide', run);
      run();
    };
  }, []);
  useEffect(() => {
    if (!focused.current && !waiting.current) setText(value);
  }, [value]);
  const change = (next: string) => {
    setText(next);
    if (waiting.current) waiting.current.text = next;
    else waiting.current = { text: next, frame: window.requestAnimationFrame(() => flush.current()) };
  };
  const left = most - text.length;
  const field = {
    id,
    className: classes.text,
    value: text,
    maxLength: most,
    'aria-describedby': hint || left < littleLeft ? `${id}-hint` : undefined,
    'aria-required': required || undefined,
    'data-testid': testId,
    onFocus: () => {
      focused.current = true;
    },
    onBlur: () => {
      focused.current = false;
      flush.current();
    },
  };
  return (
    <div className={classes.field}>
      <label htmlFor={id}>
        {label}
        {required ? <span className={classes.required}>{words.visitForms.required}</span> : null}
      </label>
      {lines === 1 ? (
        <input type="text" {...field} onChange={(event) => change(event.currentTarget.value)} />
      ) : (
        <textarea
          {...field}
          rows={lines}
          style={{ minHeight: `${lines * 1.5 + 1.6}em` }}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
      {hint || left < littleLeft ? (
        <p id={`${id}-hint`} className={classes.quiet}>
          {hint} {left < littleLeft ? words.visitParts.left(Math.max(0, left)) : ''}
        </p>
      ) : null}
    </div>
  );
}
