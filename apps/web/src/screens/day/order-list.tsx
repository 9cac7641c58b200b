import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { Button } from '@mantine/core';
import { SimulatedTag, useWords } from '@munan/ui';
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react';
import { type DayRow, moved } from './day-rows.ts';
import classes from './order-list.module.css';

/** The stops, short, to be put in another order: by dragging (finger, mouse, keys) or by arrows for one thumb. */
export function OrderList({
  rows,
  order,
  done,
}: {
  rows: readonly DayRow[];
  order: (people: string[]) => void;
  done: () => void;
}) {
  const words = useWords().day;
  const t = words.order;
  const ids = rows.map(({ stop }) => stop.person);
  // A finger rests on the handle only: the list itself scrolls as ever.
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 80, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const nameOf = (id: UniqueIdentifier) =>
    nameOfRow(rows.find(({ stop }) => stop.person === id)) ?? words.unfinished.nobody;
  const placeOf = (id: UniqueIdentifier) => ids.indexOf(String(id)) + 1;
  const ended = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) order(moved(ids, String(active.id), ids.indexOf(String(over.id))));
  };
  return (
    <section aria-label={t.title} className={classes.order} data-testid="order-list">
      <p className={classes.hint}>{t.hint}</p>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={ended}
        accessibility={{
          screenReaderInstructions: { draggable: t.instructions },
          announcements: {
            onDragStart: ({ active }) => t.picked(nameOf(active.id), placeOf(active.id)),
            onDragOver: ({ active, over }) =>
              over ? t.moved(nameOf(active.id), placeOf(over.id), ids.length) : undefined,
            onDragEnd: ({ active, over }) =>
              over ? t.dropped(nameOf(active.id), placeOf(over.id)) : t.cancelled(nameOf(active.id)),
            onDragCancel: ({ active }) => t.cancelled(nameOf(active.id)),
          },
        }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol className={classes.rows}>
            {rows.map((row, index) => (
              <OrderRow
                key={row.stop.person}
                row={row}
                isLast={index === rows.length - 1}
                go={(step) => order(moved(ids, row.stop.person, index + step))}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <Button h={56} onClick={done} data-testid="order-done">
        {t.done}
      </Button>
    </section>
  );
}

const nameOfRow = (row: DayRow | undefined): string | undefined => row?.card?.person.name;

function OrderRow({ row, isLast, go }: { row: DayRow; isLast: boolean; go: (step: number) => void }) {
  const words = useWords().day;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: row.stop.person,
  });
  const name = nameOfRow(row) ?? words.unfinished.nobody;
  return (
    <li
      ref={setNodeRef}
      className={`${classes.row} ${isDragging ? classes.dragged : ''}`}
      style={{
        transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined,
        transition,
      }}
      data-testid="order-row"
      data-person={row.stop.person}
    >
      <span className={classes.number}>{row.number}</span>
      <span className={classes.name}>
        <strong>{name}</strong> {row.card ? <SimulatedTag person={row.card.person} /> : null}
        {row.stop.promised ? <small>{words.promised(row.stop.promised)}</small> : null}
      </span>
      <button
        type="button"
        className={classes.key}
        disabled={row.number === 1}
        aria-label={words.order.up(name)}
        onClick={() => go(-1)}
        data-testid="order-up"
      >
        <IconArrowUp aria-hidden />
      </button>
      <button
        type="button"
        className={classes.key}
        disabled={isLast}
        aria-label={words.order.down(name)}
        onClick={() => go(1)}
        data-testid="order-down"
      >
        <IconArrowDown aria-hidden />
      </button>
      <button
        type="button"
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        className={classes.handle}
        aria-label={words.order.drag(name)}
        data-testid="order-drag"
      >
        <IconGripVertical aria-hidden />
      </button>
    </li>
  );
}
