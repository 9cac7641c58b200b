import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { holdUpdates, isEntryOpen, takeUpdate, useUpdateReady } from '../shell/app-update.ts';
import { useFindDesk } from './use-desk.ts';

/** A page that was opened just now has nothing on it to be lost. */
const justOpenedMs = 5_000;
const isEntry = (path: string): boolean => path.startsWith('/visit/') && path !== '/visit/needs-you';

/** A nurse's page takes a new version by itself: when nobody looks, and no page of this browser has an entry open. */
export function TakeUpdates() {
  const desk = useFindDesk();
  const ready = useUpdateReady();
  const inEntry = useLocation({ select: ({ pathname }) => isEntry(pathname) });
  useEffect(() => (inEntry ? holdUpdates() : undefined), [inEntry]);
  useEffect(() => {
    if (!ready || !desk || inEntry) return;
    const take = async () => {
      const unseen = document.visibilityState === 'hidden' || performance.now() < justOpenedMs;
      if (!unseen || (await isEntryOpen())) return;
      await desk.settled();
      takeUpdate();
    };
    void take();
    const seen = () => void take();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [ready, desk, inEntry]);
  return null;
}
