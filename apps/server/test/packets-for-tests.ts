import { encodePacket, type OutgoingPacket } from '@munan/devices';
import type { House } from '../src/house.ts';

/** A packet on its way: who sends it, the bytes, and when the device sent it. */
export interface Sent {
  device: string;
  sent: number;
  payload: Uint8Array;
}

export function sentBy(device: string, packet: OutgoingPacket): Sent {
  return { device, sent: packet.sent, payload: encodePacket(packet) };
}

export interface Arrival extends Sent {
  /** Server time, Unix ms. */
  at: number;
}

/** A commit is waited for after so much of the server's time, so that no device is ahead of another by more. */
const commitEveryMs = 30_000;

/**
 * Brings packets to the door in the order of their arrival, the clock moved along.
 * @returns what became of each, in that order
 */
export async function deliver(
  house: House,
  moveTo: (now: number) => void,
  arrivals: readonly Arrival[],
): Promise<string[]> {
  const outcomes: Promise<string>[] = [];
  let committed = Number.NEGATIVE_INFINITY;
  for (const { device, payload, at } of arrivals.toSorted((one, other) => one.at - other.at)) {
    if (at - committed >= commitEveryMs) {
      await Promise.all(outcomes);
      committed = at;
    }
    moveTo(at);
    outcomes.push(
      new Promise((resolve) => {
        house.ingest.receive({ device, door: 'mqtt', payload }, (error, receipt) =>
          resolve(error ? error.code : receipt?.outcome === 'quarantined' ? receipt.code : receipt!.outcome),
        );
      }),
    );
  }
  return Promise.all(outcomes);
}

/** Resolves when all that was committed is judged, also what waits for a missing packet, and its alerts are on disk. */
export async function judged(house: House, moveTo: (now: number) => void): Promise<void> {
  const now = house.clock.now() + 31_000;
  moveTo(now);
  house.keeper.tick(now);
  await house.keeper.checkpoint();
  await house.response.settled();
}
