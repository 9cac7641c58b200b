import type { UsualStep } from '@munan/flow';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { bandAt, bandPieces } from './band.ts';
import classes from './day-chart.module.css';
import { cleanPoints, type FigurePoint, figureRuns, figureScale, namedPoints } from './day-chart-data.ts';

export interface DayChartProps {
  points: FigurePoint[];
  /** The range they were judged by. */
  band?: UsualStep[] | undefined;
  bandLabel: string;
  limits?: number[] | undefined;
  /** Writes a value with its unit. */
  say: (value: number) => string;
  /** Writes a value of the scale, shortly; without it as `say`. */
  tick?: (value: number) => string;
  when: (t: number) => string;
  /** What is drawn, in words, for whoever does not see it. */
  summary: string;
  /** Beside a value outside the band. */
  outside: string;
  /** Values are minutes of the day. */
  clock?: boolean;
  height?: number;
  'data-testid'?: string;
}

const left = 58;
const right = 14;
const top = 10;
const bottom = 26;
/** Room for one name below the chart, px. */
const nameRoom = 72;

function useWidth() {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return { place, width };
}

/** One value a day or an hour, with the range it was judged by as a band; values outside it differ in shape and colour. */
export function DayChart(props: DayChartProps) {
  const { say, when, height = 170, clock = false } = props;
  const { place, width } = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const points = cleanPoints(props.points);
  const first = points[0]?.t ?? 0;
  const last = points.at(-1)?.t ?? 0;
  // A day has room to either side, so that the first and last values do not stand in the frame.
  const room = points.length > 1 ? (last - first) / (points.length * 2) : 43_200_000;
  const [from, to] = [first - room, last + room];
  const begins = props.band?.map(({ t }) => t).sort((a, b) => a - b)[0];
  const band = props.band
    ? bandPieces(
        // The band of a day holds from its beginning; the first value stands in the middle of its own.
        {
          label: props.bandLabel,
          steps: props.band.map((step) =>
            step.t === begins && begins > from && begins <= first ? { ...step, t: from } : step,
          ),
          to,
        },
        from,
        to,
      )
    : [];
  const scale = figureScale(
    [...points.map(({ value }) => value), ...band.flatMap(({ low, high }) => [low, high]), ...(props.limits ?? [])],
    { clock },
  );
  const x = (t: number) => left + ((t - from) / (to - from || 1)) * (width - left - right);
  const y = (value: number) => top + (1 - (value - scale.low) / (scale.high - scale.low)) * (height - top - bottom);
  const isOutside = ({ t, value }: FigurePoint) => {
    const piece = bandAt(band, t);
    return piece !== undefined && (value < piece.low || value > piece.high);
  };
  const names = namedPoints(
    points.map(({ t }) => x(t)),
    { left, right: width, width: nameRoom },
  );
  const shown = at === null ? undefined : points[at];
  const usual = shown ? bandAt(band, shown.t) : undefined;
  const nearest = (event: PointerEvent<SVGSVGElement>) => {
    const here = event.clientX - event.currentTarget.getBoundingClientRect().left;
    let best: number | null = null;
    for (let i = 0; i < points.length; i++)
      if (best === null || Math.abs(x(points[i]!.t) - here) < Math.abs(x(points[best]!.t) - here)) best = i;
    setAt(best);
  };
  return (
    <div className={classes.chart}>
      <div className={classes.read} aria-hidden>
        {shown ? (
          <span>
            {when(shown.t)} <strong>{say(shown.value)}</strong>
            {isOutside(shown) ? ` · ${props.outside}` : ''}
          </span>
        ) : null}
        {band.length > 0 ? (
          <span className={classes.key}>
            <span className={classes.usual} />
            {props.bandLabel}
            {usual ? ` ${say(usual.low)} – ${say(usual.high)}` : ''}
          </span>
        ) : null}
        {points.some(isOutside) ? (
          <span className={classes.key}>
            <svg width={14} height={14} aria-hidden>
              <path d="M7 1 13 7 7 13 1 7Z" className={classes.outside} />
            </svg>
            {props.outside}
          </span>
        ) : null}
      </div>
      <div
        ref={place}
        role="img"
        aria-label={props.summary}
        style={{ minHeight: height }}
        data-testid={props['data-testid']}
      >
        {width > 0 && points.length > 0 ? (
          <svg
            width={width}
            height={height}
            aria-hidden
            onPointerMove={nearest}
            onPointerDown={nearest}
            onPointerLeave={() => setAt(null)}
          >
            {scale.ticks.map((value) => (
              <g key={value}>
                <line x1={left} x2={width - right} y1={y(value)} y2={y(value)} className={classes.grid} />
                <text x={left - 8} y={y(value) + 4} textAnchor="end" className={classes.name}>
                  {(props.tick ?? say)(value)}
                </text>
              </g>
            ))}
            {band.map((piece) => (
              <g key={piece.from}>
                <rect
                  x={x(piece.from)}
                  width={x(piece.to) - x(piece.from)}
                  y={y(piece.high)}
                  height={Math.max(1, y(piece.low) - y(piece.high))}
                  className={classes.band}
                />
                {[piece.low, piece.high].map((edge, i) => (
                  <line
                    // biome-ignore lint/suspicious/noArrayIndexKey: low and high, always two
                    key={i}
                    x1={x(piece.from)}
                    x2={x(piece.to)}
                    y1={y(edge)}
                    y2={y(edge)}
                    className={classes.edge}
                  />
                ))}
              </g>
            ))}
            {(props.limits ?? []).map((limit) => (
              <line key={limit} x1={left} x2={width - right} y1={y(limit)} y2={y(limit)} className={classes.limit} />
            ))}
            {figureRuns(points).map((run) => (
              <polyline
                key={run[0]!.t}
                points={run.map(({ t, value }) => `${x(t)},${y(value)}`).join(' ')}
                className={classes.line}
              />
            ))}
            {points.map((point, i) => {
              const [px, py] = [x(point.t), y(point.value)];
              const size = i === at ? 7 : 5;
              return isOutside(point) ? (
                <path
                  key={point.t}
                  d={`M${px} ${py - size - 1}L${px + size + 1} ${py}L${px} ${py + size + 1}L${px - size - 1} ${py}Z`}
                  className={classes.outside}
                />
              ) : (
                <circle key={point.t} cx={px} cy={py} r={i === at ? 5.5 : 3.5} className={classes.point} />
              );
            })}
            {names.map(({ at: named, x: middle }) => (
              <text key={named} x={middle} y={height - 6} textAnchor="middle" className={classes.name}>
                {when(points[named]!.t).replace(/\s*\(.*\)$/, '')}
              </text>
            ))}
          </svg>
        ) : null}
      </div>
    </div>
  );
}
