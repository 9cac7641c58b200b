import type { SyncPerson } from '@munan/flow';
import type { Desk } from '@munan/sync';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';

/** The nurse's desk on this device, where it is open. Only `<WithDesk>` gives it. */
export const DeskContext = createContext<Desk | undefined>(undefined);

const noListener = () => () => {};

/** The desk, or undefined where none is open: another role, still opening, or a browser that cannot. Drawn anew with every change. */
export function useFindDesk(): Desk | undefined {
  const desk = useContext(DeskContext);
  useSyncExternalStore(desk ? (listener) => desk.subscribe(listener) : noListener, () => desk?.version ?? 0);
  return desk;
}

/**
 * The desk: one object as long as it is open, and the component is drawn anew with every change of it (a `memo` below
 * it is not: give it what it shows, not the desk). @throws Error outside `<WithDesk>`
 */
export function useDesk(): Desk {
  const desk = useFindDesk();
  if (!desk) throw new Error('useDesk is called where no desk is open');
  return desk;
}

/**
 * All that the device keeps of these people, by id; `null`: she is not on this device; not in the map: being read. Read
 * again after each change of the desk, one reading at a time.
 */
export function useDeskPeople(ids: readonly string[]): ReadonlyMap<string, SyncPerson | null> {
  const desk = useDesk();
  const key = ids.join(' ');
  const [people, setPeople] = useState<ReadonlyMap<string, SyncPerson | null>>(new Map());
  useEffect(() => {
    const wanted = key === '' ? [] : key.split(' ');
    let here = true;
    let reading = false;
    let again = false;
    const one = async (id: string) => [id, (await desk.person(id).catch(() => undefined)) ?? null] as const;
    const read = async () => {
      again = reading;
      if (reading) return;
      reading = true;
      do {
        again = false;
        const found = new Map(await Promise.all(wanted.map(one)));
        if (!here) return;
        setPeople(found);
      } while (again);
      reading = false;
    };
    void read();
    const stop = desk.subscribe(() => void read());
    return () => {
      here = false;
      stop();
    };
  }, [desk, key]);
  return people;
}
