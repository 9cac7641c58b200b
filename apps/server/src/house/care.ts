/** What the house asks of the record about visits and what belongs to them. */
import {
  type AnswersWanted,
  type AnswerToStore,
  type AppointmentsWanted,
  type ConflictsWanted,
  completeVisitRequests,
  type FactsToStore,
  type FhirRecord,
  fieldWriter,
  findAppointments,
  findConflict,
  findConflicts,
  findPhoto,
  findVisit,
  findVisitRequests,
  findVisitVersion,
  findWholeVisit,
  findWholeVisits,
  markRead,
  normalVisit,
  type OpenQuery,
  openLastChanged,
  type PhotoToStore,
  type RequestsWanted,
  type RequestToStore,
  readAnswers,
  type StoredConflict,
  storeAnswer,
  storeConflict,
  storeFacts,
  storePhoto,
  storeVisit,
  storeVisitRequest,
  type Visit,
  type VisitsWanted,
  visitTimes,
} from '@munan/record';
import type { Database } from '@munan/runtime';

export type Care = ReturnType<typeof openCare>;

export function openCare(record: FhirRecord, database: Database) {
  return {
    lastChanged: openLastChanged(database),
    normalVisit,
    storeVisit: (visit: Visit, query?: OpenQuery) => storeVisit(record, visit, query),
    findVisit: (id: string, query?: OpenQuery) => findVisit(record, id, {}, query),
    /** Without its versions, which take two more searches. */
    findWholeVisit: (id: string, query?: OpenQuery) => findWholeVisit(record, id, {}, query),
    fieldWriter: (of: { visit: string; nurse: string; field: string }, query?: OpenQuery) =>
      fieldWriter(record, of, query),
    findVisitVersion: (id: string, number: number) => findVisitVersion(record, id, number),
    findWholeVisits: (wanted: VisitsWanted) => findWholeVisits(record, wanted),
    visitTimes: (patients: readonly string[], since: number) => visitTimes(database, patients, since),
    storePhoto: (photo: PhotoToStore, query?: OpenQuery) => storePhoto(record, photo, query),
    findPhoto: (visit: string, photo: string) => findPhoto(record, visit, photo),
    storeAnswer: (answer: AnswerToStore, query?: OpenQuery) => storeAnswer(record, answer, query),
    readAnswers: (wanted: AnswersWanted, query?: OpenQuery) => readAnswers(record, wanted, query),
    markRead: (answer: string, by: { user: string; at: number }, query?: OpenQuery) =>
      markRead(record, answer, by, query),
    storeFacts: (facts: FactsToStore, query?: OpenQuery) => storeFacts(record, facts, query),
    storeConflict: (conflict: StoredConflict, query?: OpenQuery) => storeConflict(record, conflict, query),
    findConflict: (id: string, query?: OpenQuery) => findConflict(record, id, query),
    findConflicts: (wanted: ConflictsWanted, query?: OpenQuery) => findConflicts(record, wanted, query),
    findAppointments: (wanted: AppointmentsWanted) => findAppointments(record, wanted),
    storeVisitRequest: (request: RequestToStore, query?: OpenQuery) => storeVisitRequest(record, request, query),
    findVisitRequests: (wanted: RequestsWanted, query?: OpenQuery) => findVisitRequests(record, wanted, query),
    completeVisitRequests: (visit: Parameters<typeof completeVisitRequests>[1], query?: OpenQuery) =>
      completeVisitRequests(record, visit, query),
  };
}
