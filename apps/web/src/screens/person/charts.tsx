import { Button, SegmentedControl } from '@mantine/core';
import type { Channel, Finding, WatchPage } from '@munan/flow';
import { SeriesChart, useLanguage, useNow, useWatchWords } from '@munan/ui';
import { IconChevronLeft, IconChevronRight, IconZoomOut } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { findingLimits, findingMarks } from './finding-marks.ts';
import classes from './person.module.css';
import { type RangeName, rangeNames, type Span, spanOf } from './ranges.ts';
import { longestBandMs, nightOf, usualBand } from './usual-band.ts';

const always = ['spo2', 'pulse', 'temperature', 'activity', 'steps'] as const satisfies Channel[];
/** Acceleration comes raw: only a short stretch of it can be drawn. */
const accelerationWithinMs = 10 * 60_000;
const points = 1000;
const renewMs = 60_000;

function ChannelChart({
  person,
  channel,
  span,
  findings,
  watch,
  onZoom,
}: {
  person: string;
  channel: Channel;
  span: Span;
  findings: Finding[];
  watch: WatchPage | undefined;
  onZoom: (span: Span | undefined) => void;
}) {
  const { words } = useLanguage();
  const series = useQuery({
    ...queries.series(person, channel, span.from, span.to, points),
    placeholderData: keepPreviousData,
    refetchInterval: renewMs,
  });
  const marks = useMemo(() => findingMarks(findings, channel), [findings, channel]);
  const usualName = useWatchWords().watch.evidence.usual;
  const { from, to } = series.data ?? span;
  const band = useMemo(() => {
    if (!watch) return undefined;
    const night = nightOf(watch.routine?.bedAt?.usual, watch.routine?.upAt?.usual);
    const steps = usualBand(watch.usual, channel, { from, to }, night);
    return steps.length > 0 ? { label: usualName, steps, to } : undefined;
  }, [watch, channel, from, to, usualName]);
  const limits = useMemo(() => findingLimits(findings, channel), [findings, channel]);
  return (
    <section className={classes.chart} aria-label={words.shell.channels[channel]}>
      <h3>
        {words.shell.channels[channel]} <small>{words.shell.units[channel]}</small>
        {series.data ? <small> · {words.person.resolution[series.data.resolution]}</small> : null}
      </h3>
      {series.data ? (
        <SeriesChart
          answer={series.data}
          marks={marks}
          limits={limits}
          band={band}
          height={170}
          together="person"
          onZoom={onZoom}
          data-testid={`chart-${channel}`}
        />
      ) : (
        <NotYet query={series} />
      )}
    </section>
  );
}

/** Every channel over the same stretch of time; dragged over, all look closer together. */
export function Charts({
  person,
  findings,
  watch,
  zoom,
  onZoom,
}: {
  person: string;
  findings: Finding[];
  /** Her usual range, once it is there. */
  watch: WatchPage | undefined;
  /** A stretch to look at instead of a whole range. */
  zoom: Span | undefined;
  onZoom: (span: Span | undefined) => void;
}) {
  const { words, formats } = useLanguage();
  const t = words.person;
  const { bandNote, bandLong } = useWatchWords().watch.person;
  const [range, setRange] = useState<RangeName>('day');
  const [back, setBack] = useState(0);
  const now = useNow(renewMs);
  const whole = spanOf(range, back, now);
  const span = zoom ?? whole;
  const channels: Channel[] = span.to - span.from <= accelerationWithinMs ? ['acceleration', ...always] : [...always];
  return (
    <section aria-labelledby="charts-title" className={classes.panel}>
      <div className={classes.chartHead}>
        <h2 id="charts-title">{t.charts}</h2>
        <SegmentedControl
          aria-label={t.rangeLabel}
          value={range}
          onChange={(next) => {
            const chosen = rangeNames.find((one) => one === next);
            if (!chosen) return;
            setRange(chosen);
            setBack(0);
            onZoom(undefined);
          }}
          data={rangeNames.map((one) => ({ value: one, label: t.ranges[one] }))}
        />
        <div className={classes.chartMove}>
          <Button
            variant="default"
            leftSection={<IconChevronLeft size={18} aria-hidden />}
            onClick={() => {
              onZoom(undefined);
              setBack(back + 1);
            }}
          >
            {t.earlier}
          </Button>
          <Button
            variant="default"
            disabled={back === 0}
            rightSection={<IconChevronRight size={18} aria-hidden />}
            onClick={() => {
              onZoom(undefined);
              setBack(back - 1);
            }}
          >
            {t.later}
          </Button>
          {zoom ? (
            <Button
              variant="default"
              leftSection={<IconZoomOut size={18} aria-hidden />}
              onClick={() => onZoom(undefined)}
            >
              {t.zoomOut}
            </Button>
          ) : null}
        </div>
      </div>
      <p className={classes.dim} role="status">
        {t.span(formats.full(span.from), formats.full(span.to))} · {words.shell.chart.gaps} {t.zoomHint}
      </p>
      {watch && watch.usual.length > 0 ? (
        <p className={classes.dim}>{span.to - span.from > longestBandMs ? bandLong : bandNote}</p>
      ) : null}
      <div className={classes.charts}>
        {channels.map((channel) => (
          <ChannelChart
            key={channel}
            person={person}
            channel={channel}
            span={span}
            findings={findings}
            watch={watch}
            onZoom={onZoom}
          />
        ))}
      </div>
    </section>
  );
}
