import { Button, Progress, SegmentedControl } from '@mantine/core';
import type { Rules, WhatIf } from '@munan/flow';
import { useLanguage, useWatchWords } from '@munan/ui';
import { IconFlask } from '@tabler/icons-react';
import { ApiFailure } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import { ChangedList } from './changed-list.tsx';
import { isWholeDay, ResultPart } from './result-part.tsx';
import classes from './rules.module.css';

const daysOffered = [1, 3, 7];

/** Runs the rules over the stored readings before anybody is called by them. */
export function TrialPart({
  days,
  onDays,
  inForce,
  rules,
  isChanged,
  isStale,
  trial,
  error,
  isStarting,
  onStart,
}: {
  days: number;
  onDays: (days: number) => void;
  inForce: Rules;
  /** What would be tried; undefined while something is wrong with it. */
  rules: Rules | undefined;
  isChanged: boolean;
  /** Something was changed since it was tried. */
  isStale: boolean;
  trial: WhatIf | undefined;
  error: unknown;
  isStarting: boolean;
  onStart: () => void;
}) {
  const { formats } = useLanguage();
  const t = useWatchWords().rules.trial;
  const isRunning = trial?.state === 'running';
  return (
    <section aria-labelledby="trial-title" className={classes.panel}>
      <h2 id="trial-title">{t.title}</h2>
      <p>{t.hint}</p>
      {rules && isChanged ? <ChangedList before={inForce} after={rules} /> : null}
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t.days}
          value={String(days)}
          data={daysOffered.map((count) => ({ value: String(count), label: t.daysOf(count) }))}
          onChange={(value) => onDays(Number(value))}
        />
        <Button
          h={44}
          leftSection={<IconFlask size={20} aria-hidden />}
          disabled={!isChanged || rules === undefined || isRunning}
          loading={isStarting}
          onClick={onStart}
          data-testid="try"
        >
          {t.start(t.daysOf(days))}
        </Button>
      </div>
      {isChanged ? null : <p className={classes.dim}>{t.nothing}</p>}
      {error instanceof ApiFailure && error.code === 'busy' ? (
        <p className={classes.warning} role="alert">
          {t.busy}
        </p>
      ) : error ? (
        <Failed error={error} />
      ) : null}
      <div role="status">
        {isRunning ? (
          <>
            <p>{t.running(Math.round(trial.progress * 100))}</p>
            <Progress value={trial.progress * 100} aria-label={t.title} size="lg" />
          </>
        ) : null}
        {trial?.state === 'failed' ? <p className={classes.warning}>{t.failed}</p> : null}
        {trial?.state === 'done' && isStale ? <p className={classes.warning}>{t.stale}</p> : null}
        {trial?.result ? (
          <p data-testid="trial-result">
            <strong>
              {isWholeDay(trial.result)
                ? t.summary(formats.number(trial.result.before.perDay, 1), formats.number(trial.result.after.perDay, 1))
                : t.summaryShort(formats.number(trial.result.before.calls), formats.number(trial.result.after.calls))}
            </strong>
          </p>
        ) : null}
      </div>
      {trial?.result ? <ResultPart result={trial.result} /> : null}
    </section>
  );
}
