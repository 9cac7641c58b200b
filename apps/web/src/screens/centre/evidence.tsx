import type { Channel, Evidence as EvidenceData, Finding } from '@munan/flow';
import { SeriesChart, serverClock, useLanguage } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import classes from './alert.module.css';
import { evidenceToDraw, evidenceWindow } from './evidence-window.ts';

const points = 1500;
const renewMs = 15_000;
const lateMs = 10 * 60_000;

function Figures({ values }: { values: EvidenceData['values'] }) {
  const { words, formats } = useLanguage();
  const t = words.centre.evidence;
  const known = Object.entries(values).filter(([, value]) => value !== null);
  if (known.length === 0) return null;
  return (
    <dl className={classes.figures}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{t.values[name] ?? name}</dt>
          <dd className="munan-value">
            {typeof value === 'number' && name.endsWith('At')
              ? formats.clockSeconds(value)
              : typeof value === 'number'
                ? formats.number(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1)
                : typeof value === 'boolean'
                  ? value
                    ? t.yes
                    : t.no
                  : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function OneEvidence({ person, evidence, first }: { person: string; evidence: EvidenceData; first: boolean }) {
  const { words, formats } = useLanguage();
  const channel = evidence.channel as Channel;
  const { from, to } = evidenceWindow(evidence);
  const series = useQuery({
    ...queries.series(person, channel, from, to, points),
    staleTime: 10_000,
    // The window may reach into what is still being measured.
    refetchInterval: () => (serverClock.now() < to + lateMs ? renewMs : false),
  });
  const marks = useMemo(() => [{ id: 'window', from: evidence.from, to: evidence.to }], [evidence.from, evidence.to]);
  const now = serverClock.now();
  const say = (t: number) =>
    evidence.to - evidence.from < 10 * 60_000 ? formats.clockSeconds(t) : formats.moment(t, now);
  return (
    <div className={classes.evidence}>
      <p className={classes.evidenceName}>
        <strong>
          {words.shell.channels[channel]} ({words.shell.units[channel]})
        </strong>{' '}
        <span>
          {words.centre.evidence.window(say(evidence.from), say(evidence.to))}
          {evidence.device ? ` · ${evidence.device}` : ''}
        </span>
      </p>
      {series.data ? (
        <SeriesChart
          answer={series.data}
          limits={evidence.limits}
          marks={marks}
          height={230}
          data-testid={first ? 'evidence-chart' : undefined}
        />
      ) : (
        <NotYet query={series} />
      )}
      <Figures values={evidence.values} />
    </div>
  );
}

/** What the detectors looked at, drawn with the limits that were crossed. */
export function Evidence({ person, findings }: { person: string; findings: Finding[] }) {
  const { words } = useLanguage();
  const drawn = evidenceToDraw(findings);
  return (
    <section aria-labelledby="evidence-title" className={classes.section}>
      <h2 id="evidence-title">{words.centre.evidence.title}</h2>
      {drawn.length === 0 ? <p className={classes.dim}>{words.centre.evidence.none}</p> : null}
      {drawn.map((evidence, i) => (
        <OneEvidence key={`${evidence.channel}-${evidence.from}`} person={person} evidence={evidence} first={i === 0} />
      ))}
    </section>
  );
}
