import type { VisitAnswer } from '@munan/flow';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';

/** What is stored of an answer: the name of who gave it is the house's to know. */
export type AnswerToStore = Omit<VisitAnswer, 'from' | 'read'> & {
  /** User id of the doctor. */
  from: string;
  /** User id of the nurse it is for. */
  nurse: string;
};
export type StoredAnswer = AnswerToStore & { read?: { by: string; at: number } };
export interface AnswersWanted {
  visits?: readonly string[];
  patients?: readonly string[];
  /** Given at or after, Unix ms. */
  since?: number;
  /** Only those that the nurse has not read. */
  unread?: boolean;
}

/** advice: Communication; order, clinic, visit: ServiceRequest. @throws OutcomeError already-exists (other content) */
export async function storeAnswer(
  _record: FhirRecord,
  _answer: AnswerToStore,
  _query?: OpenQuery,
): Promise<'created' | 'same'> {
  throw new Error('being built');
}

/** Newest first. */
export async function readAnswers(
  _record: FhirRecord,
  _wanted: AnswersWanted,
  _query?: OpenQuery,
): Promise<StoredAnswer[]> {
  throw new Error('being built');
}

/** The nurse has read it; said twice, the first time stands. Undefined: there is no such answer. */
export async function markRead(
  _record: FhirRecord,
  _answer: string,
  _by: { user: string; at: number },
  _query?: OpenQuery,
): Promise<StoredAnswer | undefined> {
  throw new Error('being built');
}
