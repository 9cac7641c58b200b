import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fallSignal } from '../body/fall.ts';
import { formats, type ReadOptions, readRecording } from './formats.ts';
import { parcelsOf } from './parcels.ts';
import { ReplayError, type ReplayErrorCode } from './replay-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'munan-replay-'));
after(() => rmSync(folder, { recursive: true }));

let count = 0;
/** Each file in a folder of its own: names decide formats. */
function file(name: string, content: string | Buffer): string {
  const own = join(folder, String(count++));
  mkdirSync(own);
  writeFileSync(join(own, name), content);
  return join(own, name);
}

const { samples: fall, dt } = fallSignal(11);
/** A synthetic fall as a row a sample; `stamp` in seconds. */
function fallRows(row: (stamp: number, x: number, y: number, z: number) => string, keep = 1): string {
  const rows: string[] = [];
  for (let at = 0; at < fall.length / 3; at += keep) {
    const [x, y, z] = [fall[at * 3]! / 1000, fall[at * 3 + 1]! / 1000, fall[at * 3 + 2]! / 1000];
    rows.push(row((at * dt) / 1000, x, y, z));
  }
  return rows.join('\n');
}
const stampedFall = (trial: string) =>
  fallRows(
    (s, x, y, z) =>
      `${trial},${s.toFixed(3)},${(x * 9.80665).toFixed(4)},${(y * 9.80665).toFixed(4)},${(z * 9.80665).toFixed(4)}`,
  );
const stillRows = (trial: string) =>
  Array.from({ length: 500 }, (_, at) => `${trial},${(at * 0.02).toFixed(3)},0,0,9.81`).join('\n');
const stampedFile = (name: string) =>
  file(name, gzipSync(`trial,t_s,ax_m_s2,ay_m_s2,az_m_s2\n${stillRows('D01_R01')}\n${stampedFall('F01_R01')}\n`));

for (const [format, name] of [
  ['weda', 'U01_acc.csv.gz'],
  ['smartfallmm', 'S01_watch.csv.gz'],
  ['mobifall', 'sub01_acc.csv.gz'],
] as const) {
  test(`readRecording knows ${format} by its name and finds one suspected fall in it, none in stillness`, () => {
    const path = stampedFile(name);
    const recording = readRecording(path, { trial: 'F01_R01' });
    assert.equal(recording.format, format);
    assert.equal(recording.events.length, 1);
    assert.ok(Math.abs(recording.events[0]!.atMs - 10_000) <= 20, `${recording.events[0]!.atMs}`);
    const [around] = recording.events[0]!.readings;
    assert.ok(Math.abs((around!.values.length / 3) * around!.dt - 20_000) <= 40);
    const peak = Math.max(
      ...Array.from({ length: around!.values.length / 3 }, (_, at) =>
        Math.hypot(...around!.values.subarray(at * 3, at * 3 + 3)),
      ),
    );
    assert.ok(peak > 2500, `${peak}`);
    const still = readRecording(path, { trial: 'D*' });
    assert.deepEqual(still.events, []);
    assert.deepEqual([...still.runs[0]!.values], [0]);
    assert.equal(readRecording(path).events.length, 1);
  });
}

test('readRecording brings sisfall from 200 Hz in g x 256 to milli-g at 50 Hz', () => {
  const rows = Array.from({ length: 4000 }, (_, at) => `F01_R01,0,${at >= 2000 && at < 2020 ? -1024 : -256},0`);
  const path = file('SA01_acc_200hz.csv', `trial,ax_g_x256,ay_g_x256,az_g_x256\n${rows.join('\n')}\n`);
  const { format, events, durationMs } = readRecording(path);
  assert.equal(format, 'sisfall');
  assert.ok(Math.abs(durationMs - 20_000) <= 20);
  assert.equal(events.length, 1);
  const { values, dt: period } = events[0]!.readings[0]!;
  assert.equal(period, 20);
  assert.equal(values[1], -1000);
  assert.equal(Math.min(...values), -4000);
});

test('readRecording reads sisfall-original and weda-original, a file and a folder of trials', () => {
  const line = (y: number) => `  0,${String(y).padStart(5)},  0, 1, 2, 3, 4, 5, 6;`;
  const text = Array.from({ length: 3000 }, (_, at) => line(at >= 1500 && at < 1520 ? -1024 : -256)).join('\r\n');
  const path = file('F01_SA01_R01.txt', text);
  assert.equal(readRecording(path).events.length, 1);
  const person = join(path, '..');
  writeFileSync(join(person, 'D01_SA01_R02.txt'), Array.from({ length: 1000 }, () => line(-256)).join('\n'));
  assert.equal(readRecording(person).format, 'sisfall-original');
  assert.equal(readRecording(person, { trial: 'D01_R02' }).events.length, 0);
  assert.equal(readRecording(person, { trial: 'F*' }).events.length, 1);

  const weda = file(
    'U01_R03_accel.csv',
    `accel_time_list,accel_x_list,accel_y_list,accel_z_list\n${fallRows((s, x, y, z) => `${s},${x * 9.8},${y * 9.8},${z * 9.8}`)}\n`,
  );
  assert.equal(readRecording(weda).events.length, 1);
  writeFileSync(join(weda, '..', 'U01_R03_gyro.csv'), 'gyro_time_list\n0\n');
  const all = readRecording(join(weda, '..'), { trial: 'U01_R03' });
  assert.equal(all.format, 'weda-original');
  assert.equal(all.events.length, 1);
});

test('readRecording leaves a pause in the stamps missing and passes over stamps that step back', () => {
  const rows = ['0', '0.02', '0.04', '', '0.03', '5', '5.02', '5.04'].map((stamp) => `A01T01,${stamp},0,0,9.80665`);
  const path = file('S01_phone.csv', `trial,t_s,ax_m_s2,ay_m_s2,az_m_s2\n${rows.join('\n')}\n`);
  const { durationMs, runs } = readRecording(path);
  assert.equal(durationMs, 5060);
  assert.deepEqual([...runs[0]!.values], [0]);
});

test('readRecording reads hypoxemia at 1 Hz with the median pulse, empty cells missing', () => {
  const path = file(
    '1.csv',
    't_s,spo2_ref_median_pct,pulse_a_bpm,pulse_b_bpm,pulse_c_bpm\n0,97,60,62,90\n1,,61,,\n3,88.5,,,\n',
  );
  const { format, runs, durationMs } = readRecording(path);
  assert.equal(format, 'hypoxemia');
  assert.equal(durationMs, 4000);
  assert.deepEqual([...runs[0]!.values], [97, Number.NaN, Number.NaN, 88.5]);
  assert.deepEqual([...runs[1]!.values], [62, 61, Number.NaN, Number.NaN]);
});

test('readRecording brings psg from 4 Hz to 1 Hz and takes what a sensor that is off writes as missing', () => {
  const rows = [93, 94, 94, 94, 0, 0, 0, 0, 92, 91, 91, 90].map((value, at) => `${at / 4},${value}`);
  const { runs } = readRecording(file('AP01_spo2_4hz.csv', `t_s,spo2_pct\n${rows.join('\n')}\n`));
  assert.deepEqual([...runs[0]!.values], [94, Number.NaN, 91]);
});

test('readRecording reads ring every four seconds and depresjon by the minute, in both of its ways to write time', () => {
  const ring = readRecording(
    file('r.csv', 'time_utc,spo2_pct,pulse_bpm,motion\n2025-03-06T21:20:56Z,92,78,0\n2025-03-06T21:21:04Z,94,80,1\n'),
  );
  assert.deepEqual([...ring.runs[0]!.values], [92, Number.NaN, 94]);
  assert.equal(ring.runs[0]!.dt, 4000);
  for (const [first, second] of [
    ['2003-05-07T23:59:00', '2003-05-08T0:00:00'],
    ['7/5/2003T23:59', '8/5/2003T0:00'],
  ]) {
    const { runs, format } = readRecording(
      file('c.csv', `time_local,activity_counts_per_min\n${first},5\n${second},143\n`),
    );
    assert.equal(format, 'depresjon');
    assert.deepEqual([...runs[0]!.values], [5, 143]);
  }
});

test('readRecording cuts to a stretch and keeps only events that lie whole in it', () => {
  const rows = Array.from({ length: 300 }, (_, at) => `${at},${90 + (at % 7)},60`);
  const path = file('2.csv', `t_s,spo2_ref_median_pct,pulse_a_bpm\n${rows.join('\n')}\n`);
  const cut = readRecording(path, { fromSeconds: 100, toSeconds: 220 });
  assert.equal(cut.durationMs, 120_000);
  assert.equal(cut.runs[0]!.values.length, 120);
  assert.equal(cut.runs[0]!.values[0], 90 + (100 % 7));
  const long = readRecording(
    file('c.csv', 'time_local,activity_counts_per_min\n2003-05-07T0:00:00,5\n2003-05-07T0:01:00,6\n'),
    {
      fromSeconds: 30,
      toSeconds: 119,
    },
  );
  assert.deepEqual([...(long.runs[0]?.values ?? [])], [], 'no minute lies whole in the stretch');
  const motion = stampedFile('U01_acc.csv.gz');
  assert.equal(readRecording(motion, { trial: 'F01_R01', fromSeconds: 0, toSeconds: 15 }).events.length, 0);
  assert.equal(
    readRecording(motion, { fromSeconds: 15 }).events[0]!.atMs,
    readRecording(motion).events[0]!.atMs - 15_000,
  );
});

test('parcelsOf sends every sample once, a packet a minute, and an event when the device has all of it', () => {
  const rows = Array.from({ length: 150 }, (_, at) => `${at},${90 + (at % 7)},60`);
  const recording = readRecording(file('3.csv', `t_s,spo2_ref_median_pct,pulse_a_bpm\n${rows.join('\n')}\n`));
  const parcels = parcelsOf(recording, 1_000_000_000_000);
  assert.deepEqual(
    parcels.map(({ dueMs }) => dueMs),
    [60_000, 120_000, 150_000],
  );
  const times = parcels.flatMap(({ channels }) =>
    channels
      .filter(({ c }) => c === 'spo2')
      .flatMap(({ t, x }) => Array.from({ length: x.length }, (_, at) => t + at * 1000)),
  );
  assert.deepEqual(
    times,
    rows.map((_, at) => 1_000_000_000_000 + at * 1000),
  );
  const motion = parcelsOf(readRecording(stampedFile('U01_acc.csv.gz'), { trial: 'F01_R01' }), 0);
  const ends = motion.flatMap(({ channels }) => channels.map(({ t, dt, x }) => t + dt * x.length));
  assert.ok(Math.max(...ends) <= 20_000, 'nothing is said of time that was not recorded');
  const event = motion.find(({ events }) => events.length > 0)!;
  assert.ok(event.dueMs >= 19_900 && event.dueMs <= 20_000);
});

const bad: [string, () => string, ReadOptions, ReplayErrorCode, RegExp][] = [
  ['a file that is not there', () => join(folder, 'nothing.csv'), {}, 'no-such-file', /does not exist/],
  ['an empty file', () => file('e.csv', ''), {}, 'empty', /is empty/],
  ['an empty gzip', () => file('e.csv.gz', gzipSync('')), {}, 'empty', /is empty/],
  ['an empty folder', () => join(file('x', 'x'), '..', '..', 'void'), {}, 'empty', /empty folder/],
  ['a .gz that is not gzip', () => file('U01_acc.csv.gz', 'trial,t_s\n'), {}, 'not-gzip', /not begin like a gzip/],
  [
    'a truncated gzip',
    () => file('U01_acc.csv.gz', gzipSync(stillRows('a')).subarray(0, 300)),
    {},
    'gzip-truncated',
    /not copied whole/,
  ],
  [
    'a damaged gzip',
    () => file('a.csv.gz', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])),
    {},
    'gzip-damaged',
    /cannot be unpacked/,
  ],
  [
    'an unknown kind of file',
    () => file('what.csv', 'a,b\n1,2\n'),
    {},
    'unknown-format',
    /none of the known formats; name one: weda/,
  ],
  [
    'a format that there is not',
    () => file('what.csv', 'a,b\n1,2\n'),
    { format: 'hl7' },
    'unknown-format',
    /no format hl7; there are weda/,
  ],
  [
    'missing columns',
    () => file('a.csv', 't_s,pulse\n1,2\n'),
    { format: 'hypoxemia' },
    'missing-column',
    /no column spo2_ref_median_pct; its columns are t_s, pulse/,
  ],
  [
    'the wrong format named',
    () => file('a.csv', 't_s,spo2_pct\n1,2\n'),
    { format: 'weda' },
    'wrong-format',
    /is not weda but looks like psg/,
  ],
  ['a header without rows', () => file('a.csv', 't_s,spo2_pct\n'), {}, 'no-rows', /header and no rows/],
  [
    'a cell that is no number',
    () => file('a.csv', 't_s,spo2_pct\n0,97\n0.25,n/a\n'),
    {},
    'bad-cell',
    /line 3, column spo2_pct: "n\/a" is not a number/,
  ],
  ['a line with too few cells', () => file('a.csv', 't_s,spo2_pct\n0,97\n1\n'), {}, 'bad-cell', /line 3/],
  [
    'a time that is none',
    () => file('a.csv', 'time_local,activity_counts_per_min\nyesterday,9\n'),
    {},
    'bad-cell',
    /line 2: "yesterday" is not a time/,
  ],
  [
    'a time before the first',
    () => file('a.csv', 't_s,spo2_pct\n5,97\n0,97\n'),
    {},
    'bad-cell',
    /line 3: its time is not after/,
  ],
  [
    'a trial that there is not',
    () => stampedFile('U01_acc.csv.gz'),
    { trial: 'F09_R01' },
    'no-such-trial',
    /no trial F09_R01; it has D01_R01, F01_R01/,
  ],
  [
    'a stretch beyond the end',
    () => file('a.csv', 't_s,spo2_pct\n0,97\n1,97\n'),
    { fromSeconds: 60 },
    'bad-option',
    /lasts 2 s/,
  ],
  [
    'a folder where a file is read',
    () => join(stampedFile('U01_acc.csv.gz'), '..'),
    { format: 'weda' },
    'wrong-format',
    /is a folder/,
  ],
  [
    'a folder without trials',
    () => join(file('readme.txt', 'x'), '..'),
    { format: 'sisfall-original' },
    'wrong-format',
    /no file named like D01_SA01_R01/,
  ],
  [
    'an original line cut short',
    () => file('F01_SA01_R01.txt', '1,2,3,4,5,6,7,8,9;\n1,2,3'),
    {},
    'bad-cell',
    /line 2: nine numbers/,
  ],
];
mkdirSync(join(folder, 'void'));

for (const [what, make, options, code, message] of bad) {
  test(`readRecording refuses ${what} in one clear line (${code})`, () => {
    const path = make();
    assert.throws(
      () => readRecording(path, options),
      (error: Error) => {
        assert.ok(error instanceof ReplayError, error.stack);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.ok(!error.message.includes('\n'));
        return true;
      },
    );
  });
}

test('formats have names of their own and say what they are', () => {
  assert.equal(new Set(formats.map(({ name }) => name)).size, formats.length);
  for (const { description } of formats) assert.ok(description.length > 20);
});
