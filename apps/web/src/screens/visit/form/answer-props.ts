import type { FormAnswer } from '@munan/flow';
import type { QuestionnaireItem } from '@munan/visit';

/** What each kind of question is given: what is asked, what is answered so far, and where an answer goes. */
export interface AnswerProps {
  item: QuestionnaireItem;
  /** In the reader's language. */
  text: string;
  value: FormAnswer | undefined;
  /** `undefined` takes the answer back. */
  put: (answer: FormAnswer | undefined) => void;
}
