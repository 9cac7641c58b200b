/**
 * What is done one after another, without holding up others: the database takes transactions in the order of asking, and
 * sixty nurses who come back into reception at once must not stand before an operator's command. So one of them stands
 * there at a time, and between two of them everything else has its turn.
 */
export interface Turns {
  take<R>(work: () => Promise<R>): Promise<R>;
}

export function openTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      const mine = last.then(() => new Promise<void>((resolve) => setImmediate(resolve)).then(work));
      last = mine.catch(() => {});
      return mine;
    },
  };
}
