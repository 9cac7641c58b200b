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

/** All that the device keeps of one person; `undefined` while it is read, `null` when she is not on this device. */
export function useDeskPerson(id: string): SyncPerson | null | undefined {
  const desk = useDesk();
  const { version } = desk;
  const [read, setRead] = useState<{ id: string; person: SyncPerson | null }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every change of the desk she is read again
  useEffect(() => {
    let current = true;
    void desk.person(id).then((person) => {
      if (current) setRead({ id, person: person ?? null });
    });
    return () => {
      current = false;
    };
  }, [desk, id, version]);
  return read?.id === id ? read.person : undefined;
}
