import { Button } from '@mantine/core';
import type { RulesPage } from '@munan/flow';
import { useLanguage, useNow, useWatchWords } from '@munan/ui';
import { IconAlertTriangle, IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { BurdenPart } from './burden-part.tsx';
import { BudgetPart, FieldsPart } from './fields-part.tsx';
import classes from './rules.module.css';
import { SwitchPart } from './switch-part.tsx';
import { TrialPart } from './trial-part.tsx';
import { useRulesDraft } from './use-rules.ts';

const healMs = 60_000;

/** What the desk can work and from when the watch speaks: read, tried on the past, then switched on. */
export function RulesScreen() {
  const t = useWatchWords().rules;
  const query = useQuery({ ...queries.rules(), refetchInterval: healMs });
  return (
    <Page title={t.title} width="middle">
      <p className={classes.intro}>{t.intro}</p>
      {query.data ? <Inside page={query.data} /> : <NotYet query={query} />}
    </Page>
  );
}

function InForce({ page }: { page: RulesPage }) {
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const t = useWatchWords().rules;
  return (
    <p className={classes.dim}>
      {page.changedAt === undefined
        ? t.neverChanged
        : `${t.version(page.version)} · ${t.since(page.changedBy ?? t.switchOn.somebody, formats.moment(page.changedAt, now))}`}
      {page.note ? ` · ${t.noteSaid(page.note)}` : ''}
    </p>
  );
}

function Inside({ page }: { page: RulesPage }) {
  const t = useWatchWords().rules;
  const { role } = useMe();
  const [days, setDays] = useState(3);
  const editing = useRulesDraft(page);
  const mayRules = role === 'manager';
  const mayBudget = mayRules || role === 'operator';
  const { draft, wrong, changed } = editing;
  return (
    <div className={classes.parts}>
      <InForce page={page} />
      <BurdenPart page={page} />
      {mayRules ? null : <p>{mayBudget ? t.onlyBudget : t.readOnly}</p>}
      {editing.conflict ? (
        <p className={classes.warning} role="alert" data-testid="rules-conflict">
          <IconAlertTriangle size={20} aria-hidden />
          {t.switchOn.conflict(editing.conflict.by ?? t.switchOn.somebody)}
        </p>
      ) : null}
      {editing.isDone ? (
        <p className={classes.done} role="status" data-testid="rules-done">
          <IconCheck size={20} aria-hidden /> {t.switchOn.done}
        </p>
      ) : null}
      <BudgetPart
        page={page}
        draft={draft}
        wrong={wrong}
        changed={changed}
        disabled={!mayBudget}
        onChange={editing.change}
      />
      <FieldsPart
        page={page}
        draft={draft}
        wrong={wrong}
        changed={changed}
        disabled={!mayRules}
        onChange={editing.change}
      />
      {mayBudget ? (
        <>
          {editing.isUntouched ? null : (
            <Button
              variant="default"
              h={44}
              className={classes.reset ?? ''}
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              onClick={editing.reset}
            >
              {t.fields.reset}
            </Button>
          )}
          <TrialPart
            days={days}
            onDays={setDays}
            inForce={page.rules}
            rules={editing.rules}
            isChanged={wrong.length > 0 || changed.length > 0}
            isStale={editing.isStale}
            trial={editing.trial}
            error={editing.startError}
            isStarting={editing.isStarting}
            onStart={() => editing.start(days)}
          />
          <SwitchPart
            key={page.version}
            isTried={editing.isTried && changed.length > 0}
            isSending={editing.isSending}
            error={editing.switchError}
            onSwitch={editing.switchOn}
          />
        </>
      ) : null}
    </div>
  );
}
