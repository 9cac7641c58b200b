import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Database, ManualClock, openDatabase } from '@munan/runtime';
import { town } from '@munan/simulator';
import { findSeeded, type Seeded } from './demonstration.ts';
import { seedRota, townShifts } from './demonstration-rota.ts';
import { openShifts, type Shifts } from './desk/shifts.ts';
import { deskMigrations } from './desk/tables.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
/** Monday 23 November 2026 in the city, and Saturday at 21. */
const monday = Date.UTC(2026, 10, 22, 15);
const saturday = monday + 5 * dayMs + 21 * hourMs;
const findUser = (id: string) => town.users.find((user) => user.id === id);

describe('the rota of the demonstration town', () => {
  let folder: string;
  let database: Database;
  let clock: ManualClock;
  let shifts: Shifts;
  const openAt = async (now: number) => {
    clock = new ManualClock(now);
    shifts = await openShifts({ database, clock, findUser });
  };
  const seed = () => {
    const seeded: Seeded = findSeeded(folder) ?? { devices: [], seededAt: saturday };
    return seedRota(
      { clock, config: { dataFolder: folder }, identity: { findUser }, desk: { shifts, moved() {} } },
      seeded,
    );
  };
  const listed = (from: number, weeks = 1) => shifts.list(from, from + weeks * weekMs);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'munan-rota-'));
    database = await openDatabase(`sqlite:${join(folder, 'rota.sqlite')}`);
    await database.migrate(deskMigrations);
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('townShifts has one operator at each hour of every day, each with 16 hours between her turns and two days off in eight', () => {
    const all = Array.from({ length: 56 }, (_, i) => townShifts(monday + i * dayMs)).flat();
    const desk = all.filter(({ user }) => findUser(user)?.role === 'operator').sort((a, b) => a.from - b.from);
    for (const [i, shift] of desk.entries()) if (i > 0) assert.equal(shift.from, desk[i - 1]!.to);
    for (const user of new Set(desk.map((shift) => shift.user))) {
      const hers = desk.filter((shift) => shift.user === user);
      assert.equal(hers.length, (56 / 8) * 6);
      for (const [i, { from }] of hers.entries()) if (i > 0) assert.ok(from - hers[i - 1]!.to >= 16 * hourMs);
    }
  });

  it('seedRota says who is on now, and covers the desk without a gap to the end of next week', async () => {
    await openAt(saturday);
    await seed();
    assert.equal(shifts.on('operator', saturday).length, 1);
    assert.deepEqual([shifts.on('nurse', saturday), shifts.on('manager', saturday)], [[], []]);
    assert.deepEqual([...shifts.on('nurse', saturday + 15 * hourMs)].sort(), ['nurse1', 'nurse2']);
    let until = saturday;
    for (const { role, from, to } of await listed(saturday, 2)) {
      if (role !== 'operator') continue;
      assert.ok(from <= until);
      until = to;
    }
    assert.ok(until >= monday + 2 * weekMs);
  });

  it('seedRota on a Monday before dawn says who has the night that began on Sunday', async () => {
    await openAt(monday + 3 * hourMs);
    await seed();
    assert.equal(shifts.on('operator', monday + 3 * hourMs).length, 1);
  });

  it('seedRota after a restart adds nothing, brings nothing back that was struck out, and writes the week that has come', async () => {
    await openAt(saturday);
    await seed();
    const before = await listed(monday, 3);
    const struck = before.find(({ from }) => from > saturday + 2 * dayMs)!;
    await shifts.remove(struck.id);
    await openAt(saturday + hourMs);
    await seed();
    assert.deepEqual(
      await listed(monday, 3),
      before.filter(({ id }) => id !== struck.id),
    );

    await openAt(saturday + weekMs);
    await seed();
    assert.ok((await listed(monday + 2 * weekMs)).filter(({ role }) => role === 'operator').length >= 21);
    const begun = monday + 3 * weekMs;
    await shifts.add({ user: 'nurse1', from: begun + dayMs, to: begun + dayMs + hourMs }, 'manager1');
    await openAt(saturday + 2 * weekMs);
    await seed();
    const hers = (await listed(begun)).filter(({ from }) => from >= begun);
    assert.deepEqual(
      hers.map(({ user }) => user),
      ['nurse1'],
      'a week that somebody began is hers',
    );
  });
});
