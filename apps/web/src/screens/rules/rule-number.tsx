import { TextInput } from '@mantine/core';
import { useWatchWords } from '@munan/ui';
import classes from './rules.module.css';
import type { Wrong } from './rules-draft.ts';

/** One number of the rules: its unit, its default, and a mark where it is another than what is in force. */
export function RuleNumber({
  path,
  label,
  unit,
  value,
  byDefault,
  isChanged,
  differs,
  wrong,
  limits,
  disabled,
  onChange,
}: {
  path: string;
  label: string;
  unit: string;
  value: string;
  /** As text; without it there is none. */
  byDefault?: string;
  /** Another than what is in force. */
  isChanged: boolean;
  /** Another than the default. */
  differs: boolean;
  wrong: Wrong | undefined;
  limits: { least: number; most: number };
  disabled: boolean;
  onChange: (value: string) => void;
}) {
  const t = useWatchWords().rules.fields;
  const error =
    wrong?.kind === 'range'
      ? t.wrong.range(String(limits.least), String(limits.most))
      : wrong
        ? t.wrong[wrong.kind]
        : undefined;
  return (
    <TextInput
      className={classes.number ?? ''}
      data-changed={isChanged || undefined}
      label={
        <>
          {label}
          {isChanged ? <span className={classes.changed}>{t.changed}</span> : null}
        </>
      }
      description={
        byDefault === undefined ? undefined : `${t.byDefault(byDefault)}${differs ? ` · ${t.fromDefault}` : ''}`
      }
      inputMode="decimal"
      size="md"
      value={value}
      error={error}
      disabled={disabled}
      rightSection={<span className={classes.unit}>{unit}</span>}
      rightSectionWidth={64}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid={`rule-${path}`}
    />
  );
}
