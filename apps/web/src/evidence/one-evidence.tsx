import type { Channel, Evidence } from '@munan/flow';
import { SeriesChart, serverClock, useLanguage, useWatchWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../connection/queries.ts';
import { NotYet } from '../shell/waiting.tsx';
import { drawingOf, valueName } from './drawing.ts';
import classes from './evidence.module.css';
import { evidenceWindow } from './evidence-window.ts';
import { FigureChart } from './figure-chart.tsx';
import { Values } from './values.tsx';

const points = 1500;
const renewMs = 15_000;
const lateMs = 10 * 60_000;

function ChannelEvidence({
  person,
  channel,
  evidence,
  testid,
}: {
  person: string;
  channel: Channel;
  evidence: Evidence;
  testid: string | undefined;
}) {
  const usualName = useWatchWords().watch.evidence.usual;
  const { from, to } = evidenceWindow(evidence);
  const series = useQuery({
    ...queries.series(person, channel, from, to, points),
    staleTime: 10_000,
    // The window may reach into what is still being measured.
    refetchInterval: () => (serverClock.now() < to + lateMs ? renewMs : false),
  });
  const marks = useMemo(() => [{ id: 'window', from: evidence.from, to: evidence.to }], [evidence.from, evidence.to]);
  const band = useMemo(
    () =>
      evidence.usual && evidence.usual.length > 0 && !evidence.figure
        ? { label: usualName, steps: evidence.usual, to }
        : undefined,
    [evidence.usual, evidence.figure, usualName, to],
  );
  if (!series.data) return <NotYet query={series} />;
  return (
    <SeriesChart
      answer={series.data}
      limits={evidence.limits}
      marks={marks}
      band={band}
      height={230}
      data-testid={testid}
    />
  );
}

/** One evidence: what was looked at and when, its picture with limits and usual range, and its figures in words. */
export function OneEvidence({ person, evidence, testid }: { person: string; evidence: Evidence; testid?: string }) {
  const { words, formats } = useLanguage();
  const { evidence: t, values } = useWatchWords().watch;
  const drawing = drawingOf(evidence);
  const now = serverClock.now();
  const short = evidence.to - evidence.from < 10 * 60_000;
  const say = (at: number) => (short ? formats.clockSeconds(at) : formats.moment(at, now));
  const name =
    drawing.kind === 'figure' && evidence.figure
      ? valueName(values, evidence.figure.name)
      : drawing.kind === 'channel'
        ? `${words.shell.channels[drawing.channel]} (${words.shell.units[drawing.channel]})`
        : '';
  return (
    <div className={classes.evidence} data-evidence={drawing.kind}>
      <p className={classes.name}>
        {name ? <strong>{name}</strong> : null}{' '}
        <span>
          {words.centre.evidence.window(say(evidence.from), say(evidence.to))}
          {evidence.device ? ` · ${evidence.device}` : ''}
        </span>
      </p>
      {drawing.kind === 'figure' && evidence.figure ? (
        <FigureChart
          name={evidence.figure.name}
          points={evidence.figure.points}
          usual={evidence.usual}
          limits={evidence.limits}
          testid={testid}
        />
      ) : drawing.kind === 'channel' ? (
        <ChannelEvidence person={person} channel={drawing.channel} evidence={evidence} testid={testid} />
      ) : (
        <p className={classes.note}>{t.notDrawn}</p>
      )}
      {evidence.usual && evidence.usual.length > 0 ? (
        <p className={classes.note}>
          {drawing.kind !== 'figure'
            ? t.usualNote
            : evidence.figure?.name.startsWith('apnoea')
              ? t.estimateNote
              : t.figureNote}
        </p>
      ) : null}
      <Values values={evidence.values} />
    </div>
  );
}
