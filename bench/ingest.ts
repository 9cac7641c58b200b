/**
 * Packets from the crowd through the real server onto disk, detectors on: as many a second as it takes, beside the same
 * rows merely put into the same database; then acknowledgement at a steady 1,000 packets/s, and memory.
 * `npm run bench -- ingest [--seconds 60] [--full-seconds 12] [--devices 18000] [--connected 10000] [--rate 1000]
 *  [--backlog 0] [--database-url URL] [--profile DIR]`
 *
 * Everybody's minutes are of the last ten, since older ones would be judged as history: 18,000 devices hold 160,000 such.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startCrowd } from '@munan/simulator';
import { postgresCeiling, sqliteCeiling } from './server/ceiling.ts';
import { type Line, line, print, report } from './server/report.ts';
import { seed } from './server/seed.ts';
import { type RunningBench, startServer } from './server/serve.ts';

const minuteMs = 60_000;
/** How many minutes of its past a device can tell live. */
const livePackets = 9;
/** The watch waits 30 s for what may have gone before a device's first packet. */
const warmUp = { packetsPerSecond: 1500, restMs: 32_000 };
const aims = { packetsPerSecond: 8000, p99Ms: 250, memoryMiB: 512 };

export async function run(...given: (string | number)[]): Promise<void> {
  const { values } = parseArgs({
    args: given.map(String),
    options: {
      seconds: { type: 'string', default: '60' },
      'full-seconds': { type: 'string', default: '12' },
      devices: { type: 'string', default: '18000' },
      connected: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '1000' },
      backlog: { type: 'string', default: '0' },
      'database-url': { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const number = (name: 'seconds' | 'full-seconds' | 'devices' | 'connected' | 'rate' | 'backlog') => {
    const value = Number(values[name]);
    if (!(value >= 0)) throw new Error(`--${name} is "${values[name]}"; allowed is a number from 0`);
    return value;
  };
  const [seconds, fullSeconds, count, rate] = [
    number('seconds'),
    number('full-seconds'),
    number('devices'),
    number('rate'),
  ];
  const connected = number('connected');
  const url = values['database-url'];
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-ingest-'));
  const data = join(folder, 'data');
  const args = ['--data', data, ...(url ? ['--database-url', url] : [])];
  const lines: Line[] = [];
  const load = loadavg()[0]!;
  print(`ingest on ${url ? 'PostgreSQL' : 'SQLite'}, ${cpus().length} cores, load before ${load.toFixed(1)}`);
  let server: RunningBench | undefined;
  try {
    // Each stage has people of its own: minutes that were judged already would be passed over.
    const few = await seed(args, connected);
    const profile = values.profile ? ['--cpu-prof', '--cpu-prof-dir', values.profile] : [];

    // First, so that the memory is that of these devices alone.
    server = await startServer(args, data, fullSeconds > 0 ? [] : profile);
    const steadyMemory = watchMemory(server.memoryMiB);
    const before = await server.processorSeconds();
    const steady = await startCrowd({
      ...{ host: '127.0.0.1', port: server.mqttPort, devices: few.devices, seconds, warmUp },
      ...{ packetsPerSecond: rate, firstMinuteAt: Date.now() - (seconds * rate * minuteMs) / connected },
    });
    const used = (await server.processorSeconds()) - before;
    await wait(1000);
    const steadyPeak = await steadyMemory.stop();
    await server.stop();
    server = undefined;
    failIfLost(steady);
    const { p50, p99, largest } = steady.latencyMs;
    lines.push(
      line(`PUBACK p50 at ${rate} packets/s, ms`, p50),
      line(`PUBACK p99 at ${rate} packets/s, ms`, p99, aims.p99Ms),
      line('  longest, ms', largest),
      line('  packets due but held back', steady.heldBack),
      line('  processor seconds of the server, start to end', used),
      line(`memory at the peak, ${connected} connected, MiB`, steadyPeak, aims.memoryMiB),
    );

    if (fullSeconds > 0) {
      const { devices } = await seed(args, count, { first: connected, backlog: number('backlog') });
      server = await startServer(args, data, profile);
      const memory = watchMemory(server.memoryMiB);
      const full = await startCrowd({
        ...{ host: '127.0.0.1', port: server.mqttPort, devices },
        ...{ seconds: fullSeconds, warmUp, inFlight: 1 },
        ...{ packetsPerSecond: Number.POSITIVE_INFINITY, firstMinuteAt: Date.now() - 9.8 * minuteMs },
      });
      const peak = await memory.stop();
      await server.stop();
      server = undefined;
      failIfLost(full);
      if (full.sent > livePackets * count * 1.02) {
        print('  note: the devices ran out of past minutes; the last packets overlapped, which is less to judge');
      }
      const ceiling = url
        ? await postgresCeiling(url, 100_000)
        : await sqliteCeiling(join(data, 'munan.sqlite'), join(folder, 'ceiling.sqlite'), 100_000);
      const rateReached = full.acknowledgedPerSecond;
      lines.push(
        line('packets/s committed and acknowledged', rateReached, aims.packetsPerSecond, 'least'),
        line(`  ceiling: ${ceiling.how}`, ceiling.packetsPerSecond),
        line('  ratio to the ceiling', rateReached / ceiling.packetsPerSecond),
        line(`  memory at the peak, ${count} connected, MiB`, peak),
      );
    }
    report('ingest', { engine: url ? 'postgresql' : 'sqlite', load, devices: count, connected, seconds }, lines);
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function failIfLost({ unacknowledged, closed }: { unacknowledged: number; closed: number }): void {
  if (unacknowledged + closed > 0)
    throw new Error(`${unacknowledged} packets were not acknowledged, ${closed} connections closed by the server`);
}

function watchMemory(read: () => Promise<number>): { stop(): Promise<number> } {
  let peak = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      peak = Math.max(peak, await read());
      await wait(500);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return peak;
    },
  };
}
