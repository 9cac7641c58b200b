import type { DeskChannel, DeskClock, DeskLocks, DeskNetwork, DeskServer } from '@munan/sync';
import { serverClock } from '@munan/ui';

/** A page that answers in place of the server (a hotel's Wi-Fi) is no answer, whatever it says. */
export const browserServer: DeskServer = {
  async post(path, body) {
    const response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      said = undefined;
    }
    const now = (said as { now?: unknown } | undefined)?.now;
    if (response.ok && typeof now === 'number') serverClock.hear(now);
    return { status: response.status, body: said };
  },
};

export const browserClock: DeskClock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  // On Linux, Android and macOS it counts no sleep [Chromium bug 1206450].
  sleeps: true,
  after(ms, then) {
    const timer = window.setTimeout(then, ms);
    return () => window.clearTimeout(timer);
  },
};

export const browserNetwork: DeskNetwork = {
  isOnline: () => navigator.onLine,
  onHope(then) {
    const seen = () => {
      if (document.visibilityState === 'visible') then();
    };
    window.addEventListener('online', then);
    window.addEventListener('offline', then);
    document.addEventListener('visibilitychange', seen);
    return () => {
      window.removeEventListener('online', then);
      window.removeEventListener('offline', then);
      document.removeEventListener('visibilitychange', seen);
    };
  },
};

export const browserLocks: DeskLocks = {
  hold(name, held) {
    let give = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const waiting = new AbortController();
    navigator.locks
      .request(name, { signal: waiting.signal }, () => {
        held();
        return given;
      })
      // Given up while it was waited for.
      .catch(() => undefined);
    return () => {
      waiting.abort();
      give();
    };
  },
};

/** @returns the channel, and how to close it */
export function browserChannel(name: string): DeskChannel & { close(): void } {
  const channel = new BroadcastChannel(name);
  return {
    say: (what) => channel.postMessage(what),
    listen(heard) {
      const listener = (event: MessageEvent<unknown>) => heard(event.data);
      channel.addEventListener('message', listener);
      return () => channel.removeEventListener('message', listener);
    },
    close: () => channel.close(),
  };
}

/** What the manager reads in her list: `Android · Chrome`. */
export function deviceName(agent: string = navigator.userAgent): string {
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /CrOS/.test(agent)
            ? 'ChromeOS'
            : 'Linux';
  const browser = /SamsungBrowser/.test(agent)
    ? 'Samsung Internet'
    : /Edg\//.test(agent)
      ? 'Edge'
      : /Firefox/.test(agent)
        ? 'Firefox'
        : /Chrome/.test(agent)
          ? 'Chrome'
          : /Safari/.test(agent)
            ? 'Safari'
            : 'Web';
  return `${system} · ${browser}`;
}
