import type { VisitAnswer, VisitRequest } from '@munan/flow';
import type { StoredAnswer, StoredRequest } from '@munan/record';
import type { House } from '../house.ts';

type Names = Pick<House, 'userName'>;

/** With the name of who answered, which the record does not keep. */
export function answerOf({ userName }: Names, { nurse: _nurse, from, read, ...answer }: StoredAnswer): VisitAnswer {
  return {
    ...answer,
    from: { id: from, name: userName(from) ?? from },
    ...(read && { read: { ...read, by: userName(read.by) ?? read.by } }),
  };
}

export function requestOf({ userName }: Names, { from, ...request }: StoredRequest): VisitRequest {
  return { ...request, from: { id: from, name: userName(from) ?? from } };
}
