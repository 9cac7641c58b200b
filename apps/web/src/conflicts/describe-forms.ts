import type { FormAnswer } from '@munan/flow';
import type { LanguageCode } from '@munan/language';
import type { DescribeAnswer } from '@munan/ui';
import { allItems, answerText, type Questionnaire, textOf } from '@munan/visit';

const formField = /^forms\.([a-z0-9-]+)\.(.+)$/;

/** Words for an answer of a form in a conflict, from the forms that are at hand. */
export function describeForms(findForm: (id: string) => unknown, language: LanguageCode): DescribeAnswer {
  return (field, value) => {
    const [, id, linkId] = formField.exec(field) ?? [];
    const form = id === undefined ? undefined : (findForm(id) as Questionnaire | undefined);
    const item = form && allItems(form).find((one) => one.linkId === linkId);
    if (!form || !item) return undefined;
    return {
      name: `${textOf(form, language)} · ${textOf(item, language)}`,
      text: value === undefined ? '' : answerText(item, value as FormAnswer, language),
    };
  };
}
