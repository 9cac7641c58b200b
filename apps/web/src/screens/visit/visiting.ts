import type { SyncPerson, VisitEntry } from '@munan/flow';
import type { Desk, LocalVisit } from '@munan/sync';
import { useEffect, useState } from 'react';
import { useDesk } from '../../desk/use-desk.ts';
import { type EntryAct, entered, settledOrAsked } from './entering.ts';
import { type Place, placeOf, type Work } from './work.ts';

/** One visit on the screen: what is entered, and how it is changed. Every change is the desk's at once. */
export interface Visiting {
  desk: Desk;
  local: LocalVisit;
  entry: VisitEntry;
  place: Place;
  /** All that the device has of the person; undefined while it is read, or when she is not here. */
  person: SyncPerson | undefined;
  /** The visit before this one. */
  last: { entry: VisitEntry; finished: number } | undefined;
  act(act: EntryAct): void;
  /** Asks about the first value that still needs a yes; true when there is none. */
  settle(): boolean;
  change(entry: (before: VisitEntry) => VisitEntry): void;
  put(place: Partial<Place>): void;
}

export function useVisiting(local: LocalVisit, person: SyncPerson | undefined): Visiting {
  const desk = useDesk();
  const { id } = local.entry;
  const before = person?.visits.find(({ entry }) => entry.id !== id && entry.arrived <= local.entry.arrived);
  const last = before && { entry: before.entry, finished: before.row.finished };
  const around = () => ({ at: desk.now(), last: last?.entry.vitals });
  const work = (): Work => {
    const now = desk.visit(id) ?? local;
    return { entry: now.entry, place: placeOf(now.screen) };
  };
  const keep = (next: Work): void => {
    desk.change(id, () => next.entry, next.place);
  };
  return {
    desk,
    local,
    entry: local.entry,
    place: placeOf(local.screen),
    person,
    last,
    act: (act) => {
      const now = work();
      const next = entered(now, act, around());
      if (next !== now) keep(next);
    },
    settle: () => {
      const now = work();
      const next = settledOrAsked(now, around());
      if (next === now) return true;
      keep(next);
      return false;
    },
    change: (entry) => {
      const now = work();
      keep({ ...now, entry: entry(now.entry) });
    },
    put: (place) => {
      const now = work();
      keep({ ...now, place: { ...now.place, ...place } });
    },
  };
}

/**
 * All that the device keeps of one person: `undefined` while it is read, `null` when she is not here. Read again when
 * something came from the server or she was changed here, not with every key that is typed.
 */
export function useVisitedPerson(id: string): { person: SyncPerson | null | undefined; again: () => void } {
  const desk = useDesk();
  const [read, setRead] = useState<{ id: string; person: SyncPerson | null }>();
  const [asked, setAsked] = useState(0);
  const contact = desk.state.lastContact ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: contact and asked are what makes it worth reading again
  useEffect(() => {
    let current = true;
    void desk.person(id).then((person) => {
      if (current) setRead({ id, person: person ?? null });
    });
    return () => {
      current = false;
    };
  }, [desk, id, contact, asked]);
  return { person: read?.id === id ? read.person : undefined, again: () => setAsked((so) => so + 1) };
}
