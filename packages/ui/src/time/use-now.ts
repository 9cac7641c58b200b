import { useEffect, useState } from 'react';
import { serverClock } from './server-clock.ts';

/** Server time, Unix ms, renewed every `everyMs` (1 s unless told; 0: only with each rendering). */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => serverClock.now());
  useEffect(() => {
    if (everyMs <= 0) return;
    setNow(serverClock.now());
    const timer = window.setInterval(() => setNow(serverClock.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return everyMs <= 0 ? serverClock.now() : now;
}
