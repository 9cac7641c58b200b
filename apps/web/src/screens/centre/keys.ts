import { useEffect, useRef } from 'react';

const storageKey = 'munan-shortcuts';

/** Single-key shortcuts can be switched off (WCAG 2.2, 2.1.4). */
export function shortcutsEnabled(): boolean {
  return window.localStorage.getItem(storageKey) !== 'off';
}
export function enableShortcuts(enabled: boolean): void {
  window.localStorage.setItem(storageKey, enabled ? 'on' : 'off');
}

/** Whether a key press is meant for the page and not for a field, a menu or an open window. */
function forPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (target?.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]')) return false;
  return document.querySelector('[role="dialog"]') === null;
}

/** Calls `onKey` with each key pressed for the page; the key is used up when it answers true. */
export function usePageKeys(onKey: (key: string) => boolean): void {
  const current = useRef(onKey);
  current.current = onKey;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (forPage(event) && shortcutsEnabled() && current.current(event.key)) event.preventDefault();
    };
    // Before anything else hears it: an Escape that closes a window must not, once the window is gone, leave the page too.
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}

/** a, t, 1, 2, 3 on the open alert. */
export function useAlertKeys(
  active: boolean,
  act: { acknowledge: () => void; take: () => void; result: (index: number) => void },
): void {
  usePageKeys((key) => {
    if (!active) return false;
    if (key === 'a' || key === 'ㅁ') act.acknowledge();
    else if (key === 't' || key === 'ㅅ') act.take();
    else if (key === '1' || key === '2' || key === '3') act.result(Number(key) - 1);
    else return false;
    return true;
  });
}
