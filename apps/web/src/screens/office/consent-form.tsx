import { Button, Checkbox, TextInput } from '@mantine/core';
import { type ConsentRow, type FamilyPart, familyParts, siteZoneOffsetMinutes } from '@munan/flow';
import { useWords } from '@munan/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import classes from './office.module.css';

const zoneMs = siteZoneOffsetMinutes * 60_000;
const dayOf = (t: number): string => new Date(t + zoneMs).toISOString().slice(0, 10);

/** Records who agreed, when, and to what; with nothing ticked it withdraws. */
export function ConsentForm({ row, now, done }: { row: ConsentRow; now: number; done: () => void }) {
  const words = useWords().access.consents;
  const client = useQueryClient();
  const [parts, setParts] = useState<FamilyPart[]>(row.parts);
  const [by, setBy] = useState(row.person.name);
  const [on, setOn] = useState(dayOf(now));
  const [tried, setTried] = useState(false);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(on) && on <= dayOf(now);
  const sending = useMutation({
    mutationFn: () => {
      // The day as it was there; today is now, so that it never lies ahead.
      const agreedAt = on === dayOf(now) ? now : Date.parse(`${on}T12:00:00Z`) - zoneMs;
      return api.post('/api/manage/consents', {
        ...{ person: row.person.id, family: row.family.id, parts, agreedAt },
        agreedBy: by.trim(),
      });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['consents'] });
      done();
    },
  });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (by.trim() === '' || !isDay) return setTried(true);
        sending.mutate();
      }}
    >
      <fieldset className={classes.group}>
        <legend>{words.what}</legend>
        <p className={classes.quiet}>{words.whatHint}</p>
        {familyParts.map((part) => (
          <Checkbox
            key={part}
            size="md"
            my="xs"
            label={words.parts[part]}
            checked={parts.includes(part)}
            data-testid={`consent-${part}`}
            onChange={({ currentTarget: { checked } }) =>
              setParts(familyParts.filter((one) => (one === part ? checked : parts.includes(one))))
            }
          />
        ))}
      </fieldset>
      <TextInput
        label={words.by}
        description={words.byHint}
        size="md"
        maxLength={100}
        autoComplete="off"
        value={by}
        error={tried && by.trim() === '' ? words.byNeeded : undefined}
        data-testid="consent-by"
        onChange={(event) => setBy(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={words.on}
        size="md"
        max={dayOf(now)}
        value={on}
        error={tried && !isDay ? words.onNeeded : undefined}
        data-testid="consent-on"
        onChange={(event) => setOn(event.currentTarget.value)}
      />
      {sending.error ? <Failed error={sending.error} /> : null}
      <Button type="submit" h={52} loading={sending.isPending} data-testid="consent-submit">
        {parts.length > 0 ? words.submit : words.withdraw}
      </Button>
    </form>
  );
}
