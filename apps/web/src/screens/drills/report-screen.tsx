import { Button } from '@mantine/core';
import type { DrillReport } from '@munan/flow';
import { PriorityMark, reasonSentence, useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconArrowLeft, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { outcomeSentence } from '../centre/outcome-sentence.ts';
import { DrillMark } from './drill-mark.tsx';
import classes from './drills.module.css';

const watchMs = 5_000;
type Row = DrillReport['alerts'][number];

/** What a drill showed: how long each alert waited, and that nothing left the building. */
export function DrillReportScreen() {
  const t = useCentreWords().drill;
  const { drill = '' } = useParams({ strict: false }) as { drill?: string };
  const query = useQuery({
    ...queries.drill(drill),
    refetchInterval: ({ state }) => (state.data?.drill.endedAt === undefined ? watchMs : false),
  });
  const name = query.data?.drill.name;
  return (
    <Page
      title={name === undefined ? t.title : t.report.title(name)}
      width="full"
      actions={
        <div className={`${classes.tools} munan-no-print`}>
          <Button
            component={Link}
            to="/drills"
            variant="default"
            h={44}
            leftSection={<IconArrowLeft size={18} aria-hidden />}
          >
            {t.back}
          </Button>
          <Button variant="default" h={44} leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => print()}>
            {t.print}
          </Button>
        </div>
      }
    >
      {query.data ? <Inside report={query.data} /> : <NotYet query={query} />}
    </Page>
  );
}

function Inside({ report }: { report: DrillReport }) {
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const t = useCentreWords().drill;
  const { drill, figures, alerts } = report;
  const span = (ms: number | undefined) => (ms === undefined ? t.report.nobody : formats.span(ms));
  const tiles: [label: string, value: string, isBad: boolean][] = [
    [t.report.median, span(figures.medianTakenMs), false],
    [t.report.longest, span(figures.longestTakenMs), false],
    [t.report.overdue, formats.number(figures.overdueSteps), figures.overdueSteps > 0],
    [t.report.never, formats.number(figures.neverTaken), figures.neverTaken > 0],
    [t.report.outside, formats.number(figures.outsideMessages), figures.outsideMessages > 0],
  ];
  return (
    <div className={classes.parts}>
      <p className={classes.head}>
        <DrillMark drill={drill} />
        <span className={classes.dim}>
          {t.by(drill.by, formats.moment(drill.startedAt, now))}
          {drill.endedAt === undefined ? '' : ` · ${t.took(formats.span(drill.endedAt - drill.startedAt))}`}
          {` · ${t.progress(drill.raised, drill.alerts, drill.open)}`}
        </span>
      </p>
      <dl className={classes.tiles}>
        {tiles.map(([label, value, isBad]) => (
          <div key={label} data-bad={isBad}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section className={classes.panel} aria-labelledby="alerts-title">
        <h2 id="alerts-title">{t.report.alerts}</h2>
        {alerts.length === 0 ? <p className={classes.dim}>{t.report.none}</p> : <Rows rows={alerts} />}
        <p className={classes.dim}>{t.report.explained}</p>
      </section>
    </div>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().drill.report;
  const span = (ms: number | undefined) => (ms === undefined ? t.not : formats.span(ms));
  return (
    <ul className={classes.rows} data-testid="drill-rows">
      {rows.map((row) => (
        <li key={row.alert}>
          <p className={classes.rowHead}>
            <PriorityMark priority={row.priority} plain />
            <strong>{row.person}</strong>
            <span>{reasonSentence(words, row.reason)}</span>
            <span className={classes.dim}>{formats.clockSeconds(row.openedAt)}</span>
          </p>
          <dl className={classes.times}>
            {(
              [
                [t.silenced, span(row.silencedMs)],
                [t.taken, `${span(row.takenMs)}${row.takenBy === undefined ? '' : ` (${row.takenBy})`}`],
                [t.call, span(row.firstCallMs)],
                [t.closed, span(row.closedMs)],
                [t.overdueShort, formats.number(row.overdueSteps)],
                [t.messages, formats.number(row.messages)],
                [t.outcome, row.outcome ? outcomeSentence(words, row.outcome) : t.not],
              ] as const
            ).map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
