import type { DayPlan, PersonState, SyncPerson } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { useNavigate } from '@tanstack/react-router';
import classes from './day-map.module.css';
import type { DayRow } from './day-rows.ts';
import { distanceText } from './distance.ts';
import { drawMap } from './map-drawing.ts';

/** Of the drawing's own pixels; it is shown as wide as the page. */
const widthPx = 360;
const heights = { least: 200, most: 340 };
const markPx = 15;
/** Below the drawing, for the scale. */
const footPx = 26;

/** Where the stops are and the order between them, drawn from their places alone: it needs no network. */
export function DayMap({
  plan,
  rows,
  people,
}: {
  plan: DayPlan;
  rows: readonly DayRow[];
  people: ReadonlyMap<string, SyncPerson | null>;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.day.map;
  const navigate = useNavigate();
  const placed = rows.flatMap((row) => (row.card?.location ? [{ row, point: row.card.location }] : []));
  const drawing = drawMap(
    placed.map(({ row, point }) => ({ person: row.stop.person, point })),
    plan.start,
    widthPx,
    heights,
  );
  const { start, stops, scale, height } = drawing;
  const allM = rows.reduce((sum, { stop }) => sum + (stop.wayM ?? 0), 0);
  const nameless = rows.filter(({ card }) => card && !card.location).map(({ card }) => card!.person.name);
  const stateOf = (row: DayRow): PersonState | 'done' | 'todo' =>
    row.state === 'done' ? 'done' : (people.get(row.stop.person)?.board.state ?? 'todo');
  const way = [...(start ? [start] : []), ...stops].map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <figure className={classes.map} data-testid="day-map" aria-label={words.title}>
      <svg viewBox={`0 0 ${widthPx} ${height + footPx}`} role="presentation">
        <polyline points={way} className={classes.way} />
        {start ? (
          <g>
            <title>{words.centre}</title>
            <rect x={start.x - 11} y={start.y - 11} width={22} height={22} rx={4} className={classes.centre} />
            <path
              d={`M${start.x - 6} ${start.y}h12M${start.x} ${start.y - 6}v12`}
              className={classes.cross}
              aria-hidden
            />
          </g>
        ) : null}
        {stops.map(({ x, y, mark }) => (
          <g key={`${x}-${y}-${mark.x}-${mark.y}`} aria-hidden>
            <line x1={x} y1={y} x2={mark.x} y2={mark.y} className={classes.leader} />
            <circle cx={x} cy={y} r={3} className={classes.dot} />
          </g>
        ))}
        {stops.map(({ person, mark }, index) => {
          const { row } = placed[index]!;
          const state = stateOf(row);
          const said = state === 'done' ? words.done : state === 'todo' ? '' : all.shell.states[state];
          return (
            <a
              key={person}
              href={`/visit/${person}`}
              className={classes.stop}
              aria-label={words.stop(row.number, row.card?.person.name ?? '', said)}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                void navigate({ to: '/visit/$person', params: { person } });
              }}
              data-testid="map-stop"
            >
              {/* As wide as a thumb, though the mark is smaller. */}
              <circle cx={mark.x} cy={mark.y} r={24} className={classes.touch} />
              <circle cx={mark.x} cy={mark.y} r={markPx} className={`${classes.mark} ${classes[state]}`} />
              <text x={mark.x} y={mark.y} className={`${classes.number} ${classes[state]}`} aria-hidden>
                {row.number}
              </text>
            </a>
          );
        })}
        <g aria-hidden>
          <path
            d={`M12 ${height + 16}h${scale.widthPx.toFixed(1)}m0 -5v5m-${scale.widthPx.toFixed(1)} 0v-5`}
            className={classes.scale}
          />
          <text x={12 + scale.widthPx / 2} y={height + 11} className={classes.scaleText}>
            {distanceText(all, formats, scale.lengthM)}
          </text>
          <path d={`M${widthPx - 34} ${height + 20}v-18m-5 7l5 -7l5 7`} className={classes.scale} />
          <text x={widthPx - 16} y={height + 16} className={classes.scaleText}>
            {words.north}
          </text>
        </g>
      </svg>
      <figcaption>
        {words.about(placed.length, distanceText(all, formats, allM))} {words.straight}
        {nameless.length > 0 ? <> {words.noPlace(nameless.join(', '))}</> : null}
      </figcaption>
    </figure>
  );
}
