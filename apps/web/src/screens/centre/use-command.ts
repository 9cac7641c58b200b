import type { AlertChange, AlertCommand, AlertPage } from '@munan/flow';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { applyEvent } from '../../connection/live-events.ts';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { isNoMatter, newChanges } from './changes.ts';

type NoVersion<T> = T extends unknown ? Omit<T, 'version'> : never;
/** A command without the version: that of the page the person looked at is added. */
export type Command = NoVersion<AlertCommand>;
export type NamedChange = AlertChange & { byName: string };

function isOutOfDate(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 409;
}

/**
 * Sends commands about one alert. When the alert changed meanwhile (409) nothing was done: `changed` then holds what
 * happened, until `seen()`.
 */
export function useCommand(page: AlertPage) {
  const client = useQueryClient();
  const { id: me } = useMe();
  const [changed, setChanged] = useState<NamedChange[] | undefined>();
  const id = page.alert.id;
  const mutation = useMutation({
    mutationFn: async (command: Command) => {
      const send = (one: Command, version: number) =>
        api.post<AlertPage>(`/api/alerts/${encodeURIComponent(id)}/commands`, { ...one, version });
      const answer = await send(command, page.alert.version).catch(async (error: unknown) => {
        if (!isOutOfDate(error)) throw error;
        const fresh = await client.fetchQuery({ ...queries.alert(id), staleTime: 0 });
        if (!isNoMatter(page, fresh, me)) throw error;
        return send(command, fresh.alert.version);
      });
      // Who takes an alert, or phones for it, has seen it: it need not go on sounding.
      const hasSeen = command.command === 'take' || command.command === 'begin-call';
      return hasSeen && answer.alert.status === 'open' && !answer.alert.acknowledged
        ? // What was asked for is done; that it goes on sounding is seen, and heard.
          send({ command: 'acknowledge' }, answer.alert.version).catch(() => answer)
        : answer;
    },
    // As she saw it when she pressed: by the time of an answer this page may be drawn anew.
    onMutate: () => page,
    onSuccess: (answer) => {
      setChanged(undefined);
      client.setQueryData(queries.alert(id).queryKey, answer);
      applyEvent(client, { type: 'alert', data: answer.alert });
    },
    onError: async (error, _, seen = page) => {
      if (!isOutOfDate(error)) return;
      const fresh = await client.fetchQuery({ ...queries.alert(id), staleTime: 0 });
      setChanged(newChanges(seen, fresh));
      applyEvent(client, { type: 'alert', data: fresh.alert });
    },
  });
  return {
    send: mutation.mutate,
    take: () => mutation.mutate({ command: 'take' }),
    pending: mutation.isPending,
    /** What failed, other than being out of date. */
    error: isOutOfDate(mutation.error) ? undefined : (mutation.error ?? undefined),
    changed,
    seen: () => {
      setChanged(undefined);
      mutation.reset();
    },
  };
}
export type CommandSender = ReturnType<typeof useCommand>;
