import type { Me, Role } from '@munan/flow';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from '../connection/api.ts';
import { isUnreached } from '../connection/me.ts';
import { rememberLeaving } from '../desk/remembered.ts';
import { leaveNotices } from '../notices/leave-notices.ts';

export const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in. Only inside the frame, where somebody is. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is called where nobody is signed in');
  return me;
}

/** Where each role begins. */
export const homeOf = {
  operator: '/centre',
  nurse: '/visit',
  doctor: '/hospital',
  manager: '/office',
  family: '/family',
  person: '/own',
  // No program signs in at a screen.
  service: '/',
} as const satisfies Record<Role, string>;

/** Ends the session here and on the server; nothing of the person who was here stays in memory. */
export function useLogout(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await leaveNotices();
    try {
      await api.post('/api/logout');
    } catch (error) {
      // The session lives on there: it is ended before this device asks for anything else.
      if (isUnreached(error)) rememberLeaving();
    } finally {
      client.clear();
      window.location.assign('/');
    }
  };
}
