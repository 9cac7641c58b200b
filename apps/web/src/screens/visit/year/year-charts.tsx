import type { YearOfDays } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import entry from '../entry.module.css';
import { dayMs, findSummary, monthsOf, runsOf, spanOf, weeksOf, type YearChannel, type YearSummary } from './weeks.ts';
import classes from './year-charts.module.css';

/** Units of the drawing; on the narrowest phone about a pixel each. */
const width = 300;
const height = 116;
const plot = { left: 34, right: width - 4, top: 6, bottom: height - 20 };
/** Half of the band of a week that stands alone. */
const aloneHalf = 2.5;

/** One small chart a channel: the year by weeks, and in words what is lowest, highest and latest. */
export function YearCharts({ year }: { year: YearOfDays }) {
  const words = useLanguage().words.visitParts.year;
  // Both tell how much she moves: one of them is enough, and steps are the plainer.
  const moving = findSummary(year, 'steps') || !findSummary(year, 'activity') ? 'steps' : 'activity';
  return (
    <div className={classes.year} data-testid="year-charts">
      <p className={entry.quiet}>{words.explained}</p>
      {(['spo2', 'pulse', 'temperature', moving] as const).map((channel) => (
        <ChannelYear key={channel} year={year} channel={channel} />
      ))}
      <p className={classes.silence}>{words.silence}</p>
    </div>
  );
}

function ChannelYear({ year, channel }: { year: YearOfDays; channel: YearChannel }) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts.year;
  const counted = channel === 'steps' || channel === 'activity';
  const name = counted ? words.aMinute(all.shell.channels[channel]) : all.shell.channels[channel];
  const summary = findSummary(year, channel);
  if (!summary) {
    return (
      <section data-testid={`year-${channel}`}>
        <h3 className={classes.name}>{name}</h3>
        <p className={classes.none}>{words.noData}</p>
      </section>
    );
  }
  const value = (given: number) =>
    counted ? `${formats.number(given, 1)} ${all.shell.units[channel]}` : formats.measured(channel, given);
  const said = [
    [counted ? words.leastDay : words.lowest, summary.lowest],
    [counted ? words.mostDay : words.highest, summary.highest],
    [words.latest, summary.latest],
  ] as const;
  const spoken = said.map(([what, { day, value: given }]) => words.spoken(what, value(given), formats.day(day)));
  return (
    <section data-testid={`year-${channel}`}>
      <h3 className={classes.name}>{name}</h3>
      <Drawing year={year} channel={channel} summary={summary} label={words.chart(name, spoken.join(', '))} />
      <dl className={classes.said}>
        {said.map(([what, { day, value: given }]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <strong>{value(given)}</strong> <span>{formats.day(day)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className={entry.quiet}>{words.daysWithData(summary.daysWithData, summary.days)}</p>
    </section>
  );
}

interface DrawingProps {
  year: YearOfDays;
  channel: YearChannel;
  summary: YearSummary;
  /** All that it shows, in words. */
  label: string;
}

function Drawing({ year, channel, summary, label }: DrawingProps) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts.year;
  const weeks = weeksOf(year, channel);
  const { low, high } = spanOf(channel, summary);
  const lengthMs = summary.days * dayMs;
  const x = (t: number) => plot.left + ((t - year.from) / lengthMs) * (plot.right - plot.left);
  const y = (value: number) => plot.bottom - ((value - low) / (high - low)) * (plot.bottom - plot.top);
  const at = (across: number, value: number) => `${across.toFixed(1)},${y(value).toFixed(1)}`;
  const months = monthsOf(year.from, year.from + lengthMs);
  const digits = channel === 'temperature' ? 1 : 0;
  return (
    <svg className={classes.chart} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {months.map(({ at: first, month }, index) => (
        <g key={first}>
          <line className={classes.grid} x1={x(first)} x2={x(first)} y1={plot.top} y2={plot.bottom} />
          {index % 2 === 0 && x(first) < plot.right - 20 ? (
            <text x={x(first)} y={height - 5} textAnchor="middle">
              {words.month(month)}
            </text>
          ) : null}
        </g>
      ))}
      {[low, high].map((edge) => (
        <g key={edge}>
          <line className={classes.grid} x1={plot.left} x2={plot.right} y1={y(edge)} y2={y(edge)} />
          <text x={plot.left - 4} y={y(edge) + (edge === high ? 8 : 0)} textAnchor="end">
            {formats.number(edge, digits)}
          </text>
        </g>
      ))}
      {runsOf(weeks).map((run) => {
        const points = run.map(({ from, days, figures }) => ({ across: x(from + (days * dayMs) / 2), ...figures }));
        const [first] = points;
        // A week alone has no width of its own.
        const sides =
          points.length === 1 && first
            ? [-aloneHalf, aloneHalf].map((by) => ({ ...first, across: first.across + by }))
            : points;
        const top = sides.map(({ across, max }) => at(across, max));
        const bottom = sides.toReversed().map(({ across, min }) => at(across, min));
        return (
          <g key={run[0]!.from} data-testid="year-run">
            <polygon className={classes.band} points={[...top, ...bottom].join(' ')} />
            <polyline className={classes.mean} points={sides.map(({ across, mean }) => at(across, mean)).join(' ')} />
          </g>
        );
      })}
    </svg>
  );
}
