import { Button, Switch } from '@mantine/core';
import type { RulesPage } from '@munan/flow';
import { useWatchWords } from '@munan/ui';
import { IconChevronDown, IconRestore } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { RuleNumber } from './rule-number.tsx';
import classes from './rules.module.css';
import { budgetLimits, type Draft, firstBudgetPerDay, getRule, groups, ruleFields, type Wrong } from './rules-draft.ts';

interface Editing {
  page: RulesPage;
  draft: Draft;
  wrong: Wrong[];
  changed: string[];
  disabled: boolean;
  onChange: (draft: Draft) => void;
}

/** How many calls a day the desk can work. */
export function BudgetPart({ page, draft, wrong, changed, disabled, onChange }: Editing) {
  const t = useWatchWords().rules;
  const inForce = page.rules.budget.callsPerDay;
  return (
    <section aria-labelledby="budget-title" className={classes.panel}>
      <h2 id="budget-title">{t.budget.title}</h2>
      <Switch
        size="md"
        className={classes.switch ?? ''}
        label={t.budget.none}
        checked={draft.calls === undefined}
        disabled={disabled}
        onChange={(event) =>
          onChange({
            ...draft,
            calls: event.currentTarget.checked ? undefined : String(inForce ?? firstBudgetPerDay),
          })
        }
        data-testid="no-budget"
      />
      {draft.calls === undefined ? null : (
        <div className={classes.numbers}>
          <RuleNumber
            path="budget"
            label={t.budget.label}
            unit={t.fields.units.calls}
            value={draft.calls}
            isChanged={changed.includes('budget')}
            differs={false}
            wrong={wrong.find(({ path }) => path === 'budget')}
            limits={budgetLimits}
            disabled={disabled}
            onChange={(calls) => onChange({ ...draft, calls })}
          />
        </div>
      )}
      <p className={classes.dim}>{t.budget.hint}</p>
    </section>
  );
}

/** From when the watch speaks: every limit, and which detectors are silent. */
export function FieldsPart({ page, draft, wrong, changed, disabled, onChange }: Editing) {
  const words = useWatchWords();
  const t = words.rules.fields;
  const detectors = words.watch.detectors;
  // Sent here for one of them, as by what the calls were worth.
  const wanted = useLocation({ select: ({ hash }) => hash });
  useEffect(() => {
    if (wanted !== '') document.getElementById(wanted)?.scrollIntoView({ block: 'center' });
  }, [wanted]);
  return (
    // Whoever may only read them has come for something else.
    <details className={classes.panel} open={!disabled || wanted !== ''} data-testid="rule-fields">
      <summary className={classes.summary}>
        <h2>{t.title}</h2>
        <IconChevronDown size={20} aria-hidden />
      </summary>
      {groups.map((group) => (
        <fieldset key={group} id={`rule-${group}`} className={classes.group} data-wanted={wanted === `rule-${group}`}>
          <legend>{t.groups[group]}</legend>
          <div className={classes.numbers}>
            {ruleFields
              .filter((field) => field.group === group)
              .map((field) => {
                const byDefault = getRule(page.defaults, field);
                return (
                  <RuleNumber
                    key={field.path}
                    path={field.path}
                    label={t.names[field.path] ?? field.path}
                    unit={t.units[field.unit]}
                    value={draft.values[field.path] ?? ''}
                    byDefault={String(byDefault)}
                    isChanged={changed.includes(field.path)}
                    differs={Number(draft.values[field.path]) !== byDefault}
                    wrong={wrong.find(({ path }) => path === field.path)}
                    limits={field}
                    disabled={disabled}
                    onChange={(value) => onChange({ ...draft, values: { ...draft.values, [field.path]: value } })}
                  />
                );
              })}
          </div>
        </fieldset>
      ))}
      <fieldset id="rule-off" className={classes.group} data-wanted={wanted === 'rule-off'}>
        <legend>{t.off}</legend>
        <p className={classes.dim}>{page.switchable.length > 0 ? t.offHint : t.offNone}</p>
        <div className={classes.switches}>
          {page.switchable.map((name) => (
            <Switch
              key={name}
              size="md"
              className={classes.switch ?? ''}
              label={
                <>
                  {detectors[name] ?? name}
                  {changed.includes(`off.${name}`) ? <span className={classes.changed}>{t.changed}</span> : null}
                </>
              }
              checked={!draft.off.includes(name)}
              disabled={disabled}
              onChange={(event) =>
                onChange({
                  ...draft,
                  off: event.currentTarget.checked
                    ? draft.off.filter((one) => one !== name)
                    : [...draft.off, name].sort(),
                })
              }
              data-testid={`detector-${name}`}
            />
          ))}
        </div>
      </fieldset>
      {disabled ? null : (
        <Button
          variant="default"
          h={44}
          leftSection={<IconRestore size={18} aria-hidden />}
          onClick={() =>
            onChange({
              ...draft,
              values: Object.fromEntries(
                ruleFields.map((field) => [field.path, String(getRule(page.defaults, field))]),
              ),
              off: [...page.defaults.off].sort(),
            })
          }
        >
          {t.defaults}
        </Button>
      )}
    </details>
  );
}
