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

export interface AlertActs {
  acknowledge: () => void;
  take: () => void;
  call: () => void;
  note: () => void;
  close: () => void;
  escalate: () => void;
  sheet: () => void;
  /** 0, 1, 2: the results from above. */
  result: (index: number) => void;
}

/** The letter of each act, and the one on the same key of a Korean keyboard. */
export const actKeys = {
  acknowledge: ['a', 'ㅁ'],
  take: ['t', 'ㅅ'],
  call: ['c', 'ㅊ'],
  note: ['n', 'ㅜ'],
  close: ['o', 'ㅐ'],
  escalate: ['e', 'ㄷ'],
  sheet: ['s', 'ㄴ'],
} as const satisfies Record<Exclude<keyof AlertActs, 'result'>, readonly [string, string]>;
const acts = Object.entries(actKeys) as [keyof typeof actKeys, readonly string[]][];

/** The letters and 1, 2, 3 on the open alert. */
export function useAlertKeys(active: boolean, act: AlertActs): void {
  usePageKeys((key) => {
    if (!active) return false;
    const named = acts.find(([, keys]) => keys.includes(key))?.[0];
    if (named) act[named]();
    else if (key === '1' || key === '2' || key === '3') act.result(Number(key) - 1);
    else return false;
    return true;
  });
}
