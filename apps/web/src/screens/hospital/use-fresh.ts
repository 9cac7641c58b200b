import type { VisitRow } from '@munan/flow';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { freshIds } from './list.ts';

export interface Fresh {
  list: RefObject<HTMLOListElement | null>;
  /** Ids that came while this page was open. */
  fresh: ReadonlySet<string>;
  /** How many of them came in above while the reader was further down. */
  above: number;
  toTop: () => void;
}

/**
 * Keeps what the reader looks at where it is: a new row goes in at the top, and the page is scrolled by its height when
 * the pointer is on the list or the top is out of sight. Otherwise the row would push what is about to be pressed away.
 */
export function useFresh(all: readonly VisitRow[] | undefined, shown: readonly VisitRow[]): Fresh {
  const list = useRef<HTMLOListElement>(null);
  const known = useRef<Set<string>>(undefined);
  const placed = useRef<Set<string>>(undefined);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [above, setAbove] = useState(0);

  useLayoutEffect(() => {
    if (!all) return;
    const came = freshIds(known.current, all);
    known.current = new Set(all.map((visit) => visit.id));
    if (came.length > 0) setFresh((before) => new Set([...before, ...came]));
  }, [all]);

  useLayoutEffect(() => {
    const before = placed.current;
    placed.current = new Set(shown.map((visit) => visit.id));
    const element = list.current;
    if (!element || !before || before.size === 0) return;
    const rows = [...element.children] as HTMLElement[];
    const firstOld = rows.findIndex((row) => before.has(row.dataset.visit ?? ''));
    if (firstOld <= 0) return;
    // Another search is another list: only rows that came in by the line are made room for.
    const cameIn = rows.slice(0, firstOld);
    if (rows.length !== before.size + cameIn.length) return;
    const isRead = window.scrollY > 0 || element.matches(':hover') || element.contains(document.activeElement);
    const old = rows[firstOld];
    const first = rows[0];
    if (!isRead || !old || !first) return;
    window.scrollBy({ top: old.offsetTop - first.offsetTop, behavior: 'instant' });
    setAbove((count) => count + cameIn.length);
  }, [shown]);

  useEffect(() => {
    const onScroll = () => {
      if (window.scrollY === 0) setAbove(0);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);
  return { list, fresh, above, toTop: () => window.scrollTo({ top: 0 }) };
}
