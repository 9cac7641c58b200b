/**
 * Acceptance on real recordings: `npm run recordings -- --data DIR [--pictures]` (or MUNAN_DATA). Each goes by `munan replay` through
 * the real protocol to a real server, and what came of it is looked at on the operator's screen in Chromium: a fall and a
 * hypoxaemia run raise the right alert with the evidence drawn; daily living and whole nights raise nothing.
 * Says line by line what it saw; the last line counts. Without recordings it says so and ends well: they are not part of the
 * project.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertPage, PersonPage } from '@munan/flow';
import { colouredPixels, openStage, type Screen, type Stage } from '../apps/web/test/stage.ts';
import { liveLane } from './live-lane.ts';

const root = join(import.meta.dirname, '..');
const at = process.argv.indexOf('--data');
const given = (at >= 0 ? process.argv[at + 1] : undefined) ?? process.env.MUNAN_DATA;
const withPictures = process.argv.includes('--pictures');
const total = { passed: 0, failed: 0 };
/** Late data are judged when no more came for 5 s, looked at every 5 s. */
const historyJudgedMs = 15_000;
/** The first packets of a new device wait up to 30 s for lower numbers. */
const newDeviceMs = 45_000;
/** What is said of a recording must not hang on where in a minute it begins. */
const shiftsMs = [0, 15_000, 30_000, 45_000];

function check(what: string, ok: boolean, saw: string): void {
  console.log(`${ok ? '✔' : '✖'} ${what}: ${saw}`);
  if (ok) total.passed++;
  else total.failed++;
}

interface Replayed {
  person: string;
  title: string;
  packets: number;
  latePackets: number;
  recordedSeconds: number;
}

/** `munan replay` as anybody runs it. @throws Error with what it said */
async function replay(stage: Stage, name: string, path: string, options: string[]): Promise<Replayed> {
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'apps/server/src/main.ts'), 'replay', path];
  const child = spawn(
    process.execPath,
    [...args, '--data', stage.folder, '--name', name, '--speed', 'max', ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`munan replay ${path} ${options.join(' ')}: ${said}`);
  return JSON.parse(said) as Replayed;
}

interface Expected {
  /** What it is, in words, and the name of the test person. */
  what: string;
  name: string;
  path: string;
  options: string[];
  code: string;
  channel: string;
  picture: string;
}

/** The alert is in the queue of an open screen, unasked; opened, its evidence is drawn. */
async function mustAlarm(stage: Stage, operator: Screen, expected: Expected): Promise<void> {
  const { what, name, code, channel } = expected;
  const { page } = operator;
  await page.goto('/centre');
  await page.getByTestId('queue').waitFor();
  const sent = await replay(stage, name, expected.path, expected.options);
  check(
    `${what}, replayed live`,
    sent.latePackets === 0,
    `${sent.title}, ${sent.packets} packets, ${sent.latePackets} late`,
  );
  const row = page.getByTestId('alert-row').filter({ hasText: name });
  const rowThere = await row.waitFor({ timeout: newDeviceMs }).then(
    () => true,
    () => false,
  );
  if (!rowThere) return check(`${what} on the operator's screen`, false, 'no alert in the queue within 45 s');
  const priority = await row.getAttribute('data-priority');
  check(`${what} on the operator's screen`, priority === 'high', (await row.innerText()).replaceAll(/\s+/g, ' '));
  const id = (await row.getAttribute('data-alert-id')) ?? '';
  await row.click();
  const chart = page.getByTestId('alert-panel').getByTestId('evidence-chart');
  await chart.locator('canvas').waitFor();
  const pixels = await colouredPixels(chart);
  const { alert, findings } = await stage.ask<AlertPage>(
    'GET',
    `/api/alerts/${encodeURIComponent(id)}`,
    undefined,
    'operator',
  );
  check(
    `${what} is the right alert`,
    alert.reason.code === code,
    `${alert.reason.code} ${JSON.stringify(alert.reason.params)}`,
  );
  const channels = [...new Set(findings.flatMap(({ evidence }) => evidence.map((one) => one.channel)))];
  const label = await chart.getAttribute('aria-label');
  check(`${what}, evidence drawn`, channels.includes(channel) && pixels > 200, `${label}; ${pixels} coloured pixels`);
  if (withPictures) {
    await page.mouse.move(1000, 130); // beside the charts: no cursor in them
    await page.screenshot({ path: join(root, 'docs/pictures', expected.picture) });
  }
}

interface Quiet {
  what: string;
  name: string;
  path: string;
  options: string[];
}

const kinds = (found: { reason: { code: string }; priority: string; live: boolean }[]) =>
  found.map(({ reason, priority, live }) => `${reason.code} ${priority}${live ? '' : ' (history)'}`).join(', ') ||
  'nothing';

async function mustStayQuiet(stage: Stage, operator: Screen, quiet: Quiet[]): Promise<void> {
  const sent: (Replayed & Quiet)[] = [];
  for (const one of quiet) sent.push({ ...one, ...(await replay(stage, one.name, one.path, one.options)) });
  await wait(newDeviceMs + historyJudgedMs);
  await operator.page.goto('/centre');
  await operator.page.getByTestId('queue').waitFor();
  await operator.page
    .getByText(quiet.at(-1)?.name ?? '')
    .first()
    .waitFor();
  for (const { what, name, person, title, packets, latePackets, recordedSeconds } of sent) {
    const { findings, board } = await stage.ask<PersonPage>('GET', `/api/people/${person}`, undefined, 'operator');
    const lists = await Promise.all(
      ['open', 'closed'].map((status) =>
        stage.ask<AlertList>('GET', `/api/alerts?status=${status}&person=${person}`, undefined, 'operator'),
      ),
    );
    const alerts = lists.flatMap((list) => list.alerts);
    const rows = await operator.page.getByTestId('alert-row').filter({ hasText: name }).count();
    const how = `${title}, ${(recordedSeconds / 3600).toFixed(1)} h, ${packets} packets (${latePackets} as history), last ${board.lastContact ? 'heard' : 'NOT heard'}`;
    check(
      `${what} raises nothing on the server`,
      findings.length === 0 && alerts.length === 0 && rows === 0 && board.lastContact !== undefined,
      `${how}; ${alerts.length} alerts, findings: ${kinds(findings)}`,
    );
  }
}

interface InLife {
  trial?: string;
  fromSeconds?: number;
  toSeconds?: number;
  /** Left out: it must raise nothing. */
  expected?: string;
}

async function inLife(what: string, path: string, { expected, ...options }: InLife): Promise<void> {
  const said: string[] = [];
  let ok = true;
  let how = '';
  for (const shiftMs of shiftsMs) {
    const { hours, packets, findings, alerts, title } = await liveLane(path, options, shiftMs);
    how = `${title}, ${hours.toFixed(1)} h, ${packets} packets`;
    said.push(`${alerts.length} alerts (${kinds(findings)})`);
    ok &&= expected
      ? alerts.some(({ reason, priority }) => reason.code === expected && priority === 'high')
      : findings.length === 0 && alerts.length === 0;
  }
  check(
    `${what}, at the pace of life raises ${expected ?? 'nothing'}`,
    ok,
    `${how}; begun at ${shiftsMs.map((ms) => ms / 1000).join(', ')} s: ${said.join('; ')}`,
  );
}

/** Seconds from the beginning of a Depresjon recording to 20:00 of its second evening. */
function eveningSeconds(firstHour: number): number {
  return (24 + 20 - firstHour) * 3600;
}

async function main(folder: string): Promise<void> {
  const weda = (subject: string) => join(folder, `falls/weda/${subject}_acc.csv.gz`);
  const run = join(folder, 'spo2/hypoxemia/100001.csv.gz');
  const ringNight = join(folder, 'spo2/ring/night1_ring_4s.csv.gz');
  const control = join(folder, 'rhythm/depresjon/control_25.csv.gz');
  const evening = eveningSeconds(9); // this recording begins at 09:00
  const morning = evening + 12 * 3600;
  mkdirSync(join(root, 'docs/pictures'), { recursive: true });
  const stage = await openStage();
  try {
    await stage.addUser('recordings', '문안 운영자', 'operator');
    const operator = await stage.openAs('recordings');
    // The judge of falls has seen the people of this set (docs/evaluation/falls.md gives held-out figures); what is shown here is the way.
    await mustAlarm(stage, operator, {
      what: 'A real fall (WEDA U03, F01)',
      name: '녹화 낙상',
      path: weda('U03'),
      options: ['--format', 'weda', '--trial', 'F01_R01'],
      code: 'fall',
      channel: 'acceleration',
      picture: 'real-fall.png',
    });
    // Under ten minutes end now and are live throughout; these hold the fall of the saturation from 97 % to its lowest.
    await mustAlarm(stage, operator, {
      what: 'A real hypoxaemia run (100001)',
      name: '녹화 저산소',
      path: run,
      options: ['--format', 'hypoxemia', '--from', '300', '--to', '890'],
      code: 'low-oxygen',
      channel: 'spo2',
      picture: 'real-hypoxemia.png',
    });
    await mustStayQuiet(stage, operator, [
      ...['U21', 'U26'].map((subject) => ({
        what: `Daily living of an elderly person (WEDA ${subject})`,
        name: `녹화 일상 ${subject}`,
        path: weda(subject),
        options: ['--format', 'weda', '--trial', 'D*'],
      })),
      {
        what: 'A night of a woman of 65-69 (Depresjon control_25)',
        name: '녹화 밤 움직임',
        path: control,
        options: ['--format', 'depresjon', '--from', String(evening), '--to', String(morning)],
      },
      {
        what: 'A night with an oximeter ring',
        name: '녹화 밤 반지',
        path: ringNight,
        options: ['--format', 'ring'],
      },
    ]);
    check(
      'the page',
      operator.complaints.length === 0,
      operator.complaints.join('; ') || 'no complaint on its console',
    );
  } finally {
    await stage.stop();
  }
  for (const subject of ['U21', 'U22', 'U23', 'U24', 'U25', 'U26'])
    await inLife(`Daily living of an elderly person (WEDA ${subject})`, weda(subject), { trial: 'D*' });
  await inLife('A night of a woman of 65-69 (Depresjon control_25)', control, {
    fromSeconds: evening,
    toSeconds: morning,
  });
  await inLife('A night with an oximeter ring', ringNight, {});
  // The same lane must be able to say something.
  await inLife('The whole hypoxaemia run 100001', run, { expected: 'low-oxygen' });
}

const folder = given && resolve(process.env.MUNAN_CWD ?? '.', given);
if (!folder) {
  console.log(
    'No recordings: say where they lie with --data DIR or MUNAN_DATA=DIR. They are not part of the project; nothing was checked.',
  );
} else if (!existsSync(join(folder, 'falls/weda'))) {
  console.log(`No recordings in ${given} (falls/weda is not there); nothing was checked.`);
  // A slip in the path must not look like success, except where the recordings never are.
  process.exitCode = process.env.CI ? 0 : 2;
} else {
  await main(folder);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
