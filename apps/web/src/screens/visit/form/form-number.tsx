import type { FormAnswer } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { type QuestionnaireItem, textOf, unitOf } from '@munan/visit';
import { useEffect, useId, useRef, useState } from 'react';
import type { AnswerProps } from './answer-props.ts';
import classes from './form.module.css';
import { Legend } from './legend.tsx';
import { fewNumbers, limitsOf, readNumber, stepped } from './number-text.ts';

/** Few numbers are buttons; minutes have steps of 5 and 10; of the others one up, one down, and the telephone's digits. */
export function FormNumber({ item, text, value, put }: AnswerProps) {
  const { language } = useLanguage();
  const limits = limitsOf(item);
  const few = fewNumbers(limits);
  const unit = unitOf(item);
  if (few) {
    return (
      <fieldset className={`${classes.options} ${classes.many}`}>
        <legend>
          <Legend item={item} text={text} more={textOf(unit, language)} />
        </legend>
        {few.map((number) => (
          <button
            key={number}
            type="button"
            className={classes.option}
            aria-pressed={value === number}
            data-testid={`number-${number}`}
            onClick={() => put(value === number ? undefined : number)}
          >
            {number}
          </button>
        ))}
      </fieldset>
    );
  }
  return <Typed item={item} text={text} value={value} put={put} minutes={unit?.code === 'min'} />;
}

function Typed({
  item,
  text,
  value,
  put,
  minutes,
}: {
  item: QuestionnaireItem;
  text: string;
  value: FormAnswer | undefined;
  put: (answer: FormAnswer | undefined) => void;
  minutes: boolean;
}) {
  const { words: all, language } = useLanguage();
  const words = all.visitForms;
  const id = useId();
  const limits = limitsOf(item);
  const number = typeof value === 'number' ? value : undefined;
  const [typed, setTyped] = useState(number === undefined ? '' : String(number));
  const focused = useRef(false);
  useEffect(() => {
    if (!focused.current) setTyped(number === undefined ? '' : String(number));
  }, [number]);
  const wrong = readNumber(typed, limits).kind === 'wrong';
  const type = (next: string) => {
    setTyped(next);
    const read = readNumber(next, limits);
    put(read.kind === 'number' ? read.value : undefined);
  };
  const step = (by: number) => {
    const next = stepped(number, by, limits);
    setTyped(String(next));
    // Nothing was done for no minutes: that is no answer.
    put(minutes && next === 0 ? undefined : next);
  };
  const unit = textOf(unitOf(item), language);
  const ups = minutes ? [5, 10] : [limits.decimals > 0 ? 0.5 : 1];
  const down = ups[0] ?? 1;
  return (
    <div className={classes.number}>
      <label htmlFor={id}>
        <Legend item={item} text={text} />
      </label>
      <div className={classes.stepper}>
        <button
          type="button"
          className={classes.option}
          aria-label={words.less(down, text)}
          disabled={number === undefined || number <= limits.least}
          data-testid="less"
          onClick={() => step(-down)}
        >
          −{down}
        </button>
        <span className={classes.typed}>
          <input
            id={id}
            type="text"
            inputMode={limits.decimals > 0 ? 'decimal' : 'numeric'}
            className={classes.input}
            value={typed}
            maxLength={9}
            aria-invalid={wrong}
            aria-describedby={`${id}-wrong`}
            onFocus={() => {
              focused.current = true;
            }}
            onBlur={() => {
              focused.current = false;
            }}
            onChange={(event) => type(event.currentTarget.value)}
          />
          <small>{unit}</small>
        </span>
        {ups.map((up) => (
          <button
            key={up}
            type="button"
            className={classes.option}
            aria-label={words.more(up, text)}
            data-testid={`more-${up}`}
            onClick={() => step(up)}
          >
            +{up}
          </button>
        ))}
      </div>
      <p id={`${id}-wrong`} className={classes.bad} role="alert">
        {wrong ? `${words.problems['out-of-range']} (${words.range(String(limits.least), String(limits.most))})` : ''}
      </p>
    </div>
  );
}
