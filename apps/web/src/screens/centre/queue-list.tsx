import { defaultRangeExtractor, measureElement, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import classes from './queue.module.css';
import type { QueueRow } from './queue-order.ts';
import { Row } from './queue-row.tsx';

const usualRowPx = 108;

export interface QueueKeys {
  /** Moves the focus along the rows. */
  move(by: 1 | -1): void;
  /** To the first or the last row. */
  toEnd(end: 'first' | 'last'): void;
}

/** The rows: of ten thousand only those that are to be seen are drawn, and the one that has the focus. */
export function QueueList({
  rows,
  open,
  keys,
  onHold,
}: {
  rows: QueueRow[];
  open: string | undefined;
  keys: Ref<QueueKeys>;
  onHold: (held: boolean) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  /** The row that has the focus, and the row that shall have it once it is drawn. */
  const [focused, setFocused] = useState<string | undefined>();
  const wanted = useRef<string>(undefined);
  const indexOf = (id: string | undefined) => (id === undefined ? -1 : rows.findIndex(({ row }) => row.id === id));
  const focusedAt = indexOf(focused);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const seen = defaultRangeExtractor(range);
      return focusedAt < 0 || seen.includes(focusedAt) ? seen : [...seen, focusedAt].sort((a, b) => a - b);
    },
    [focusedAt],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualRowPx,
    // On a narrow page the queue is hidden beside an open alert: rows that were measured then would never come back.
    measureElement: (...row) => measureElement(...row) || usualRowPx,
    getItemKey: (index) => rows[index]!.row.id,
    overscan: 8,
    rangeExtractor,
  });
  const goTo = (index: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, index));
    const id = rows[at]?.row.id;
    if (id === undefined) return;
    wanted.current = id;
    virtual.scrollToIndex(at, { align: 'auto' });
    setFocused(id);
    // It may be the same row as before: then nothing is drawn again.
    takeFocus();
  };
  function takeFocus() {
    const id = wanted.current;
    if (id === undefined) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-alert-id="${CSS.escape(id)}"]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  }
  useEffect(takeFocus);
  useImperativeHandle(keys, () => ({
    move(by) {
      const active = document.activeElement?.closest<HTMLElement>('[data-testid="alert-row"]')?.dataset.alertId;
      const from = indexOf(active ?? open);
      goTo(from < 0 ? (by > 0 ? 0 : rows.length - 1) : from + by);
    },
    toEnd: (end) => goTo(end === 'first' ? 0 : rows.length - 1),
  }));
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onPointerEnter={(event) => event.pointerType === 'mouse' && onHold(true)}
      onPointerLeave={() => onHold(false)}
    >
      <ol
        className={classes.rows}
        style={{ height: virtual.getTotalSize() }}
        onFocus={({ target }) => setFocused(target.closest<HTMLElement>('[data-alert-id]')?.dataset.alertId)}
        onBlur={() => setFocused(undefined)}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const one = rows[index]!;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.rowItem}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
            >
              <Row row={one.row} gone={one.gone} open={one.row.id === open} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}
