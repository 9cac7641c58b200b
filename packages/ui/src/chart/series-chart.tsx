import type { Priority, SeriesAnswer } from '@munan/flow';
import { useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../language/words.tsx';
import { channelDigits } from '../time/formats.ts';
import { serverClock } from '../time/server-clock.ts';
import { bandAt, bandExtent, bandPieces, type ChartBand } from './band.ts';
import { chartData, extent } from './chart-data.ts';
import { chartOptions, columnsOf } from './chart-options.ts';
import { chartColours } from './colours.ts';
import classes from './series-chart.module.css';

/** A stretch of time to be marked on a chart, e.g. a finding. */
export interface ChartMark {
  id: string;
  from: number;
  to: number;
  /** None: a neutral stretch, e.g. the window that was looked at. */
  priority?: Priority;
  /** Judged from late data: drawn hollow. */
  late?: boolean;
}

export interface SeriesChartProps {
  answer: SeriesAnswer;
  /** Lines across, in the channel's unit. */
  limits?: number[];
  marks?: ChartMark[];
  /** The usual range over time, behind everything else. */
  band?: ChartBand | undefined;
  height?: number;
  /** Called with the stretch that was dragged over, or nothing when pressed twice (back to the whole). */
  onZoom?: (span: { from: number; to: number } | undefined) => void;
  /** Charts of one page with the same key move their cursors together. */
  together?: string;
  'data-testid'?: string;
}

function schemeNow(): string {
  return document.documentElement.dataset.mantineColorScheme ?? 'light';
}

function useColourScheme(): string {
  const [scheme, setScheme] = useState(schemeNow);
  useEffect(() => {
    const observer = new MutationObserver(() => setScheme(schemeNow()));
    observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => observer.disconnect();
  }, []);
  return scheme;
}

/** A channel drawn over time: mean as a line in the band from lowest to highest; gaps are gaps. */
export function SeriesChart(props: SeriesChartProps) {
  const { answer, limits, marks, band, height = 200, onZoom, together } = props;
  const { words, formats } = useLanguage();
  const scheme = useColourScheme();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const [at, setAt] = useState<number | null>(null);
  const data = useMemo(() => chartData(answer), [answer]);
  const columns = useMemo(() => columnsOf(answer, data, words.shell), [answer, data, words]);
  const pieces = useMemo(() => (band ? bandPieces(band, answer.from, answer.to) : []), [band, answer]);
  const measured = extent(columns.map((column) => column.values));
  const name = words.shell.channels[answer.channel];
  const unit = words.shell.units[answer.channel];
  const digits = channelDigits[answer.channel];
  const colours = useMemo(() => chartColours(scheme), [scheme]);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let observer: ResizeObserver | undefined;
    // The chart's code is fetched with the first chart: the nurse's first load stays small.
    void import('uplot').then(({ default: UPlot }) => {
      if (gone) return;
      const options = chartOptions({
        answer,
        data,
        columns,
        limits: limits ?? [],
        marks: marks ?? [],
        band: pieces,
        colours,
        formats,
        width: element.clientWidth,
        height,
        together,
        zoomable: zoom.current !== undefined,
        onCursor: setAt,
        onZoom: (span) => zoom.current?.(span),
      });
      const drawn = new UPlot(
        options,
        [data.t, ...columns.map((column) => column.values)] as uPlot.AlignedData,
        element,
      );
      plot.current = drawn;
      observer = new ResizeObserver(() => {
        if (element.clientWidth > 0) drawn.setSize({ width: element.clientWidth, height });
      });
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [answer, data, columns, limits, marks, pieces, colours, formats, height, together]);

  const say = (value: number) => `${formats.number(value, digits)} ${unit}`;
  const summary = measured
    ? words.shell.chart.summary(
        name,
        formats.moment(answer.from, serverClock.now()),
        formats.moment(answer.to, serverClock.now()),
        say(measured.least),
        say(measured.most),
      )
    : `${name}: ${words.shell.chart.empty}`;
  const whole = bandExtent(pieces);
  const here = at !== null && data.t[at] !== undefined ? bandAt(pieces, data.t[at]) : undefined;
  return (
    <div className={classes.chart}>
      <div className={classes.read} aria-hidden>
        {at !== null && data.t[at] !== undefined ? <span>{formats.moment(data.t[at], answer.to)}</span> : null}
        {columns
          .filter((column) => column.label)
          .map((column) => (
            <span key={column.key} className={classes.key} style={{ color: colours[column.colour] }}>
              <span className={column.key === 'max' ? `${classes.swatch} ${classes.band}` : classes.swatch} />
              {column.label}
              {at !== null ? ` ${column.read(at, formats, digits)}` : ''}
            </span>
          ))}
        {band && whole ? (
          <span className={classes.key}>
            <span className={`${classes.swatch} ${classes.usual}`} />
            {band.label}
            {here ? ` ${formats.number(here.low, digits)}–${formats.number(here.high, digits)}` : ''}
          </span>
        ) : null}
        {limits && limits.length > 0 ? (
          <span className={classes.key}>
            <span className={`${classes.swatch} ${classes.limit}`} />
            {words.shell.chart.limit} {limits.map((limit) => formats.number(limit, digits)).join(', ')} {unit}
          </span>
        ) : null}
      </div>
      <div
        ref={place}
        role="img"
        aria-label={band && whole ? `${summary}; ${band.label} ${say(whole.low)} – ${say(whole.high)}` : summary}
        className={classes.plot}
        style={{ minHeight: height }}
        data-testid={props['data-testid']}
      />
      {measured ? null : <div className={classes.empty}>{words.shell.chart.empty}</div>}
    </div>
  );
}
