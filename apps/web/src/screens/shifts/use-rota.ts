import { type NewShift, type Shift, siteZoneOffsetMinutes, type UserReach, type UserReachBody } from '@munan/flow';
import { useNow } from '@munan/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { dayMs, weekLater, weekStart } from './week.ts';

const healMs = 60_000;
const weekMs = 7 * dayMs;

/** What was done last, and how it is undone. */
export type Done = { what: 'added' | 'removed'; shift: Shift } | { what: 'copied'; count: number; left: number };

/** A week of the rota, and what a manager does with it. */
export function useRota() {
  const client = useQueryClient();
  const now = useNow(60_000);
  const present = weekStart(now, siteZoneOffsetMinutes);
  const [ahead, setAhead] = useState(0);
  const monday = present + ahead * weekMs;
  const query = useQuery({ ...queries.shifts(monday, monday + weekMs), refetchInterval: healMs });
  const [done, setDone] = useState<Done | undefined>();
  const again = () => client.invalidateQueries({ queryKey: ['shifts'] });

  const add = useMutation({
    mutationFn: (given: NewShift) => api.post<Shift>('/api/shifts', given),
    onSuccess: async (shift) => {
      setDone({ what: 'added', shift });
      await again();
    },
  });
  const remove = useMutation({
    mutationFn: async (shift: Shift) => {
      await api.delete(`/api/shifts/${encodeURIComponent(shift.id)}`);
      return shift;
    },
    onSuccess: async (shift) => {
      setDone({ what: 'removed', shift });
      await again();
    },
  });
  const copy = useMutation({
    async mutationFn() {
      const { shifts } = await client.fetchQuery({ ...queries.shifts(monday - weekMs, monday), staleTime: 0 });
      let [count, left] = [0, 0];
      // One after another: that one overlaps with another is the server's to say.
      for (const given of weekLater(shifts, monday - weekMs, now))
        await api.post('/api/shifts', given).then(
          () => count++,
          () => left++,
        );
      return { count, left };
    },
    onSuccess: (result) => setDone({ what: 'copied', ...result }),
    onSettled: again,
  });
  const reach = useMutation({
    mutationFn: ({ user, body }: { user: string; body: UserReachBody }) =>
      api.put<UserReach>(`/api/shifts/users/${encodeURIComponent(user)}/reach`, body),
    onSuccess: again,
  });
  const undo = () => {
    if (done?.what === 'added') remove.mutate(done.shift);
    if (done?.what === 'removed') {
      const { user, from, to } = done.shift;
      add.mutate({ user: user.id, from, to });
    }
  };
  return {
    query,
    now,
    monday,
    isPresent: ahead === 0,
    go: (weeks: number) => {
      setAhead(weeks === 0 ? 0 : ahead + weeks);
      setDone(undefined);
    },
    done,
    undo,
    add,
    remove,
    copy,
    reach,
  };
}
export type Rota = ReturnType<typeof useRota>;
