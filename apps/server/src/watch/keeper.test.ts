import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet } from '@munan/flow';
import { ManualClock, silentLog } from '@munan/runtime';
import { HistoryJudge } from './history.ts';
import { WatchKeeper } from './keeper.ts';
import { Outage } from './outage.ts';

interface Counting {
  subject: string;
  packets: number;
  beats: number;
}

/** A watch that only counts, and a disk that is slow enough for things to happen meanwhile. */
function openTested() {
  const disk = { position: 0, states: new Map<string, Counting>(), saves: 0, broken: false };
  let duringSave = () => {};
  const clock = new ManualClock();
  const findings = { keep: async () => {}, of: async () => [], held: async () => [], unraised: async () => [] };
  const history = new HistoryJudge({
    packetsOf: async function* () {},
    judge: () => [],
    findings,
    clock,
    log: silentLog,
  });
  const keeper = new WatchKeeper<Counting, { beats: boolean }>({
    watch: {
      createWatch: (subject) => ({ subject, packets: 0, beats: 0 }),
      stepPacket(state) {
        state.packets++;
        return { findings: [], late: false };
      },
      tick(state) {
        state.beats++;
        return [{ live: false } as Finding];
      },
      nextDue: () => undefined,
      serialise: (state) => JSON.stringify(state),
      restore: (json) => JSON.parse(json) as Counting,
    },
    settingsOf: () => ({ beats: true }),
    checkpoints: {
      load: async () => ({ position: 0, states: [] }),
      async save(states, position) {
        duringSave();
        await new Promise(setImmediate);
        if (disk.broken) throw new Error('the disk is full');
        disk.saves++;
        for (const { subject, state } of states) disk.states.set(subject, JSON.parse(state) as Counting);
        disk.position = position;
      },
    },
    findings,
    history,
    logEnd: async () => 7,
    replied: async () => {},
    raise: async () => {},
    outage: new Outage(),
    checkpointed: async () => {},
    burden: { judge: (found) => [...found], serialise: () => '{}', restore: () => {} },
    changed: () => {},
    clock,
    log: silentLog,
  });
  return { keeper, disk, clock, onSave: (work: () => void) => (duringSave = work) };
}

const packet = (subject: string, seq: number): Packet => ({
  ...{ device: subject, subject, seq, sent: 0, received: 0, clockOffset: 0, readings: [], events: [] },
});
const crowd = Array.from({ length: 250 }, (_, at) => `p${at}`);

test('WatchKeeper.checkpoint writes a crowd in parts, and the position with the last of them', async () => {
  const { keeper, disk } = openTested();
  keeper.committed(crowd.map((subject) => packet(subject, 1)));
  await keeper.checkpoint();
  assert.equal(disk.states.size, 250);
  assert.ok(disk.saves > 1);
  keeper.committed([packet('p3', 2)]);
  await keeper.checkpoint();
  assert.equal(disk.position, 7);
  assert.equal(disk.states.get('p3')?.packets, 2);
});

test('WatchKeeper.checkpoint that fails half way moves no position and writes the rest the next time', async () => {
  const { keeper, disk, onSave } = openTested();
  keeper.committed(crowd.map((subject) => packet(subject, 1)));
  await keeper.checkpoint();
  keeper.committed(crowd.map((subject) => packet(subject, 2)));
  const before = disk.saves;
  onSave(() => {
    disk.broken = disk.saves > before;
  });
  await assert.rejects(keeper.checkpoint(), /the disk is full/);
  assert.equal(disk.position, 0);
  onSave(() => {});
  disk.broken = false;
  await keeper.checkpoint();
  assert.equal(disk.position, 7);
  assert.ok([...disk.states.values()].every(({ packets }) => packets === 2));
});

test('WatchKeeper.tick during a checkpoint: what it found is kept, and no older state is written over a newer', async () => {
  const { keeper, disk, clock, onSave } = openTested();
  keeper.committed(crowd.map((subject) => packet(subject, 1)));
  let beats = 0;
  onSave(() => {
    if (beats++ > 0) return;
    keeper.tick(clock.now() + 1);
    keeper.committed([packet('p200', 2)]);
  });
  await keeper.checkpoint();
  await keeper.settled();
  for (const subject of crowd) assert.deepEqual(disk.states.get(subject), keeper.stateOf(subject));
});
