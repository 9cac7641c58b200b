import type { VisitRow } from '@munan/flow';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { freshIds } from './list.ts';

export interface Fresh {
  list: RefObject<HTMLDivElement | null>;
  /** Ids that came while this page was open. */
  fresh: ReadonlySet<string>;
  /** How many of them came in above while the reader was further down. */
  above: number;
  toTop: () => void;
}

const rowsOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[data-visit]')];

/**
 * Keeps what the reader looks at where it is: when rows come in above it, the page is scrolled by their height. What is
 * looked at is the row under the pointer, else the one with the focus, else the first in sight once the page is scrolled.
 * Otherwise a new row would push away what is about to be pressed.
 */
export function useFresh(all: readonly VisitRow[] | undefined, shown: readonly VisitRow[]): Fresh {
  const list = useRef<HTMLDivElement>(null);
  const known = useRef<Set<string>>(undefined);
  const placed = useRef<Map<string, number>>(new Map());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [above, setAbove] = useState(0);

  useLayoutEffect(() => {
    if (!all) return;
    const came = freshIds(known.current, all);
    known.current = new Set(all.map((visit) => visit.id));
    if (came.length > 0) setFresh((before) => new Set([...before, ...came]));
  }, [all]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const before = placed.current;
    const rows = rowsOf(element);
    placed.current = new Map(rows.map((row) => [row.dataset.visit ?? '', row.offsetTop]));
    const came = shown.filter(({ id }) => !before.has(id));
    // Another search is another list: only rows that came in by the line are made room for.
    if (before.size === 0 || came.length === 0 || shown.length !== before.size + came.length) return;
    const isOld = (row: HTMLElement) => before.has(row.dataset.visit ?? '');
    const anchor =
      rows.find((row) => isOld(row) && row.matches(':hover')) ??
      rows.find((row) => isOld(row) && row.contains(document.activeElement)) ??
      (window.scrollY > 0 ? rows.find((row) => isOld(row) && row.getBoundingClientRect().bottom > 0) : undefined);
    if (!anchor) return;
    const moved = anchor.offsetTop - (before.get(anchor.dataset.visit ?? '') ?? anchor.offsetTop);
    if (moved <= 0) return;
    window.scrollBy({ top: moved, behavior: 'instant' });
    setAbove((count) => count + came.length);
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
