import type { PlansPage } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { ChoosePlan } from './choose-plan.tsx';
import classes from './plans.module.css';
import { PreviewPart } from './preview-part.tsx';
import { SavePart } from './save-part.tsx';
import { StepsPart } from './steps-part.tsx';
import { type PlanName, usePlansDraft } from './use-plans.ts';
import { usePlanPreview } from './use-preview.ts';
import { VersionsPart } from './versions-part.tsx';

const healMs = 60_000;

/** What happens when nobody answers: read, tried at an hour of the night, changed and saved. */
export function PlansScreen() {
  const t = useCentreWords().plans;
  const query = useQuery({ ...queries.plans(), refetchInterval: healMs });
  return (
    <Page title={t.title} width="middle">
      <p className={classes.intro}>{t.intro}</p>
      {query.data ? <Inside page={query.data} /> : <NotYet query={query} />}
    </Page>
  );
}

function InForce({ page }: { page: PlansPage }) {
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const t = useCentreWords().plans;
  return (
    <p className={classes.dim} data-testid="plans-in-force">
      {page.changedAt === undefined
        ? t.neverChanged
        : `${t.version(page.version)} · ${t.since(page.changedBy ?? t.somebody, formats.moment(page.changedAt, now))}`}
      {page.note ? ` · ${t.noteSaid(page.note)}` : ''}
    </p>
  );
}

function Inside({ page }: { page: PlansPage }) {
  const t = useCentreWords().plans;
  const mayWrite = useMe().role === 'manager';
  const [name, setName] = useState<PlanName>({ family: 'safety', priority: 'high' });
  const editing = usePlansDraft(page);
  const draft = editing.draft[name.family][name.priority];
  const previewing = usePlanPreview(name, draft);
  const { told } = editing;
  return (
    <div className={classes.parts}>
      <InForce page={page} />
      {mayWrite ? null : <p>{t.readOnly}</p>}
      {page.unfit.length > 0 ? (
        <p className={classes.warning} role="alert" data-testid="plans-unfit">
          <IconAlertTriangle size={20} aria-hidden /> {t.unfit(page.unfit.map(t.version).join(', '))}
        </p>
      ) : null}
      {typeof told === 'object' && 'conflict' in told ? (
        <p className={classes.warning} role="alert" data-testid="plans-conflict">
          <IconAlertTriangle size={20} aria-hidden /> {t.conflict(told.conflict ?? t.somebody)}
        </p>
      ) : null}
      {typeof told === 'object' && 'loaded' in told ? (
        <p className={classes.said} role="status" data-testid="plans-loaded">
          <IconInfoCircle size={20} aria-hidden />
          {told.loaded === 0 ? t.versions.loadedFirst : t.versions.loaded(told.loaded)}
        </p>
      ) : null}
      {told === 'done' ? (
        <p className={classes.done} role="status" data-testid="plans-done">
          <IconCheck size={20} aria-hidden /> {t.done}
        </p>
      ) : null}
      <ChoosePlan editing={editing} name={name} onChoose={setName} />
      <div className={classes.columns}>
        <StepsPart
          key={`${name.family} ${name.priority}`}
          name={name}
          page={page}
          editing={editing}
          draft={draft}
          served={previewing.problems}
          mayWrite={mayWrite}
        />
        <PreviewPart family={name.family} previewing={previewing} />
      </div>
      {mayWrite ? <SavePart key={editing.saved} editing={editing} served={previewing.problems} /> : null}
      <VersionsPart page={page} mayLoad={mayWrite} onLoad={editing.load} />
    </div>
  );
}
