import { Button, NativeSelect, Radio, TextInput } from '@mantine/core';
import { type ShiftsPage, siteZoneOffsetMinutes } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { useState } from 'react';
import { ApiFailure } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import { Dialog } from '../office/dialog.tsx';
import { clockOf, minuteOf } from '../plans/plan-sentences.ts';
import { rotaRoles } from './grid.tsx';
import classes from './shifts.module.css';
import type { Rota } from './use-rota.ts';
import { dayMs, dayStart, type PresetName, presets, shiftAt } from './week.ts';

/** What was pressed: a cell of the grid, a day of the list, or the button above. */
export interface Asked {
  user?: string;
  day?: number;
}
const presetNames = Object.keys(presets) as PresetName[];

/** A new shift: who, on which day, from when to when. */
export function ShiftForm({
  asked,
  page,
  rota,
  onClose,
}: {
  asked: Asked;
  page: ShiftsPage;
  rota: Rota;
  onClose: () => void;
}) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().shifts;
  const [user, setUser] = useState(asked.user ?? '');
  const today = dayStart(rota.now, siteZoneOffsetMinutes);
  const [day, setDay] = useState(asked.day ?? Math.max(rota.monday, today));
  const [preset, setPreset] = useState<PresetName | 'own'>('day');
  const [own, setOwn] = useState({ from: clockOf(presets.day.from), to: clockOf(presets.day.to) });
  const [wrong, setWrong] = useState<'user' | 'time' | undefined>();
  const [from, to] = [minuteOf(own.from), minuteOf(own.to)];
  const span = preset !== 'own' ? presets[preset] : from !== undefined && to !== undefined ? { from, to } : undefined;
  const days = Array.from({ length: 7 }, (_, i) => rota.monday + i * dayMs).filter((one) => one + dayMs > rota.now);
  const { error } = rota.add;
  const refused =
    error instanceof ApiFailure && Object.hasOwn(t.refusals, error.code)
      ? t.refusals[error.code as keyof typeof t.refusals]
      : undefined;
  const close = () => {
    rota.add.reset();
    onClose();
  };
  return (
    <Dialog title={t.add} opened close={close}>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (user === '') return setWrong('user');
          if (!span) return setWrong('time');
          rota.add.mutate({ user, ...shiftAt(day, span) }, { onSuccess: close });
        }}
      >
        <NativeSelect
          label={t.who}
          size="md"
          value={user}
          error={wrong === 'user' ? t.wrong.user : undefined}
          data={[
            { value: '', label: '' },
            ...rotaRoles.flatMap((role) => {
              const items = page.users
                .filter((one) => one.role === role)
                .map(({ id, name }) => ({ value: id, label: name }));
              return items.length > 0 ? [{ group: words.shell.roles[role], items }] : [];
            }),
          ]}
          onChange={(event) => {
            setUser(event.currentTarget.value);
            setWrong(undefined);
          }}
          data-testid="shift-user"
        />
        <NativeSelect
          label={t.day}
          size="md"
          value={String(day)}
          data={days.map((one) => ({ value: String(one), label: formats.day(one) }))}
          onChange={(event) => setDay(Number(event.currentTarget.value))}
          data-testid="shift-day"
        />
        <Radio.Group
          label={t.span}
          size="md"
          value={preset}
          onChange={(value) => setPreset(presetNames.find((one) => one === value) ?? 'own')}
        >
          <div className={classes.radios}>
            {presetNames.map((one) => (
              <Radio
                key={one}
                size="md"
                value={one}
                label={t.presetOf(t.presets[one], clockOf(presets[one].from), clockOf(presets[one].to))}
                data-testid={`preset-${one}`}
              />
            ))}
            <Radio size="md" value="own" label={t.own} data-testid="preset-own" />
          </div>
        </Radio.Group>
        {preset === 'own' ? (
          <div className={classes.pair}>
            {(['from', 'to'] as const).map((edge) => (
              <TextInput
                key={edge}
                type="time"
                size="md"
                label={t[edge]}
                value={own[edge]}
                error={wrong === 'time' && minuteOf(own[edge]) === undefined ? t.wrong.time : undefined}
                onChange={(event) => {
                  setOwn({ ...own, [edge]: event.currentTarget.value });
                  setWrong(undefined);
                }}
                data-testid={`shift-${edge}`}
              />
            ))}
          </div>
        ) : null}
        {span && span.to <= span.from ? <p className={classes.dim}>{t.nextDay}</p> : null}
        {refused ? (
          <p className={classes.refused} role="alert" data-testid="shift-refused">
            {refused}
          </p>
        ) : error ? (
          <Failed error={error} />
        ) : null}
        <Button type="submit" h={52} loading={rota.add.isPending} data-testid="shift-submit">
          {t.submit}
        </Button>
      </form>
    </Dialog>
  );
}
