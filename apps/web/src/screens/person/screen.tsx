import { SimulatedTag, useLanguage } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Suspense, useMemo, useRef, useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { WishesCard } from '../../wishes/wishes-card.tsx';
import { Conflicts } from '../hospital/conflicts.tsx';
import { allFindings } from './all-findings.ts';
import { AskVisit } from './ask-visit.tsx';
import { AskForm, Banner, needsBreakGlass } from './break-glass.tsx';
import { Charts } from './charts.tsx';
import { Findings } from './findings.tsx';
import { About, Alerts, Devices, Visits } from './lists.tsx';
import { Now } from './now.tsx';
import classes from './person.module.css';
import type { Span } from './ranges.ts';
import { WatchPanel } from './watch/watch-panel.tsx';

const healMs = 60_000;

/** One person: how she is, what was measured, found, done. */
export function PersonScreen() {
  const { words } = useLanguage();
  const { person: id } = useParams({ strict: false });
  const query = useQuery({ ...queries.person(id ?? ''), refetchInterval: healMs });
  const [zoom, setZoom] = useState<Span | undefined>();
  const charts = useRef<HTMLDivElement>(null);
  const me = useMe();
  const page = query.data;
  const watch = useQuery({ ...queries.watch(id ?? ''), enabled: page !== undefined, refetchInterval: healMs });
  const findings = useMemo(
    () => allFindings(page?.findings ?? [], watch.data?.held ?? []),
    [page?.findings, watch.data?.held],
  );
  if (!page && needsBreakGlass(query.error))
    return (
      <Page title={words.access.breakGlass.title} width="narrow">
        <AskForm person={id ?? ''} opened={() => void query.refetch()} />
      </Page>
    );
  if (!page)
    return (
      <Page title={words.shell.loading}>
        <NotYet query={query} />
      </Page>
    );
  const { person } = page;
  return (
    <Page
      title={person.name}
      titleMark={<SimulatedTag person={person} />}
      width="full"
      actions={
        <>
          <span className={classes.dim}>
            {words.shell.sexAge(words.shell.sexes[person.sex], person.age)}
            {person.district ? ` · ${person.district}` : ''} · {person.birthDate}
          </span>
          <AskVisit person={person} />
        </>
      }
    >
      {page.breakGlass ? <Banner {...page.breakGlass} /> : null}
      <div className={classes.page}>
        <div className={classes.wide}>
          <Now board={page.board} watch={watch.data} />
          <WatchPanel query={watch} />
          <Findings
            person={person.id}
            findings={findings}
            onShow={(span) => {
              setZoom(span);
              charts.current?.scrollIntoView({ block: 'start' });
            }}
          />
          <div ref={charts} className={classes.target}>
            <Charts person={person.id} findings={findings} watch={watch.data} zoom={zoom} onZoom={setZoom} />
          </div>
        </div>
        <div className={classes.side}>
          {me.role === 'doctor' || me.role === 'manager' ? <Conflicts person={person.id} /> : null}
          <Suspense>
            <WishesCard person={person.id} />
          </Suspense>
          <Alerts alerts={page.alerts} />
          <Visits visits={page.visits} person={person.id} />
          <Devices devices={page.devices} />
          <About page={page} />
        </div>
      </div>
    </Page>
  );
}
