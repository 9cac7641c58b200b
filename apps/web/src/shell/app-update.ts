import { useSyncExternalStore } from 'react';

/**
 * A new version of the app. Its worker waits beside the one in use: it must not take over under an entry that is being
 * typed, nor take away the chunks that the page in use may still ask for. It is taken by a tap; by a nurse's page also
 * by itself, when no page of this browser has an entry open and nobody looks. (An operator's page is never loaded
 * again by itself: a browser lets a page sound an alarm only after a press on it.)
 */
const busyLock = 'munan-entry-open';
const lookEveryMs = 30 * 60_000;

let waiting: ServiceWorker | undefined;
let asked = false;
const listeners = new Set<() => void>();

function found(worker: ServiceWorker | null): void {
  // Without a worker in use this is the first visit: nothing is updated.
  if (!worker || !navigator.serviceWorker.controller) return;
  waiting = worker;
  for (const listener of listeners) listener();
}

/** Registers the worker and watches for the next one. */
export async function watchForUpdates(): Promise<void> {
  let registration: ServiceWorkerRegistration;
  try {
    registration = await navigator.serviceWorker.register('/sw.js');
  } catch {
    return; // private windows: everything works but opening without a network
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Another page of this browser may have asked for it while an entry is open here: then the old page goes on, and
    // what it cannot load any more makes it load again (see `reloadOnce`).
    if (asked) window.location.reload();
  });
  found(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') found(worker);
    });
  });
  window.setInterval(() => void registration.update().catch(() => undefined), lookEveryMs);
}

export function useUpdateReady(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== undefined,
  );
}

/** Takes the new version now: this page is loaded again with it. */
export function takeUpdate(): void {
  asked = true;
  waiting?.postMessage({ type: 'SKIP_WAITING' });
}

/** Whether any page of this browser has an entry open; without locks nobody can tell, and it counts as open. */
export async function isEntryOpen(): Promise<boolean> {
  if (!navigator.locks) return true;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === busyLock);
}

/** Says to all pages of this browser that an entry is open here; answers how to end it. */
export function holdUpdates(): () => void {
  if (!navigator.locks) return () => {};
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  const stop = new AbortController();
  navigator.locks.request(busyLock, { mode: 'shared', signal: stop.signal }, () => given).catch(() => undefined);
  return () => {
    stop.abort();
    give();
  };
}

const reloadedKey = 'munan-reloaded';
const reloadAgainMs = 60_000;

/** A piece of this version cannot be fetched any more: the page is loaded again, once, and takes the version there is. */
export function reloadOnce(): boolean {
  try {
    const last = Number(window.sessionStorage.getItem(reloadedKey) ?? 0);
    if (Date.now() - last < reloadAgainMs) return false;
    window.sessionStorage.setItem(reloadedKey, String(Date.now()));
  } catch {
    return false;
  }
  window.location.reload();
  return true;
}
