import { useLanguage } from '@munan/ui';
import { allItems, type Questionnaire, textOf, totalOf, unitOf } from '@munan/visit';
import { useState } from 'react';
import { withForm } from '../note.ts';
import { PartPage } from '../part-page.tsx';
import classes from '../parts.module.css';
import { useForms } from '../parts-list.tsx';
import type { Visiting } from '../visiting.ts';
import own from './form.module.css';
import { FormBody } from './form-body.tsx';

/** One form on a page of its own, in the version that it was begun with. */
export function FormPart({ visit, id, leave }: { visit: Visiting; id: string; leave: () => void }) {
  const { words: all } = useLanguage();
  const words = all.visitForms;
  const forms = useForms(visit);
  const filled = visit.entry.forms?.[id];
  const form = forms.find(id, filled?.version);
  const [emptying, setEmptying] = useState(false);
  return (
    <PartPage title={forms.name(id)} leave={leave} aside={form ? <Total visit={visit} form={form} /> : null}>
      {form ? (
        <FormBody visit={visit} form={form} />
      ) : (
        <p className={classes.note}>{filled ? all.visitParts.noFormVersion : all.visitParts.noForms}</p>
      )}
      {form && filled ? (
        emptying ? (
          <div className={classes.card} role="alert">
            <p>{words.clearFormQuestion}</p>
            <div className={classes.pair}>
              <button type="button" className={classes.choice} onClick={() => setEmptying(false)}>
                {words.clearFormNo}
              </button>
              <button
                type="button"
                className={classes.choice}
                onClick={() => {
                  setEmptying(false);
                  visit.change((entry) => withForm(entry, id, undefined));
                }}
              >
                {words.clearFormYes}
              </button>
            </div>
          </div>
        ) : (
          <button type="button" className={classes.choice} onClick={() => setEmptying(true)}>
            {words.clearForm}
          </button>
        )
      ) : null}
    </PartPage>
  );
}

/** The sum and what it means, in sight while one answers. */
function Total({ visit, form }: { visit: Visiting; form: Questionnaire }) {
  const { words: all, language } = useLanguage();
  const words = all.visitForms;
  const total = totalOf(form, visit.entry.forms?.[form.id ?? '']?.answers ?? {});
  if (!total) return null;
  const item = allItems(form).find(({ linkId }) => linkId === total.linkId);
  const minutes = item !== undefined && unitOf(item)?.code === 'min';
  const look = total.grave ? own.grave : total.flagged ? own.flagged : '';
  return (
    <p className={`${own.total} ${look}`} role="status" data-testid="form-total">
      <strong>
        {minutes
          ? words.minutesAll(total.points)
          : `${textOf(item, language)}: ${words.totalOf(String(total.points), String(total.most))}`}
      </strong>{' '}
      {total.meaning?.[language] ?? (total.complete || minutes ? '' : words.totalSoFar)}
    </p>
  );
}
