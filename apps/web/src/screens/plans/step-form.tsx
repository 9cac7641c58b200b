import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type StepKind, stepKinds } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import { ConditionFields } from './condition-fields.tsx';
import { type DraftPlan, type DraftStep, kindsOf, type TimeUnit, unitMs, withinMsOf } from './plan-draft.ts';
import classes from './plans.module.css';
import type { PlanName } from './use-plans.ts';

const mostAttempts = 5;
const units = Object.keys(unitMs) as TimeUnit[];

/** What is done, how long and how often, where it goes on, and when it is done at all. */
export function StepForm({
  name,
  draft,
  index,
  labelledBy,
  onChange,
  onClose,
}: {
  name: PlanName;
  draft: DraftPlan;
  index: number;
  labelledBy: string;
  onChange: (change: Partial<DraftStep>) => void;
  onClose: () => void;
}) {
  const step = draft[index]!;
  const t = useCentreWords().plans;
  const words = useWords().shell;
  const allowed = kindsOf(name.family, stepKinds);
  const kinds = allowed.includes(step.kind) ? allowed : [step.kind, ...allowed];
  const later = draft.slice(index + 1);
  const isBackwards = step.orElse !== undefined && !later.some(({ key }) => key === step.orElse);
  return (
    <fieldset className={classes.form} aria-labelledby={labelledBy} data-testid="step-form">
      <NativeSelect
        label={t.form.kind}
        size="md"
        value={step.kind}
        data={kinds.map((kind) => ({ value: kind, label: words.steps[kind] }))}
        onChange={(event) => onChange({ kind: event.currentTarget.value as StepKind })}
        data-testid="step-kind"
      />
      <div className={classes.pair}>
        <TextInput
          label={t.form.time}
          size="md"
          inputMode="decimal"
          autoComplete="off"
          value={step.amount}
          error={Number.isNaN(withinMsOf(step)) ? t.form.wrongTime : undefined}
          onChange={(event) => onChange({ amount: event.currentTarget.value })}
          data-testid="step-amount"
        />
        <NativeSelect
          label={t.form.unit}
          size="md"
          value={step.unit}
          data={units.map((unit) => ({ value: unit, label: t.form.units[unit] }))}
          onChange={(event) => onChange({ unit: event.currentTarget.value as TimeUnit })}
          data-testid="step-unit"
        />
      </div>
      <NativeSelect
        label={t.form.attempts}
        size="md"
        value={String(step.attempts)}
        data={Array.from({ length: mostAttempts }, (_, i) => ({ value: String(i + 1), label: t.form.times(i + 1) }))}
        onChange={(event) => onChange({ attempts: Number(event.currentTarget.value) })}
        data-testid="step-attempts"
      />
      {later.length === 0 && !isBackwards ? (
        <p className={classes.dim}>{t.form.last}</p>
      ) : (
        <NativeSelect
          label={t.form.orElse}
          size="md"
          value={step.orElse ?? ''}
          data={[
            { value: '', label: t.form.next },
            ...draft.flatMap(({ key, kind }, place) =>
              place > index || key === step.orElse
                ? [{ value: key, label: t.form.toStep(place + 1, words.steps[kind]) }]
                : [],
            ),
          ]}
          onChange={(event) => onChange({ orElse: event.currentTarget.value || undefined })}
          data-testid="step-or-else"
        />
      )}
      <ConditionFields when={step.when} onChange={(when) => onChange({ when })} />
      <Button variant="default" h={44} onClick={onClose} data-testid="close-step">
        {t.steps.close}
      </Button>
    </fieldset>
  );
}
