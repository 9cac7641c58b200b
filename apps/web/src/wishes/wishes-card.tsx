import { Button } from '@mantine/core';
import type { Wishes, WishesChange, WishesPage } from '@munan/flow';
import { useCentreWords, useLanguage, useNow, Window } from '@munan/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../connection/api.ts';
import { queries } from '../connection/queries.ts';
import { useMe } from '../shell/session.tsx';
import { Failed } from '../shell/waiting.tsx';
import classes from './wishes.module.css';
import { WishesForm } from './wishes-form.tsx';
import { wishesSentences } from './wishes-sentences.ts';

const writers: ReadonlySet<string> = new Set(['operator', 'nurse', 'manager']);

/** On her page: what she wishes, and who wrote it down; changed by those who look after her. */
export function WishesCard({ person }: { person: string }) {
  const t = useCentreWords().wishes;
  const { words, formats } = useLanguage();
  const now = useNow(60_000);
  const me = useMe();
  const query = useQuery(queries.wishes(person));
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const saving = useMutation({
    mutationFn: (wishes: Wishes) =>
      api.put<WishesPage>(`/api/people/${encodeURIComponent(person)}/wishes`, {
        wishes,
        changedAt: query.data?.changedAt ?? null,
      } satisfies WishesChange),
    onSuccess(page) {
      client.setQueryData(queries.wishes(person).queryKey, page);
      setOpen(false);
    },
    onError: () => void query.refetch(),
  });
  const page = query.data;
  // A card among others: it comes when it is there, and pushes nothing about meanwhile.
  if (!page) return query.error ? <Failed error={query.error} retry={() => void query.refetch()} /> : null;
  const { wishes, changedAt, changedBy } = page;
  const said = wishesSentences(wishes, t, now, formats.day);
  return (
    <section className={classes.card} aria-labelledby="wishes-title" data-testid="wishes">
      <h2 id="wishes-title">
        {t.title}
        {writers.has(me.role) ? (
          <Button variant="default" mih={44} onClick={() => setOpen(true)} data-testid="wishes-edit">
            {t.edit}
          </Button>
        ) : null}
      </h2>
      {said.length === 0 ? <p className={classes.dim}>{t.none}</p> : <Said said={said} />}
      {changedAt === undefined ? null : (
        <p className={classes.dim}>{t.changed(changedBy ?? '', formats.moment(changedAt, now))}</p>
      )}
      {open ? (
        <Window title={t.title} onClose={() => setOpen(false)}>
          <WishesForm
            wishes={wishes}
            busy={saving.isPending}
            error={saving.error}
            onSave={(given) => saving.mutate(given)}
            onCancel={{ label: words.shell.actions.cancel, run: () => setOpen(false) }}
          />
        </Window>
      ) : null}
    </section>
  );
}

export function Said({ said }: { said: string[] }) {
  return (
    <ul className={classes.says}>
      {said.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}
