import { HttpError } from '../http/api-error.ts';

/** Where a page of the queue ended. */
interface Place {
  urgency: number;
  deadline: number;
  id: string;
}

/** As the parameter `after`: `0.1790000000000.<alert>`. */
export function placeText({ urgency, deadline, id }: Place): string {
  return `${urgency}.${deadline}.${id}`;
}

/** @throws HttpError 400 for what no answer ever gave */
export function placeOf(text: string): Place {
  const parts = /^([0-2])\.(-?\d{1,16})\.(.{1,64})$/.exec(text);
  if (!parts) throw new HttpError(400, 'invalid', 'after is not the end of a page of alerts');
  return { urgency: Number(parts[1]), deadline: Number(parts[2]), id: parts[3]! };
}
