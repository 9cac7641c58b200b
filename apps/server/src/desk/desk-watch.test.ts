import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import type { Alert, DeskNow } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { openActivity } from './activity.ts';
import { DeskWatch } from './desk-watch.ts';
import { HeldAlerts } from './held-alerts.ts';
import { openShifts } from './shifts.ts';
import { deskMigrations } from './tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'munan-desk-'));
const minute = 60_000;
const hour = 60 * minute;
const operators = [
  { id: 'a', name: '가' },
  { id: 'b', name: '나' },
];
let made = 0;
let database: Database;
let clock: ManualClock;
let told: string[];
let released: string[];
let shown: DeskNow[];
let isBroken: boolean;
let held: HeldAlerts;
let activity: Awaited<ReturnType<typeof openActivity>>;
let shifts: Awaited<ReturnType<typeof openShifts>>;
let watch: DeskWatch;

async function open(): Promise<void> {
  held = new HeldAlerts();
  activity = await openActivity({ database, clock, asleepAfterMs: 5 * minute });
  shifts = await openShifts({ database, clock, findUser: (id) => ({ id, role: 'operator' }) });
  watch = new DeskWatch({
    ...{ clock, log: silentLog, activity, shifts, held, nameOf: (id) => id },
    operators: () => operators,
    changed: (desk) => shown.push(desk),
  });
}
const acts = {
  trouble: {
    raise: async ({ priority }: { priority: string }) => {
      if (isBroken) throw new Error('the database is away');
      told.push(`asleep ${priority}`);
    },
    end: async () => void told.push('awake'),
  },
  releaseIdle: async (id: string) => void released.push(id),
};
const begin = async () => {
  watch.start(acts);
  await watch.settled();
};
const wait = async (ms: number) => {
  clock.advance(ms);
  await watch.settled();
};
const active = async (user: string) => {
  await activity.active(user);
  watch.moved();
  await watch.settled();
};
let version = 0;
const alert = async (more: Partial<Alert> = {}) => {
  const now = clock.now();
  held.alert({
    ...{ id: 'x', subject: 'p1', family: 'safety', priority: 'high', status: 'open', openedAt: now, since: now },
    ...{ version: ++version, history: more.takenBy === undefined ? [] : [{ at: now, by: 'a', what: 'taken' }] },
    ...more,
  } as Alert);
  watch.moved();
  await watch.settled();
};

beforeEach(async () => {
  await database?.close();
  database = await openDatabase(`sqlite:${join(folder, `${++made}.sqlite`)}`);
  await database.migrate(deskMigrations);
  clock = new ManualClock();
  [told, released, shown, isBroken, version] = [[], [], [], false, 0];
  await open();
});
after(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

describe('DeskWatch', () => {
  it('with nothing to do and nobody on shift nobody need be awake', async () => {
    await begin();
    await wait(24 * hour);
    assert.deepEqual(told, ['awake']);
    assert.equal(watch.now().asleep, false);
  });

  it('an open alert and nobody who moves for five minutes: the desk is asleep; whoever moves ends it', async () => {
    await begin();
    await wait(hour);
    await alert();
    await wait(5 * minute - 1);
    assert.deepEqual(told, ['awake']);
    await wait(1);
    assert.deepEqual(told, ['awake', 'asleep high']);
    assert.equal(watch.now().asleep, true);
    await active('b');
    assert.deepEqual(told, ['awake', 'asleep high', 'awake']);
    assert.deepEqual(
      shown.at(-1)?.operators.map(({ id, awake }) => [id, awake]),
      [
        ['a', false],
        ['b', true],
      ],
    );
  });

  it('who moves every few minutes keeps it awake; from her last move on five minutes are counted', async () => {
    await begin();
    await alert();
    for (let round = 0; round < 10; round++) {
      await active('a');
      await wait(4 * minute);
    }
    assert.deepEqual(told, ['awake']);
    await wait(minute);
    assert.deepEqual(told, ['awake', 'asleep high']);
  });

  it('a nurse who helps in one alert keeps what she holds and does not keep the desk awake', async () => {
    await begin();
    await alert({ takenBy: 'nurse' });
    for (let round = 0; round < 5; round++) {
      await wait(minute);
      await active('nurse');
    }
    assert.deepEqual([told, released], [['awake', 'asleep high'], []]);
    assert.equal(watch.awake(clock.now()).size, 0);
  });

  it('a shift without anybody there is asleep, too, with less haste; an alert makes haste of it', async () => {
    await shifts.add({ user: 'a', from: clock.now(), to: clock.now() + 8 * hour }, 'm');
    await begin();
    await wait(5 * minute);
    assert.deepEqual(told, ['awake', 'asleep medium']);
    await alert();
    assert.deepEqual(told, ['awake', 'asleep medium', 'asleep high']);
    await alert({ status: 'closed' });
    await wait(8 * hour);
    assert.equal(told.at(-1), 'awake', 'the shift is over, and nobody need be there');
  });

  it('it is said again while it lasts, and tried again when it could not be stored', async () => {
    isBroken = true;
    await begin();
    await alert();
    await wait(5 * minute);
    assert.deepEqual(told, ['awake']);
    isBroken = false;
    await wait(5_000);
    assert.deepEqual(told, ['awake', 'asleep high']);
    await wait(10 * minute);
    assert.deepEqual(told, ['awake', 'asleep high', 'asleep high']);
  });

  it('a paused alert lets sleep until its pause ends', async () => {
    await begin();
    await alert({ pausedUntil: clock.now() + hour });
    await wait(hour + 5 * minute - 1);
    assert.deepEqual(told, ['awake']);
    await wait(1);
    assert.deepEqual(told, ['awake', 'asleep high']);
  });

  it('alerts about Munan itself and those of a drill keep nobody awake', async () => {
    await begin();
    await alert({ id: 'h', subject: 'munan' });
    await alert({ id: 'd', subject: 'drill-1-1', drill: '1' });
    await wait(hour);
    assert.deepEqual(told, ['awake']);
  });

  it('what a sleeper holds is freed, what others hold is not', async () => {
    await begin();
    await active('a');
    await alert({ id: 'x', takenBy: 'a' });
    await alert({ id: 'y', takenBy: 'b' });
    await wait(3 * minute);
    await active('b');
    await wait(2 * minute);
    assert.deepEqual(released, ['x']);
    assert.deepEqual(told, ['awake'], 'the other one is there');
  });

  it('who was given an alert while she slept has her five minutes', async () => {
    await begin();
    await active('b');
    await wait(hour);
    await active('b');
    await alert({ takenBy: 'a' });
    await wait(4 * minute);
    await active('b');
    assert.deepEqual(released, []);
    await wait(minute);
    assert.deepEqual(released, ['x']);
  });

  it('who is on the telephone is awake, and keeps what she holds', async () => {
    await begin();
    await active('a');
    await alert({ takenBy: 'a', calling: { by: 'a', at: clock.now(), until: clock.now() + 10 * minute, to: '1' } });
    await wait(10 * minute - 1);
    assert.deepEqual([released, told], [[], ['awake']]);
    await wait(1);
    assert.deepEqual(released, ['x']);
    assert.deepEqual(told, ['awake', 'asleep high']);
  });

  it('a clock that is set by two hours, forward or back, sends nobody to sleep and keeps nobody awake', async () => {
    for (const hours of [2, -2]) {
      await begin();
      await active('a');
      await alert({ takenBy: 'a' });
      clock.set(clock.now() + hours * hour);
      watch.moved();
      await watch.settled();
      await wait(4 * minute);
      assert.equal(watch.now().operators[0]?.awake, true, `${hours} h`);
      assert.deepEqual([released, watch.now().asleep], [[], false], `${hours} h`);
      await wait(minute);
      assert.equal(watch.now().operators[0]?.awake, false, `${hours} h`);
      await watch.stop();
      released = [];
    }
  });

  it('after a restart nobody is awake for longer than she was, and everybody has five minutes to come back', async () => {
    await begin();
    await active('a');
    await wait(50_000);
    await active('a');
    await watch.stop();
    clock.advance(2 * minute);
    await open();
    await begin();
    await alert({ openedAt: clock.now() - hour });
    // What is on disk is of her first move: the second came within the minute.
    assert.equal(watch.now().operators[0]?.awake, true);
    await wait(5 * minute - 50_000 - 2 * minute);
    assert.equal(watch.now().operators[0]?.awake, false);
    assert.equal(watch.now().asleep, false);
    await wait(2 * minute + 50_000);
    assert.deepEqual(told.at(-1), 'asleep high');
  });

  it('tells the screens when somebody falls asleep, wakes, comes or goes, and not at every touch of a key', async () => {
    await begin();
    await active('a');
    const before = shown.length;
    for (let round = 0; round < 20; round++) {
      await wait(10_000);
      await active('a');
    }
    assert.equal(shown.length, before);
    await wait(5 * minute);
    assert.equal(shown.length, before + 1);
    await shifts.add({ user: 'b', from: clock.now() + hour, to: clock.now() + 2 * hour }, 'm');
    watch.moved();
    await wait(hour);
    assert.equal(shown.at(-1)?.operators[1]?.onShift, true);
    await wait(hour);
    assert.equal(shown.at(-1)?.operators[1]?.onShift, false);
  });
});
