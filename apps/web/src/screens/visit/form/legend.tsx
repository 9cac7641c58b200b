import { useLanguage } from '@munan/ui';
import type { QuestionnaireItem } from '@munan/visit';
import classes from './form.module.css';

/** What is asked, whether it has to be answered, and what else is to be said of it. */
export function Legend({ item, text, more }: { item: QuestionnaireItem; text: string; more?: string }) {
  const words = useLanguage().words.visitForms;
  return (
    <span className={classes.legend}>
      {text} {item.required ? <span className={classes.required}>{words.required}</span> : null}
      {more ? <small>{more}</small> : null}
    </span>
  );
}
