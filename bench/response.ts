/**
 * The response with very many open alerts: the auditor's round, the queue, from a command to an operator's open event
 * stream, deadlines that come one after the other and all at once, and those that were missed while the server was down.
 * `npm run bench -- response [--alerts 10000] [--due 1000] [--database-url URL] [--browser]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { AlertList, AlertPage, AlertRow } from '@munan/flow';
import { openStream } from './server/event-stream.ts';
import { percentiles } from './server/percentiles.ts';
import { queueInBrowser } from './server/queue-in-browser.ts';
import { type Line, line, print, report } from './server/report.ts';
import { actedOn, type SeededAlerts, seedAlerts, setDeadlines } from './server/seed-alerts.ts';
import { startServer } from './server/serve.ts';
import { Waiting } from './server/waiting.ts';

const aims = { auditMs: 1000, queueMs: 1000, eventMs: 500, lateMs: 1000, longTasks: 0 };
/** As the screen asks. */
const [firstPage, furtherPage] = [200, 1000];
const openings = 10;
const commands = 300;
const everyMs = 100;
const minuteMs = 60_000;
/** From the setting of the deadlines until the first: the server starts meanwhile. */
const startsWithinMs = 40_000;
/** Between the minute of single ones and the second of them all. */
const restMs = 15_000;
const afterMs = 30_000;
const overdueWithinMs = 300_000;

type Answers = Pick<SeededAlerts, 'ids' | 'operator'>;

export async function run(...given: (string | number)[]): Promise<void> {
  const { values } = parseArgs({
    args: given.map(String),
    options: {
      alerts: { type: 'string', default: '10000' },
      due: { type: 'string', default: '1000' },
      'database-url': { type: 'string' },
      browser: { type: 'boolean', default: false },
    },
  });
  const [count, due] = [Number(values.alerts), Number(values.due)];
  if (count < 3 * due) throw new Error('--alerts must be three times --due at least: each alert is due once');
  const url = values['database-url'];
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-response-'));
  const data = join(folder, 'data');
  const args = ['--data', data, ...(url ? ['--database-url', url] : [])];
  const load = loadavg()[0]!;
  print(`response on ${url ? 'PostgreSQL' : 'SQLite'}, ${cpus().length} cores, load before ${load.toFixed(1)}`);
  try {
    const seeded = await seedAlerts(args, count);
    print(`${seeded.ids.length} alerts are open`);
    const lines: Line[] = [...auditLines(seeded)];
    const server = await startServer(args, data, []);
    try {
      lines.push(...(await queueLines(server.http, seeded)), ...(await eventLines(server.http, seeded)));
      if (values.browser) {
        const seen = await queueInBrowser(server.http, seeded.operator, count);
        lines.push(
          line('browser: back to the queue until rows are there, p50, ms', percentiles(seen.openMs).p50, aims.queueMs),
          line('  the page loaded anew, p50, ms', percentiles(seen.loadMs).p50),
          line('  until all are there, p50, ms', percentiles(seen.wholeMs).p50),
          line(`  tasks over 50 ms in ${seen.scrolled} turns of the wheel`, seen.longTasks, aims.longTasks),
          line('  the longest of them, ms', seen.longestTaskMs),
        );
      }
    } finally {
      await server.stop();
    }
    lines.push(...(await lateLines(args, data, seeded, due)), ...(await overdueLines(args, data, seeded, due)));
    report('response', { engine: url ? 'postgresql' : 'sqlite', load, alerts: count, due }, lines);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function auditLines({ openedPerSecond, auditMs, bareReadMs }: SeededAlerts): Line[] {
  const [round, bare] = [percentiles(auditMs), percentiles(bareReadMs)];
  return [
    line('alerts opened a second, with record, plan and audit trail', openedPerSecond),
    line('a round of the auditor, p50, ms', round.p50),
    line(`  the longest of ${auditMs.length}, ms`, round.most, aims.auditMs),
    line('  floor: the same alerts merely selected and parsed, p50, ms', bare.p50),
    line('  ratio to the floor, p50', round.p50 / bare.p50),
  ];
}

async function ask<T>(http: string, { operator }: Answers, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${http}${path}`, {
    headers: {
      authorization: `Bearer ${operator.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function queueLines(http: string, seeded: SeededAlerts): Promise<Line[]> {
  const first: number[] = [];
  const whole: number[] = [];
  for (let time = 0; time < openings; time++) {
    const began = performance.now();
    let page = await ask<AlertList>(http, seeded, `/api/alerts?status=open&limit=${firstPage}`);
    first.push(performance.now() - began);
    let read = page.alerts.length;
    while (page.next !== undefined) {
      const after = encodeURIComponent(page.next);
      page = await ask<AlertList>(http, seeded, `/api/alerts?status=open&limit=${furtherPage}&after=${after}`);
      read += page.alerts.length;
    }
    if (read !== seeded.ids.length) throw new Error(`the queue had ${read} of ${seeded.ids.length}`);
    whole.push(performance.now() - began);
  }
  const floor = percentiles(seeded.bareReadMs).p50;
  return [
    line(`queue: first ${firstPage}, p50, ms`, percentiles(first).p50),
    line(`  the longest of ${openings}, ms`, percentiles(first).most, aims.queueMs),
    line('queue: all, page by page, p50, ms', percentiles(whole).p50, aims.queueMs),
    line('  ratio to the floor of the auditor', percentiles(whole).p50 / floor),
  ];
}

async function eventLines(http: string, seeded: SeededAlerts): Promise<Line[]> {
  const echo = fork(new URL('./server/echo.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [echoPort] = (await once(echo, 'message')) as [number];
  const [ours, bare] = [new Waiting(), new Waiting()];
  const headers = { authorization: `Bearer ${seeded.operator.token}` };
  const stream = await openStream(`${http}/api/stream`, headers, (type, text) => {
    if (type === 'alert') ours.arrived((JSON.parse(text) as AlertRow).id);
  });
  const echoUrl = `http://127.0.0.1:${echoPort}/`;
  const echoes = await openStream(echoUrl, {}, (_type, text) => bare.arrived(text));
  try {
    const sent: Promise<unknown>[] = [];
    for (const id of seeded.ids.slice(-commands)) {
      ours.expect(id);
      sent.push(ask<AlertPage>(http, seeded, `/api/alerts/${id}/commands`, { command: 'note', note: 'bench' }));
      await wait(everyMs / 2);
      bare.expect(id);
      sent.push(fetch(echoUrl, { method: 'POST', body: id }));
      await wait(everyMs / 2);
    }
    await Promise.all(sent);
    await wait(2000);
    const [figure, floor] = [ours.take(), bare.take()];
    return [
      line('command -> screen, p50, ms', figure.p50),
      line('command -> screen, p99, ms', figure.p99, aims.eventMs),
      line('  floor: bare POST to a bare event stream, p50, ms', floor.p50),
      line('  floor, p99, ms', floor.p99),
      line('  ratio to the floor, p50', figure.p50 / floor.p50),
    ];
  } finally {
    stream.close();
    echoes.close();
    echo.disconnect();
  }
}

/** Late is from the deadline until an operator's stream has it; beside it timers of this process that do nothing. */
async function lateLines(args: string[], data: string, seeded: SeededAlerts, due: number): Promise<Line[]> {
  const first = Date.now() + startsWithinMs;
  const together = first + minuteMs + restMs;
  const single = seeded.ids.slice(0, due);
  const crowd = seeded.ids.slice(due, 2 * due);
  const deadlines = new Map<string, number>([
    ...single.map((id, at): [string, number] => [id, first + Math.floor((at * minuteMs) / due)]),
    ...crowd.map((id): [string, number] => [id, together]),
  ]);
  await setDeadlines(args, deadlines);
  const server = await startServer(args, data, []);
  try {
    if (Date.now() > first) throw new Error('the server took too long to start: the first deadlines had passed');
    const late = new Map<string, number>();
    const headers = { authorization: `Bearer ${seeded.operator.token}` };
    const stream = await openStream(`${server.http}/api/stream`, headers, (type, text) => {
      if (type !== 'alert') return;
      const { id } = JSON.parse(text) as AlertRow;
      const deadline = deadlines.get(id);
      if (deadline !== undefined && !late.has(id)) late.set(id, Date.now() - deadline);
    });
    const bare: number[] = [];
    for (const id of single) {
      const deadline = deadlines.get(id)!;
      setTimeout(() => bare.push(Date.now() - deadline), deadline - Date.now());
    }
    const giveUpAt = together + afterMs;
    while (late.size < deadlines.size && Date.now() < giveUpAt) await wait(200);
    stream.close();
    if (late.size < deadlines.size)
      throw new Error(`${deadlines.size - late.size} of ${deadlines.size} deadlines were never acted on`);
    const lateOf = (ids: readonly string[]) => percentiles(ids.map((id) => late.get(id)!));
    const [one, all, timers] = [lateOf(single), lateOf(crowd), percentiles(bare)];
    return [
      line(`${due} deadlines in a minute: late, p50, ms`, one.p50),
      line('  p99, ms', one.p99),
      line('  the latest, ms', one.most, aims.lateMs),
      line('  floor: bare timers beside it, the latest, ms', timers.most),
      line(`${due} deadlines at one moment: late, p50, ms`, all.p50),
      line('  p99, ms', all.p99),
      line('  the latest, ms', all.most, aims.lateMs),
    ];
  } finally {
    await server.stop();
  }
}

/** Deadlines that passed while no server ran. */
async function overdueLines(args: string[], data: string, seeded: SeededAlerts, due: number): Promise<Line[]> {
  const ids = seeded.ids.slice(2 * due, 3 * due);
  const now = Date.now();
  // A second apart, and not in the order of their ids.
  const deadlines = new Map(ids.map((id, at) => [id, now - 1000 * (1 + ((at * 7919) % due))]));
  await setDeadlines(args, deadlines);
  const began = Date.now();
  const server = await startServer(args, data, []);
  const listeningAt = Date.now();
  try {
    const latest = ids.reduce((a, b) => (deadlines.get(a)! > deadlines.get(b)! ? a : b));
    const giveUpAt = began + overdueWithinMs;
    const isActedOn = async () => {
      const { history } = await ask<AlertPage>(server.http, seeded, `/api/alerts/${latest}`);
      return history.some(({ what }) => what === 'step-overdue');
    };
    while (!(await isActedOn())) {
      if (Date.now() > giveUpAt) throw new Error('what was overdue was not acted on');
      await wait(100);
    }
  } finally {
    await server.stop();
  }
  const acted = await actedOn(args, ids);
  const missed = acted.filter((at) => at === undefined || at < began).length;
  if (missed > 0) throw new Error(`${missed} of ${ids.length} overdue deadlines were not acted on`);
  const inOrder = ids
    .map((id, at) => ({ deadline: deadlines.get(id)!, at: acted[at]! }))
    .sort((a, b) => a.deadline - b.deadline);
  const times = inOrder.map(({ at }) => at);
  return [
    line(`restart with ${due} overdue: process started until the first, ms`, times[0]! - began),
    line('  from the first until the last, ms', times.at(-1)! - times[0]!),
    line('  process started until it listened, ms', listeningAt - began),
    line('  acted on before one that was due earlier', times.filter((at, i) => i > 0 && at < times[i - 1]!).length, 0),
  ];
}
