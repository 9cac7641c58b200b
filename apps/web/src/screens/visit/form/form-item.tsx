import type { FilledForm, FormAnswer } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { type QuestionnaireItem, textOf } from '@munan/visit';
import { IconFlag3Filled } from '@tabler/icons-react';
import { KeptText } from '../kept-text.tsx';
import type { AnswerProps } from './answer-props.ts';
import classes from './form.module.css';
import { FormChoice } from './form-choice.tsx';
import { FormNumber } from './form-number.tsx';
import { Legend } from './legend.tsx';

export interface ItemProps {
  item: QuestionnaireItem;
  answers: FilledForm['answers'];
  answer: (linkId: string, answer: FormAnswer | undefined) => void;
  /** LinkIds of answers worth the doctor's eye. */
  flagged: ReadonlySet<string>;
}

const longestString = 1000;
const longestText = 5000;

/** One question of a form, whatever its type, and what is asked below it. */
export function FormItem({ item, answers, answer, flagged }: ItemProps) {
  const { words, language } = useLanguage();
  const text = textOf(item, language);
  const inside = (item.item ?? []).map((one) => (
    <FormItem key={one.linkId} item={one} answers={answers} answer={answer} flagged={flagged} />
  ));
  if (item.type === 'group') {
    return (
      <section className={classes.group} aria-label={text} data-testid={`item-${item.linkId}`}>
        <h3>{text}</h3>
        {inside}
      </section>
    );
  }
  if (item.type === 'display') return <p className={classes.display}>{text}</p>;
  // A total is shown at the bottom, where it stays in sight.
  if (item.readOnly) return null;
  const value = answers[item.linkId];
  const put = (next: FormAnswer | undefined) => answer(item.linkId, next);
  return (
    <div className={classes.item} data-testid={`item-${item.linkId}`}>
      <Question item={item} text={text} value={value} put={put} />
      {flagged.has(item.linkId) ? (
        <p className={classes.flag}>
          <IconFlag3Filled aria-hidden size={18} />
          {words.visitForms.flagged}
        </p>
      ) : null}
      {inside}
    </div>
  );
}

function Question({ item, text, value, put }: AnswerProps) {
  switch (item.type) {
    case 'boolean':
      return <YesNo item={item} text={text} value={value} put={put} />;
    case 'choice':
    case 'open-choice':
      return <FormChoice item={item} text={text} value={value} put={put} />;
    case 'integer':
    case 'decimal':
    case 'quantity':
      return <FormNumber item={item} text={text} value={value} put={put} />;
    case 'date':
      return (
        <label className={classes.labelled}>
          <Legend item={item} text={text} />
          <input
            type="date"
            className={classes.input}
            value={typeof value === 'string' ? value : ''}
            min="1900-01-01"
            max="2199-12-31"
            onChange={(event) => put(event.currentTarget.value || undefined)}
          />
        </label>
      );
    case 'string':
    case 'text':
    case 'url':
      return (
        <KeptText
          label={text}
          value={typeof value === 'string' ? value : ''}
          most={Math.min(item.maxLength ?? (item.type === 'text' ? longestText : longestString), longestText)}
          lines={item.type === 'text' ? 3 : 1}
          required={item.required ?? false}
          keep={(next) => put(next.trim() === '' ? undefined : next)}
        />
      );
    default:
      return null;
  }
}

function YesNo({ item, text, value, put }: AnswerProps) {
  const words = useLanguage().words.visitForms;
  return (
    <fieldset className={`${classes.options} ${classes.two}`}>
      <legend>
        <Legend item={item} text={text} />
      </legend>
      {[true, false].map((yes) => (
        <button
          key={String(yes)}
          type="button"
          className={classes.option}
          aria-pressed={value === yes}
          data-testid={yes ? 'yes' : 'no'}
          onClick={() => put(value === yes ? undefined : yes)}
        >
          {yes ? words.yes : words.no}
        </button>
      ))}
    </fieldset>
  );
}
