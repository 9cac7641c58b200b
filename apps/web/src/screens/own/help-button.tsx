import { Button } from '@mantine/core';
import type { OwnPage } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { IconHeartHandshake } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import classes from './own.module.css';

/** Calls the centre. The second press is the real one: a hand that rests on the glass calls nobody. */
export function HelpButton({ isHelped }: { isHelped: boolean }) {
  const t = useCentreWords().own.help;
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const calling = useMutation({
    mutationFn: () => api.post<OwnPage>('/api/own/help'),
    onSuccess(page) {
      client.setQueryData(queries.own().queryKey, page);
      setAsked(false);
    },
  });
  return (
    <div>
      {isAsked ? (
        <>
          <Button
            className={classes.help ?? ''}
            color="red"
            loading={calling.isPending}
            data-testid="own-help-sure"
            onClick={() => calling.mutate()}
          >
            {t.sure}
          </Button>
          <Button className={classes.change ?? ''} variant="default" onClick={() => setAsked(false)}>
            {t.cancel}
          </Button>
        </>
      ) : (
        <Button
          className={classes.help ?? ''}
          color="red"
          leftSection={<IconHeartHandshake aria-hidden size={40} />}
          data-testid="own-help"
          onClick={() => setAsked(true)}
        >
          {t.ask}
        </Button>
      )}
      <p role="status" className={classes.sent} data-testid="own-help-said">
        {calling.isError ? t.failed : calling.isSuccess && isHelped ? t.sent : ''}
      </p>
    </div>
  );
}
