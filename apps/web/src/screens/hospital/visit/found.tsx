import type { VisitPage } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { formOf, type ReadAnswer, type ReadForm, readForms, readMinutes } from '@munan/visit';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import classes from './visit.module.css';

/** What the forms say: totals with their meaning, what stands out, and the rest folded. */
export function Found({ page }: { page: VisitPage }) {
  const { words, language } = useLanguage();
  const t = words.hospital.page;
  const { found } = readForms(page.entry.forms, page.forms, language);
  return (
    <section aria-labelledby="found-title" className={classes.panel}>
      <h2 id="found-title">{t.found}</h2>
      {found.length === 0 ? <p className={classes.dim}>{t.nothingFound}</p> : null}
      {found.map((form) => (
        <FormView key={form.id} form={form} />
      ))}
    </section>
  );
}

/** Minutes, education, medication, referral, what differed from the order. */
export function Done({ page }: { page: VisitPage }) {
  const { words, language } = useLanguage();
  const t = words.hospital.page;
  const { entry, forms } = page;
  const { done } = readForms(entry.forms, forms, language);
  const filled = entry.forms?.activities;
  const minutes = readMinutes(filled, formOf(forms, 'activities', filled?.version), language);
  const sum = minutes.reduce((all, one) => all + one.minutes, 0);
  // The minutes are shown by themselves; of that form only what is no number is left.
  const isLeft = ({ linkId }: ReadAnswer) => typeof filled?.answers[linkId] !== 'number';
  const rest = done.map((form) =>
    form.id === 'activities'
      ? { id: form.id, title: form.title, flagged: form.flagged.filter(isLeft), rest: form.rest.filter(isLeft) }
      : form,
  );
  const shown = rest.filter((form) => form.flagged.length + form.rest.length > 0);
  return (
    <section aria-labelledby="done-title" className={classes.panel}>
      <h2 id="done-title">{t.done}</h2>
      {minutes.length + shown.length === 0 ? <p className={classes.dim}>{t.nothingDone}</p> : null}
      {minutes.length > 0 ? (
        <>
          <h3>
            {t.minutes} <span className={classes.dim}>{t.minutesSum(sum)}</span>
          </h3>
          <ul className={classes.minutes}>
            {minutes.map((one) => (
              <li key={one.what}>
                {one.what} <strong>{t.minutesOf(one.minutes)}</strong>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {shown.map((form) => (
        <FormView key={form.id} form={form} open />
      ))}
    </section>
  );
}

function FormView({ form, open = false }: { form: ReadForm; open?: boolean }) {
  const { words } = useLanguage();
  const t = words.hospital.page;
  const { total } = form;
  const meaning = total && [total.meaning, total.complete ? '' : t.incomplete].filter(Boolean).join(', ');
  return (
    <div className={classes.form} data-testid="form" data-form={form.id}>
      <h3>
        {form.title}
        {total ? (
          <span className={total.grave ? classes.grave : classes.total}>
            {t.score(total.points, total.most)}
            {meaning ? ` · ${meaning}` : ''}
          </span>
        ) : null}
      </h3>
      {form.flagged.length > 0 ? (
        <ul className={classes.flagged}>
          {form.flagged.map((one) => (
            <li key={one.linkId}>
              <IconAlertTriangleFilled aria-hidden size={18} />
              <span>
                {one.question}: <strong>{one.answer}</strong>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {form.rest.length === 0 ? null : open ? (
        <Answers answers={form.rest} />
      ) : (
        <details>
          <summary>{t.rest(form.rest.length)}</summary>
          <Answers answers={form.rest} />
        </details>
      )}
    </div>
  );
}

function Answers({ answers }: { answers: readonly ReadAnswer[] }) {
  return (
    <dl className={classes.answers}>
      {answers.map((one) => (
        <div key={one.linkId}>
          <dt>{one.question}</dt>
          <dd>{one.answer}</dd>
        </div>
      ))}
    </dl>
  );
}
