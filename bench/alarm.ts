/**
 * A fall: from the device's publish to the alert on an operator's open event stream, with detectors, plan, record and
 * disk between them; idle, and while a crowd sends 1,000 packets/s. Beside it the floor: a bare HTTP POST that comes out
 * of a bare event stream, at the same moments.
 * `npm run bench -- alarm [--falls 200] [--devices 10000] [--rate 1000] [--database-url URL] [--profile DIR]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodePacket } from '@munan/devices';
import type { AlertRow } from '@munan/flow';
import { fallSignal, type Link, openLink, startCrowd } from '@munan/simulator';
import { openStream } from './server/event-stream.ts';
import { line, print, report } from './server/report.ts';
import { type Seeded, seed } from './server/seed.ts';
import { type RunningBench, startServer } from './server/serve.ts';
import { Waiting } from './server/waiting.ts';

const everyMs = 100;
const impactAgoMs = 10_000;
/** The crowd connects, and the watch waits 30 s for what may have gone before a device's first packet. */
const settleMs = 45_000;
const aimP99Ms = 500;

type Device = Seeded['devices'][number];

export async function run(...given: (string | number)[]): Promise<void> {
  const { values } = parseArgs({
    args: given.map(String),
    options: {
      falls: { type: 'string', default: '200' },
      devices: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '1000' },
      'database-url': { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const [falls, crowdSize, rate] = [Number(values.falls), Number(values.devices), Number(values.rate)];
  const url = values['database-url'];
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-alarm-'));
  const data = join(folder, 'data');
  const args = ['--data', data, ...(url ? ['--database-url', url] : [])];
  const load = loadavg()[0]!;
  print(`alarm on ${url ? 'PostgreSQL' : 'SQLite'}, ${cpus().length} cores, load before ${load.toFixed(1)}`);
  const echo = fork(new URL('./server/echo.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let server: RunningBench | undefined;
  try {
    const [echoPort] = (await once(echo, 'message')) as [number];
    const { devices, operatorToken } = await seed(args, crowdSize + 2 * falls);
    const profile = values.profile ? ['--cpu-prof', '--cpu-prof-dir', values.profile] : [];
    server = await startServer(args, data, profile);
    const { http, mqttPort } = server;
    const alarm = new Waiting();
    const stream = await openStream(
      `${http}/api/stream`,
      { authorization: `Bearer ${operatorToken}` },
      (type, text) => {
        if (type !== 'alert') return;
        const { person, family } = JSON.parse(text) as AlertRow;
        if (family === 'safety') alarm.arrived(person?.id ?? '');
      },
    );
    const bare = new Waiting();
    const echoUrl = `http://127.0.0.1:${echoPort}/`;
    const echoStream = await openStream(echoUrl, {}, (_type, text) => bare.arrived(text));
    const echoes = async (name: string) => {
      bare.expect(name);
      await fetch(echoUrl, { method: 'POST', body: name });
    };
    const mqttUrl = `mqtt://127.0.0.1:${mqttPort}`;
    const stage = async (some: Device[]) => {
      const links = await connectAll(mqttUrl, some);
      try {
        for (const [at, device] of some.entries()) {
          void echoes(device.person);
          await wait(everyMs / 2);
          alarm.expect(device.person);
          void links[at]!.publish('data', fallPacket(at));
          await wait(everyMs / 2);
        }
        await wait(2000);
        return { alarm: alarm.take(), bare: bare.take() };
      } finally {
        await Promise.all(links.map((link) => link.end()));
      }
    };

    const idle = await stage(devices.slice(crowdSize, crowdSize + falls));
    const seconds = Math.ceil((settleMs + falls * everyMs) / 1000) + 10;
    const crowd = startCrowd({
      ...{ host: '127.0.0.1', port: mqttPort, devices: devices.slice(0, crowdSize) },
      ...{ packetsPerSecond: rate, seconds },
    });
    await wait(settleMs);
    const loaded = await stage(devices.slice(crowdSize + falls));
    const { acknowledgedPerSecond, latencyMs } = await crowd;
    stream.close();
    echoStream.close();
    report('alarm', { engine: url ? 'postgresql' : 'sqlite', load, falls, devices: crowdSize }, [
      line('fall to screen, idle, p50, ms', idle.alarm.p50),
      line('fall to screen, idle, p99, ms', idle.alarm.p99, aimP99Ms),
      line('  floor: bare POST to bare event stream, p50, ms', idle.bare.p50),
      line('  floor, p99, ms', idle.bare.p99),
      line('  ratio to the floor, p50', idle.alarm.p50 / idle.bare.p50),
      line(`fall to screen at ${rate} packets/s, p50, ms`, loaded.alarm.p50),
      line(`fall to screen at ${rate} packets/s, p99, ms`, loaded.alarm.p99, aimP99Ms),
      line('  floor beside it, p50, ms', loaded.bare.p50),
      line('  floor, p99, ms', loaded.bare.p99),
      line('  ratio to the floor, p50', loaded.alarm.p50 / loaded.bare.p50),
      line('  packets/s that the crowd had acknowledged', acknowledgedPerSecond),
      line('  their PUBACK p99, ms', latencyMs.p99),
    ]);
  } finally {
    echo.disconnect();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function connectAll(url: string, devices: readonly Device[]): Promise<Link[]> {
  return Promise.all(
    devices.map(
      ({ id: device, secret }) =>
        new Promise<Link>((resolve, reject) => {
          const onOpen = () => resolve(link);
          const link = openLink({ url, device, secret, onOpen, onError: reject, onCommand: () => undefined });
        }),
    ),
  );
}

function fallPacket(number: number): Uint8Array {
  const sent = Date.now();
  const t = sent - impactAgoMs;
  const { dt, impactMs, samples } = fallSignal(number + 1);
  return encodePacket({
    ...{ v: 1, seq: sent, sent, battery: 80, worn: true, channels: [] },
    events: [{ e: 'fall-suspected', t, channels: [{ c: 'acceleration', t: t - impactMs, dt, x: samples }] }],
  });
}
