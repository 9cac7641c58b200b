import { serverClock } from '@munan/ui';
import { useEffect, useState } from 'react';
import { api } from '../../connection/api.ts';
import { useMe } from '../../shell/session.tsx';
import { Presence } from './presence.ts';

/** A click without a pointer is one of a voice or a switch. */
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'click'] as const;

/** Of this page, whatever of the centre is looked at: who reads the hand-over was not away. */
let presence: Presence | undefined;

/** How long ago she last moved before this page, ms. */
export function movedAgoMs(): number {
  return presence ? Date.now() - presence.lastActive : 0;
}

/**
 * Tells the server that she is here when she does something, and never when only the page is open. Answers since when she
 * was away, once she is back, until it is dismissed.
 */
export function usePresence(): { awaySince: number | undefined; seen: () => void } {
  const [awaySince, setAwaySince] = useState<number | undefined>();
  const isOperator = useMe().role === 'operator';
  useEffect(() => {
    // Who only looks in does not keep the desk awake.
    if (!isOperator) return;
    presence ??= new Presence(Date.now());
    const here = presence;
    const act = () => {
      const now = Date.now();
      const { tell, awaySince: since } = here.active(now);
      // A server that does not hear it says so by the line; nobody is asked to press again for it.
      if (tell) api.post('/api/desk/active').catch(() => {});
      // Away twice before she looked: from the first time on.
      if (since !== undefined) setAwaySince((known) => known ?? serverClock.now() - (now - since));
    };
    const look = () => (document.visibilityState === 'hidden' ? here.hidden(Date.now()) : act());
    for (const sign of signs) window.addEventListener(sign, act, { passive: true });
    window.addEventListener('scroll', act, { passive: true, capture: true });
    document.addEventListener('visibilitychange', look);
    // Who opens the page does something.
    act();
    return () => {
      for (const sign of signs) window.removeEventListener(sign, act);
      window.removeEventListener('scroll', act, { capture: true });
      document.removeEventListener('visibilitychange', look);
    };
  }, [isOperator]);
  return { awaySince, seen: () => setAwaySince(undefined) };
}
