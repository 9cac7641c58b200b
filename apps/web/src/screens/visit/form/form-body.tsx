import type { FormAnswer } from '@munan/flow';
import { enabledItems, flaggedAnswers, type Questionnaire } from '@munan/visit';
import { withAnswer } from '../note.ts';
import type { Visiting } from '../visiting.ts';
import { FormItem } from './form-item.tsx';

/** The questions of a form that are asked with what is answered so far; each answer is kept as it is given. */
export function FormBody({
  visit,
  form,
  without = [],
}: {
  visit: Visiting;
  form: Questionnaire;
  /** Items that are answered elsewhere on the page. */
  without?: readonly string[];
}) {
  const id = form.id ?? '';
  const version = form.version ?? '';
  const answers = visit.entry.forms?.[id]?.answers ?? {};
  const flagged = new Set(flaggedAnswers(form, answers));
  const answer = (linkId: string, given: FormAnswer | undefined) =>
    visit.change((entry) => withAnswer(entry, { id, version }, linkId, given));
  return (
    <>
      {enabledItems(form, answers)
        .filter(({ linkId }) => !without.includes(linkId))
        .map((item) => (
          <FormItem key={item.linkId} item={item} answers={answers} answer={answer} flagged={flagged} />
        ))}
    </>
  );
}
