import { Button, NumberInput, TextInput } from '@mantine/core';
import type { Drill, NewDrill } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { Failed } from '../../shell/waiting.tsx';
import classes from './drills.module.css';

const most = { alerts: 50, minutes: 120 };

/** What a drill is made of; begun by the manager. */
export function BeginPart({ isRunning }: { isRunning: boolean }) {
  const t = useCentreWords().drill.begin;
  const client = useQueryClient();
  const [name, setName] = useState(t.nameDefault);
  const [alerts, setAlerts] = useState<number | string>(10);
  const [minutes, setMinutes] = useState<number | string>(30);
  const begin = useMutation({
    mutationFn: (wanted: NewDrill) => api.post<Drill>('/api/drills', wanted),
    onSettled: () => client.invalidateQueries({ queryKey: queries.drills().queryKey }),
  });
  const isWhole = (value: number | string, to: number) => Number.isInteger(value) && +value >= 1 && +value <= to;
  const isRight = name.trim() !== '' && isWhole(alerts, most.alerts) && isWhole(minutes, most.minutes);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isRight && !isRunning) begin.mutate({ name: name.trim(), alerts: +alerts, minutes: +minutes });
  };
  return (
    <section className={classes.panel} aria-labelledby="begin-title">
      <h2 id="begin-title">{t.title}</h2>
      <form className={classes.form} onSubmit={send}>
        <TextInput
          className={classes.name ?? ''}
          label={t.name}
          value={name}
          maxLength={100}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NumberInput
          label={t.alerts}
          value={alerts}
          min={1}
          max={most.alerts}
          allowDecimal={false}
          required
          onChange={setAlerts}
        />
        <NumberInput
          label={t.minutes}
          value={minutes}
          min={1}
          max={most.minutes}
          allowDecimal={false}
          required
          onChange={setMinutes}
        />
        <Button
          type="submit"
          h={44}
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          disabled={!isRight || isRunning}
          loading={begin.isPending}
          data-testid="begin-drill"
        >
          {t.start}
        </Button>
      </form>
      <p className={classes.dim}>{isRunning ? t.running : t.warning}</p>
      {begin.error && !(begin.error instanceof ApiFailure && begin.error.code === 'drill-running') ? (
        <Failed error={begin.error} />
      ) : null}
    </section>
  );
}
