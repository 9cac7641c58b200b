/**
 * 60 nurses come back into reception at once, each with 60 visits that wait on her device: POST /api/sync/push in batches
 * as the device sends them, until everything is at the hospital. Beside it a doctor's list and an operator's board are
 * opened all the while, and an event stream listens: other screens must stay live. The ceiling is the same visits' rows
 * put into an empty database of the same kind without judging anything.
 * `npm run bench -- sync [--nurses 60] [--visits 60] [--database-url URL] [--profile DIR]`
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { SyncDeviceAnswer, SyncPushed, VisitEntry } from '@munan/flow';
import { openStream } from './server/event-stream.ts';
import { percentiles } from './server/percentiles.ts';
import { line, print, report } from './server/report.ts';
import { rowsCeiling } from './server/rows-ceiling.ts';
import { seedNurses } from './server/seed-nurses.ts';
import { startServer } from './server/serve.ts';

/** As many as the device puts into one request. */
const visitsAtOnce = 20;
const lookEveryMs = 500;
const longestMs = 30 * 60_000;

export async function run(...given: (string | number)[]): Promise<void> {
  const { values } = parseArgs({
    args: given.map(String),
    options: {
      nurses: { type: 'string', default: '60' },
      visits: { type: 'string', default: '60' },
      'database-url': { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const [nurseCount, visitCount] = [Number(values.nurses), Number(values.visits)];
  const url = values['database-url'];
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-sync-'));
  const data = join(folder, 'data');
  const args = ['--data', data, ...(url ? ['--database-url', url] : [])];
  const load = loadavg()[0]!;
  print(`sync on ${url ? 'PostgreSQL' : 'SQLite'}, ${cpus().length} cores, load before ${load.toFixed(1)}`);
  const { nurses, tokens } = await seedNurses(args, nurseCount, visitCount);
  const server = await startServer(args, data, values.profile ? ['--cpu-prof', '--cpu-prof-dir', values.profile] : []);
  try {
    const ask = async <T>(token: string, method: string, path: string, body?: unknown): Promise<T> => {
      const answer = await fetch(`${server.http}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
      return (await answer.json()) as T;
    };

    let events = 0;
    const stream = await openStream(
      `${server.http}/api/stream`,
      { authorization: `Bearer ${tokens.doctor}` },
      (type) => {
        if (type === 'visit') events++;
      },
    );
    let going = true;
    const looks: Record<'board' | 'visits', number[]> = { board: [], visits: [] };
    const looking = (async () => {
      while (going) {
        for (const [name, path, token] of [
          ['board', '/api/board', tokens.operator],
          ['visits', '/api/visits?limit=50', tokens.doctor],
        ] as const) {
          const begun = performance.now();
          await ask(token, 'GET', path);
          looks[name].push(performance.now() - begun);
        }
        await wait(lookEveryMs);
      }
    })();

    const begun = performance.now();
    const requests: number[] = [];
    const whole: number[] = [];
    const outcomes = new Map<string, number>();
    await Promise.all(
      nurses.map(async ({ token, people }) => {
        const { device } = await ask<SyncDeviceAnswer>(token, 'POST', '/api/sync/device', { name: 'bench' });
        let rest = people.map((patient, at) => messageOf(patient, at));
        const from = performance.now();
        while (rest.length > 0) {
          if (performance.now() - begun > longestMs) throw new Error('half an hour is over and visits still wait');
          const sent = performance.now();
          const { results } = await ask<SyncPushed>(token, 'POST', '/api/sync/push', {
            device,
            sent: Date.now(),
            messages: rest.slice(0, visitsAtOnce),
          });
          requests.push(performance.now() - sent);
          for (const { outcome } of results) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          rest = rest.slice(results.length);
          if (results.length === 0) await wait(1000);
        }
        whole.push(performance.now() - from);
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    going = false;
    await looking;
    await wait(1000);
    stream.close();
    const all = nurseCount * visitCount;
    const ceiling = url ? undefined : rowsCeiling(join(data, 'munan.sqlite'), join(folder, 'ceiling.sqlite'), all);
    const [sync, one] = [percentiles(whole), percentiles(requests)];
    const [board, visits] = [percentiles(looks.board), percentiles(looks.visits)];
    report('sync', { engine: url ? 'postgresql' : 'sqlite', load, nurses: nurseCount, visits: visitCount }, [
      line('visits that were not applied (aim: none)', all - (outcomes.get('applied') ?? 0), 0),
      line('visits/s, stored whole', all / seconds),
      ...(ceiling
        ? [
            line('  rows of the record that they became, each', ceiling.rows / all),
            line('  ceiling: the same rows merely inserted, visits/s', all / ceiling.seconds),
            line('  ratio', ceiling.seconds / seconds),
          ]
        : []),
      line(`sync of ${visitCount} visits, p50, s`, sync.p50 / 1000),
      line(`sync of ${visitCount} visits, p99, s`, sync.p99 / 1000),
      line(`one request of ${visitsAtOnce} visits, p50, s`, one.p50 / 1000),
      line(`one request of ${visitsAtOnce} visits, p99, s`, one.p99 / 1000),
      line('meanwhile: the operator opens the board, p50, ms', board.p50),
      line('meanwhile: the operator opens the board, p99, ms', board.p99),
      line('meanwhile: the doctor opens the list, p50, ms', visits.p50),
      line('meanwhile: the doctor opens the list, p99, ms', visits.p99),
      line('visits that the open screen was told of', events),
    ]);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A visit as a nurse makes them: all vitals, two check-lists, activities, remarks. */
function messageOf(patient: string, at: number) {
  const now = Date.now();
  const arrived = now - (at + 2) * 45 * 60_000;
  const visit: VisitEntry = {
    id: randomUUID(),
    patient,
    state: 'signed',
    arrived,
    finished: arrived + 30 * 60_000,
    measured: arrived + 10 * 60_000,
    vitals: {
      systolicMmHg: 128 + (at % 30),
      diastolicMmHg: 76 + (at % 12),
      secondSystolicMmHg: 126 + (at % 30),
      secondDiastolicMmHg: 75 + (at % 12),
      pulsePerMin: 64 + (at % 20),
      temperatureCel: 36.4 + (at % 8) / 10,
      spo2Percent: 94 + (at % 5),
      onOxygen: false,
      respirationPerMin: 14 + (at % 6),
      glucoseMgPerDl: 110 + at,
      fasting: true,
      weightKg: 52.5,
      painScore: at % 5,
      consciousness: 'alert',
      orientedToTime: true,
      orientedToPlace: true,
      orientedToPerson: true,
    },
    forms: {
      hypertension: { version: '1.0.0', answers: {} },
      activities: { version: '1.0.0', answers: {} },
    },
    remarks: '복약 잘 지키심. 식사량 보통. 다음 방문 때 체중 다시 확인.',
    next: { date: '2030-01-15' },
  };
  return { id: randomUUID(), v: 1 as const, at: now, kind: 'visit' as const, visit };
}
