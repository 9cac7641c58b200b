import { type SeriesAnswer, siteZoneOffsetMinutes } from '@munan/flow';
import type { Words } from '@munan/language';
import type uPlot from 'uplot';
import type { Formats } from '../time/formats.ts';
import { type BandPiece, bandExtent } from './band.ts';
import { aloneAt, bandInView, type ChartData, extent, verticalRange } from './chart-data.ts';
import type { ColourName, Colours } from './colours.ts';
import type { ChartMark } from './series-chart.tsx';

export interface ChartColumn {
  key: 'min' | 'mean' | 'max' | 'x' | 'y' | 'z' | 'magnitude';
  /** Empty: drawn, but not named beside the chart. */
  label: string;
  colour: ColourName;
  values: (number | null)[];
  read(at: number, formats: Formats, digits: number): string;
}

/** What is drawn of an answer: x, y, z and magnitude of acceleration; else the band and the mean. */
export function columnsOf(answer: SeriesAnswer, data: ChartData, words: Words['shell']): ChartColumn[] {
  const column = (
    key: ChartColumn['key'],
    label: string,
    colour: ColourName,
    values: (number | null)[],
  ): ChartColumn => ({
    key,
    label,
    colour,
    values,
    read: (at, formats, digits) => {
      const value = values[at];
      return value === null || value === undefined ? '–' : formats.number(value, digits);
    },
  });
  if (data.x && data.y && data.z) {
    const { x, y, z } = data;
    const magnitude = x.map((one, i) =>
      one === null || y[i] == null || z[i] == null ? null : Math.hypot(one, y[i], z[i]),
    );
    return [
      column('x', 'x', 'x', x),
      column('y', 'y', 'y', y),
      column('z', 'z', 'z', z),
      column('magnitude', words.chart.magnitude, 'line', magnitude),
    ];
  }
  if (answer.resolution === 'raw' && data.min.every((low, i) => low === data.max[i]))
    return [column('mean', words.channels[answer.channel], 'line', data.mean)];
  const band = column('max', words.chart.band, 'line', data.max);
  band.read = (at, formats, digits) => {
    const [low, high] = [data.min[at], data.max[at]];
    if (low === null || low === undefined || high === null || high === undefined) return '–';
    return `${formats.number(low, digits)}–${formats.number(high, digits)}`;
  };
  return [band, column('min', '', 'line', data.min), column('mean', words.chart.mean, 'line', data.mean)];
}

export interface ChartGiven {
  answer: SeriesAnswer;
  data: ChartData;
  columns: ChartColumn[];
  limits: number[];
  marks: ChartMark[];
  band: BandPiece[];
  colours: Colours;
  formats: Formats;
  width: number;
  height: number;
  together: string | undefined;
  zoomable: boolean;
  onCursor: (at: number | null) => void;
  onZoom: (span: { from: number; to: number } | undefined) => void;
}

const dayMs = 86_400_000;

function drawMarks(plot: uPlot, given: ChartGiven) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const mark of given.marks) {
    const left = plot.valToPos(mark.from, 'x', true);
    const width = Math.max(3, plot.valToPos(mark.to, 'x', true) - left);
    ctx.strokeStyle = ctx.fillStyle = given.colours[mark.priority ?? 'ink'];
    ctx.globalAlpha = 0.16;
    if (!mark.late) ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2;
    ctx.setLineDash(mark.late ? [4, 4] : []);
    if (mark.late) ctx.strokeRect(left, bbox.top + 1, width, bbox.height - 2);
    else ctx.fillRect(left, bbox.top, width, 5);
  }
  ctx.restore();
}

/** A wash with a line at either edge: it is seen without its colour too. */
function drawBand(plot: uPlot, given: ChartGiven) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.5;
  for (const { from, to, low, high } of given.band) {
    const [left, right] = [plot.valToPos(from, 'x', true), plot.valToPos(to, 'x', true)];
    const [top, bottom] = [plot.valToPos(high, 'y', true), plot.valToPos(low, 'y', true)];
    ctx.fillStyle = given.colours.usual;
    ctx.fillRect(left, top, right - left, Math.max(1, bottom - top));
    ctx.strokeStyle = given.colours.usualEdge;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(left, top);
    ctx.lineTo(right, top);
    ctx.moveTo(left, bottom);
    ctx.lineTo(right, bottom);
    ctx.stroke();
  }
  ctx.restore();
}

function drawLimits(plot: uPlot, given: ChartGiven) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = given.colours.high;
  ctx.lineWidth = 2;
  ctx.setLineDash([8, 6]);
  for (const limit of given.limits) {
    const y = plot.valToPos(limit, 'y', true);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** How uPlot is to draw it. */
export function chartOptions(given: ChartGiven): uPlot.Options {
  const { answer, colours, formats, columns } = given;
  const span = answer.to - answer.from;
  const tick = (t: number) =>
    span <= 10 * 60_000
      ? formats.clockSeconds(t)
      : span <= 1.6 * dayMs
        ? formats.clock(t)
        : formats.day(t).replace(/\s*\(.*\)$/, '');
  const font = '13px system-ui, "Noto Sans KR", NanumGothic, sans-serif';
  const axis = { stroke: colours.ink, font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  const measured = extent(columns.map((column) => column.values));
  const range = verticalRange(answer.channel, measured, [
    ...given.limits,
    ...bandInView(answer.channel, measured, bandExtent(given.band), given.limits),
  ]);
  return {
    width: Math.max(200, given.width),
    height: given.height,
    ms: 1,
    // Ticks fall on the city's midnights and hours, whatever zone the device is set to.
    tzDate: (t) => new Date(t + (siteZoneOffsetMinutes + new Date(t).getTimezoneOffset()) * 60_000),
    legend: { show: false },
    padding: [8, 22, 0, 0],
    cursor: {
      y: false,
      drag: { x: given.zoomable, y: false, setScale: false },
      points: { size: 7 },
      ...(given.together ? { sync: { key: given.together } } : {}),
      bind: {
        dblclick: () => () => {
          given.onZoom(undefined);
          return null;
        },
      },
    },
    scales: { x: { time: true, range: [answer.from, answer.to] }, y: { range } },
    axes: [
      { ...axis, size: 30, space: 74, values: (_, ticks) => ticks.map(tick) },
      {
        ...axis,
        size: 52,
        space: 34,
        values: (_, ticks) => ticks.map((value) => formats.number(value, Number.isInteger(value) ? 0 : 1)),
      },
    ],
    series: [
      {},
      ...columns.map((column) => ({
        label: column.label,
        stroke: column.key === 'max' || column.key === 'min' ? 'transparent' : colours[column.colour],
        width: column.key === 'x' || column.key === 'y' || column.key === 'z' ? 1.25 : 2,
        points: {
          show: false,
          size: 5,
          fill: column.key === 'max' || column.key === 'min' ? 'transparent' : colours[column.colour],
          filter: (plot: uPlot, at: number) => aloneAt(plot.data[at] ?? []),
        },
        spanGaps: false,
      })),
    ],
    bands: columns[0]?.key === 'max' ? [{ series: [1, 2] as [number, number], fill: colours.band }] : [],
    hooks: {
      drawAxes: [(plot) => drawBand(plot, given), (plot) => drawMarks(plot, given)],
      draw: [(plot) => drawLimits(plot, given)],
      setCursor: [(plot) => given.onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 6) return;
          const from = Math.round(plot.posToVal(plot.select.left, 'x'));
          const to = Math.round(plot.posToVal(plot.select.left + plot.select.width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          given.onZoom({ from, to });
        },
      ],
    },
  };
}
