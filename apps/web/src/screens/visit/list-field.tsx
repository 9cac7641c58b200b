import { useWords } from '@munan/ui';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import own from './list-field.module.css';
import classes from './parts.module.css';

/** A list of short texts: each with what is said of it, one more put on, one taken off after a question. */
export function ListField({
  title,
  none,
  list,
  most,
  add,
  label,
  hint,
  each,
  put,
  takeOff,
  wrong,
  writtenBy,
  testId,
}: {
  title: string;
  none: string;
  list: readonly string[];
  /** Characters of one. */
  most: number;
  add: string;
  label: string;
  hint?: string | undefined;
  each?: ((one: string) => ReactNode) | undefined;
  /** True when it was taken. */
  put: (text: string) => boolean;
  takeOff: (one: string) => void;
  wrong?: string | undefined;
  writtenBy?: string | undefined;
  testId: string;
}) {
  const words = useWords().visitParts.medicines;
  const id = useId();
  const [text, setText] = useState<string>();
  const [going, setGoing] = useState<string>();
  const send = () => {
    if (text !== undefined && put(text)) setText(undefined);
  };
  return (
    <section className={classes.card} aria-labelledby={`${id}-title`} data-testid={testId}>
      <h3 id={`${id}-title`} className={own.title}>
        {title}
      </h3>
      {writtenBy ? <p className={classes.quiet}>{writtenBy}</p> : null}
      {list.length === 0 ? <p className={classes.quiet}>{none}</p> : null}
      <ul className={own.list}>
        {list.map((one) => (
          <li key={one} className={own.one}>
            <div className={own.head}>
              <strong>{one}</strong>
              <button
                type="button"
                className={own.off}
                aria-label={words.takeOffOf(one)}
                onClick={() => setGoing(going === one ? undefined : one)}
              >
                <IconTrash aria-hidden />
              </button>
            </div>
            {going === one ? (
              <div className={own.asked} role="alert">
                <p>{words.takeOffQuestion(one)}</p>
                <div className={classes.pair}>
                  <button type="button" className={classes.choice} onClick={() => setGoing(undefined)}>
                    {words.cancel}
                  </button>
                  <button
                    type="button"
                    className={`${classes.choice} ${own.danger}`}
                    data-testid="take-off"
                    onClick={() => {
                      setGoing(undefined);
                      takeOff(one);
                    }}
                  >
                    {words.takeOffYes}
                  </button>
                </div>
              </div>
            ) : null}
            {each?.(one)}
          </li>
        ))}
      </ul>
      {text === undefined ? (
        <button type="button" className={classes.choice} data-testid="list-add" onClick={() => setText('')}>
          <IconPlus aria-hidden />
          {add}
        </button>
      ) : (
        <div className={classes.field}>
          <label htmlFor={`${id}-new`}>{label}</label>
          <input
            id={`${id}-new`}
            type="text"
            className={classes.text}
            value={text}
            maxLength={most}
            placeholder={hint}
            // biome-ignore lint/a11y/noAutofocus: the nurse has just asked for this field
            autoFocus
            data-testid="list-new"
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) send();
            }}
          />
          <p className={classes.bad} role="alert">
            {wrong ?? ''}
          </p>
          <div className={classes.pair}>
            <button type="button" className={classes.choice} onClick={() => setText(undefined)}>
              {words.cancel}
            </button>
            <button
              type="button"
              className={classes.choice}
              aria-pressed={text.trim() !== ''}
              disabled={text.trim() === ''}
              data-testid="list-put"
              onClick={send}
            >
              {words.put}
            </button>
          </div>
        </div>
      )}
    </section>
  );
}
