import type { Conflict } from '@munan/flow';
import { ConflictCard, useWords } from '@munan/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { Failed } from '../../shell/waiting.tsx';
import classes from './screen.module.css';

type Choice = 'kept' | 'other' | 'both';

/**
 * What two people wrote differently, to be decided in one tap; and what others have decided about something that whoever
 * looks had written. Of one person where `person` is given; nothing at all where there is nothing to do.
 */
export function Conflicts({ person }: { person?: string }) {
  const words = useWords().hospital;
  const me = useMe();
  const client = useQueryClient();
  const query = useQuery(queries.conflicts());
  const changed = () => {
    void client.invalidateQueries({ queryKey: ['conflicts'] });
    void client.invalidateQueries({ queryKey: ['person'] });
    void client.invalidateQueries({ queryKey: ['facts'] });
    void client.invalidateQueries({ queryKey: ['visit'] });
  };
  const path = (conflict: Conflict) => `/api/conflicts/${encodeURIComponent(conflict.id)}`;
  const decide = useMutation({
    mutationFn: ({ conflict, choice }: { conflict: Conflict; choice: Choice }) =>
      api.post<Conflict>(`${path(conflict)}/decide`, { choice }),
    onSettled: changed,
  });
  const read = useMutation({
    mutationFn: (conflict: Conflict) => api.post(`${path(conflict)}/read`),
    onSettled: changed,
  });
  const all = (query.data?.conflicts ?? []).filter(({ patient }) => person === undefined || patient === person);
  const open = all.filter(({ status }) => status === 'open');
  const decided = all.filter(({ status, unread }) => status === 'decided' && unread.includes(me.id));
  const failure = decide.error ?? read.error;
  if (open.length + decided.length === 0 && !failure) return null;
  return (
    <section aria-labelledby="conflicts-title" className={classes.conflicts} data-testid="conflicts">
      <h2 id="conflicts-title" className={classes.group}>
        {open.length > 0 ? words.conflicts(open.length) : words.decidedForYou(decided.length)}
      </h2>
      {failure ? <Failed error={failure} /> : null}
      <div className={classes.cards}>
        {open.map((conflict) => (
          <ConflictCard
            key={conflict.id}
            conflict={conflict}
            me={me.id}
            busy={decide.isPending}
            decide={(choice) => decide.mutate({ conflict, choice })}
          />
        ))}
        {decided.map((conflict) => (
          <ConflictCard key={conflict.id} conflict={conflict} me={me.id} read={() => read.mutate(conflict)} />
        ))}
      </div>
    </section>
  );
}
