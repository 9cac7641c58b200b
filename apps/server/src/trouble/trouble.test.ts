import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, it } from 'node:test';
import type { Finding } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { openTrouble, type Trouble, troubleMigrations } from './trouble.ts';

const folder = mkdtempSync(join(tmpdir(), 'munan-trouble-'));
const minute = 60_000;
let made = 0;
let database: Database;
let clock: ManualClock;
let taken: Finding[];
let isBroken: boolean;
let isAttended: boolean;
let trouble: Trouble;
const open = (): Trouble =>
  openTrouble({
    ...{ database, clock, log: silentLog },
    take: async (findings) => {
      if (isBroken) throw new Error('the database is away');
      taken.push(...findings);
    },
    isAttended: async () => isAttended,
  });
const said = () => taken.map(({ phase, reason, priority }) => `${phase} ${reason.code} ${priority}`);
const deaf = {
  code: 'channel-dead',
  params: { channel: 'text', minutes: 3 },
  priority: 'medium',
  about: 'text',
} as const;

beforeEach(async () => {
  await database?.close();
  database = await openDatabase(`sqlite:${join(folder, `${++made}.sqlite`)}`);
  await database.migrate(troubleMigrations);
  clock = new ManualClock();
  taken = [];
  isBroken = false;
  isAttended = true;
  trouble = open();
});
after(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

it('trouble.raise makes one finding of no person while it lasts, a graver one raises it, and end() ends it', async () => {
  await trouble.raise(deaf);
  clock.advance(minute);
  await trouble.raise(deaf);
  await trouble.raise({ ...deaf, priority: 'low' });
  await trouble.raise({ ...deaf, priority: 'high' });
  assert.deepEqual(await trouble.now(), [{ ...deaf, priority: 'high' }]);
  await trouble.end('channel-dead', 'text');
  await trouble.end('channel-dead', 'text');
  assert.deepEqual(said(), ['began channel-dead medium', 'changed channel-dead high', 'ended channel-dead high']);
  assert.deepEqual(new Set(taken.map(({ episode, subject, family }) => `${family} ${subject} ${episode}`)).size, 1);
  assert.deepEqual([taken[0]?.subject, taken[0]?.family, taken[0]?.live], ['munan', 'house', true]);
  assert.deepEqual(await trouble.now(), []);
});

it('trouble.end of what was never raised, and of another channel, does nothing', async () => {
  await trouble.raise(deaf);
  await trouble.end('channel-dead', 'voice');
  await trouble.end('channel-dead');
  await trouble.end('desk-asleep');
  assert.deepEqual(said(), ['began channel-dead medium']);
});

it('trouble.raise after an end is another episode, in the same millisecond too', async () => {
  await trouble.raise(deaf);
  await trouble.end('channel-dead', 'text');
  await trouble.raise(deaf);
  assert.deepEqual(said(), ['began channel-dead medium', 'ended channel-dead medium', 'began channel-dead medium']);
  assert.equal(new Set(taken.map(({ id }) => id)).size, 3);
  assert.equal(new Set(taken.map(({ episode }) => episode)).size, 2);
});

it('trouble.again after a restart gives what was not taken, once, and nothing that was', async () => {
  isBroken = true;
  await trouble.raise(deaf);
  await trouble.raise({ code: 'desk-asleep', params: { minutes: 5 }, priority: 'high' });
  isBroken = false;
  trouble = open();
  await trouble.again();
  await trouble.again();
  await trouble.raise(deaf);
  assert.deepEqual(said(), ['began channel-dead medium', 'began desk-asleep high']);
  isBroken = true;
  await trouble.end('desk-asleep');
  isBroken = false;
  trouble = open();
  await trouble.again();
  await trouble.again();
  assert.deepEqual(said().slice(2), ['ended desk-asleep high']);
});

it('trouble.raise of what lasts an hour after its alert was closed is news again; while one is open it is not', async () => {
  await trouble.raise(deaf);
  clock.advance(61 * minute);
  await trouble.raise(deaf);
  assert.equal(taken.length, 1);
  isAttended = false;
  await trouble.raise(deaf);
  await trouble.raise(deaf);
  assert.deepEqual(said(), ['began channel-dead medium', 'began channel-dead medium']);
  assert.notEqual(taken[0]?.episode, taken[1]?.episode);
});

it('trouble.raise by two processes at once makes one episode', async () => {
  const other = open();
  await Promise.all([trouble.raise(deaf), other.raise(deaf), trouble.raise(deaf)]);
  assert.equal(new Set(taken.map(({ id }) => id)).size, 1);
});

it('trouble.end that is called while raise() is under way ends it', async () => {
  await Promise.all([trouble.raise(deaf), trouble.end('channel-dead', 'text')]);
  assert.deepEqual(said(), ['began channel-dead medium', 'ended channel-dead medium']);
});
