import { Alert, Button, Textarea } from '@mantine/core';
import { type BreakGlassGrant, breakGlassReasonLength } from '@munan/flow';
import { useFormats, useNow, useWords } from '@munan/ui';
import { IconLockOpen } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import classes from './break-glass.module.css';

/** Whether the server said that this person can be seen in an emergency only. */
export function needsBreakGlass(error: unknown): boolean {
  return error instanceof ApiFailure && ['break-glass-needed', 'consent'].includes(error.code);
}

/** As the server counts: letters and digits of any script. */
export function lettersIn(reason: string): number {
  return reason.normalize('NFC').match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** Asks for a person's data in an emergency. `person` may first have to be found. */
export function AskForm({
  person,
  opened,
}: {
  person: string | (() => Promise<string>);
  opened: (person: string) => void;
}) {
  const words = useWords().access.breakGlass;
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [short, setShort] = useState(false);
  const asking = useMutation({
    mutationFn: async () => {
      const id = typeof person === 'string' ? person : await person();
      await api.post<BreakGlassGrant>('/api/break-glass', { person: id, reason });
      return id;
    },
    onSuccess: (id) => {
      void client.invalidateQueries({ queryKey: ['board'] });
      opened(id);
    },
  });
  const isNotNeeded = asking.error instanceof ApiFailure && asking.error.code === 'not-needed';
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (lettersIn(reason) < breakGlassReasonLength) return setShort(true);
        asking.mutate();
      }}
    >
      <p>{words.explain}</p>
      <Textarea
        label={words.reason}
        description={words.reasonHint}
        size="md"
        rows={3}
        maxLength={500}
        value={reason}
        error={short ? words.reasonShort : undefined}
        data-testid="break-glass-reason"
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setShort(false);
        }}
      />
      {isNotNeeded ? <p role="alert">{words.notNeeded}</p> : null}
      {asking.error && !isNotNeeded ? <Failed error={asking.error} /> : null}
      <Button type="submit" h={52} color="red" loading={asking.isPending} data-testid="break-glass-submit">
        {words.submit}
      </Button>
    </form>
  );
}

/** Stands over the page of a person whose data is open by break-glass. */
export function Banner({ until, reason }: { until: number; reason: string }) {
  const words = useWords().access.breakGlass;
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <Alert
      color="red"
      variant="outline"
      role="status"
      icon={<IconLockOpen aria-hidden />}
      title={words.banner(formats.moment(until, now))}
      mb="md"
      data-testid="break-glass-banner"
    >
      {words.bannerReason(reason)}
    </Alert>
  );
}
