import { type Me, siteZoneOffsetMinutes } from '@munan/flow';
import { type Desk, DeskCannotOpen, indexedStorage, type NoDesk, openDesk, webSealer } from '@munan/sync';
import {
  browserChannel,
  browserClock,
  browserLocks,
  browserNetwork,
  browserServer,
  deviceName,
} from './browser-drivers.ts';

/** Why there is no desk. `insecure`: plain HTTP, where browsers give no cryptography. `storage`: no database. */
export interface DeskProblem {
  why: NoDesk | 'insecure' | 'storage' | 'other';
  detail: string;
}
export type OpenedDesk = { desk: Desk; close: () => void } | { problem: DeskProblem };

/** Opens the desk of this nurse with what the browser has. Never throws. */
export async function openBrowserDesk({ id, name }: Me): Promise<OpenedDesk> {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return { problem: { why: 'insecure', detail: '' } };
  // Asks the browser not to clear this device's entries when space is short; a no is no reason to stop.
  void navigator.storage?.persist?.().catch(() => false);
  let storage: Awaited<ReturnType<typeof indexedStorage>>;
  try {
    // Another window has a newer version of the app: this one takes it, too.
    storage = await indexedStorage({ superseded: () => window.location.reload() });
  } catch (error) {
    return { problem: { why: 'storage', detail: String(error) } };
  }
  const channel = browserChannel('munan-desk');
  try {
    const desk = await openDesk({
      user: { id, name },
      deviceName: deviceName(),
      storage,
      sealer: webSealer(globalThis.crypto),
      server: browserServer,
      clock: browserClock,
      network: browserNetwork,
      locks: browserLocks,
      channel,
      random: Math.random,
      uuid: () => crypto.randomUUID(),
      dayOf: (at) => new Date(at + siteZoneOffsetMinutes * 60_000).toISOString().slice(0, 10),
    });
    return {
      desk,
      // The desk closes the storage itself.
      close: () => void desk.close().finally(() => channel.close()),
    };
  } catch (error) {
    channel.close();
    storage.close();
    if (error instanceof DeskCannotOpen) return { problem: { why: error.why, detail: error.message } };
    return { problem: { why: 'other', detail: error instanceof Error ? error.message : String(error) } };
  }
}
