/**
 * A recording through the whole house as it would have come in life: a device sends each packet when it is due, the clock is
 * the recording's own, and the watch ticks. Replayed quickly against a running server, a night is history and could raise no
 * alarm; here it is live throughout.
 */
import { encodePacket } from '@munan/devices';
import type { Alert, Finding } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import { parcelsOf, type ReadOptions, readRecording } from '@munan/simulator';
import { newFolder, openTestHouse, personOf } from '../apps/server/test/house-for-tests.ts';

export interface LiveLane {
  title: string;
  hours: number;
  packets: number;
  findings: Finding[];
  alerts: Alert[];
}

const tickMs = 60_000;
/** An evening of 2026 in Korea; only distances matter to the watch. */
const evening = Date.UTC(2026, 10, 20, 11);

/**
 * `shiftMs` moves the recording against the full minutes of the clock, as chance does: what is said of it must not hang on that.
 * @throws ReplayError for a recording that cannot be read; Error when a packet is not stored
 */
export async function liveLane(path: string, options: ReadOptions, shiftMs = 0): Promise<LiveLane> {
  const recording = readRecording(path, options);
  const beginning = evening + shiftMs;
  const clock = new ManualClock(beginning);
  const { folder, remove } = newFolder();
  const house = await openTestHouse(folder, clock);
  try {
    await house.enrol([personOf('recorded')]);
    await house.addDevice('recorder', 'test', 'recorded');
    await house.start();
    const parcels = parcelsOf(recording, beginning);
    const until = (at: number) => {
      while (clock.now() < at) {
        clock.moveTo(Math.min(at, clock.now() + tickMs));
        house.keeper.tick(clock.now());
      }
    };
    for (const [seq, { dueMs, channels, events }] of parcels.entries()) {
      until(beginning + dueMs);
      const payload = encodePacket({ v: 1, seq, sent: clock.now(), worn: true, channels, events });
      await new Promise<void>((resolve, reject) => {
        house.ingest.receive({ device: 'recorder', door: 'mqtt', payload }, (error, receipt) => {
          if (error) reject(error);
          else if (receipt?.outcome !== 'stored') reject(new Error(`a packet was ${JSON.stringify(receipt)}`));
          else resolve();
        });
      });
      house.keeper.tick(clock.now());
    }
    until(beginning + recording.durationMs + 2 * tickMs);
    await house.keeper.checkpoint(); // all findings are on disk, and the alerts of them
    const [open, closed, findings] = await Promise.all([
      house.response.list({ status: 'open', limit: 100 }),
      house.response.list({ status: 'closed', limit: 100 }),
      house.findings.of('recorded', 0, 1000),
    ]);
    return {
      title: recording.title,
      hours: recording.durationMs / 3_600_000,
      packets: parcels.length,
      findings,
      alerts: [...open, ...closed],
    };
  } finally {
    await house.close();
    remove();
  }
}
