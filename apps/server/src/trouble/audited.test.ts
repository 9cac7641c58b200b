import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AuditReport } from '@munan/response';
import { ManualClock } from '@munan/runtime';
import { openAudited, troublesOf } from './audited.ts';
import { Fed } from './fed.ts';
import type { Raised, Trouble } from './trouble.ts';

const well: AuditReport = {
  ...{ at: 0, checked: 9, found: 0, repaired: 0, lateMs: 0, steps: 0, findings: 0, behindMs: 0, waitingMs: 0 },
  failed: [],
};
/** A trouble that is kept in memory, and what was beaten. */
function opened(silentMs = 0) {
  const going = new Map<string, Raised>();
  const beats: boolean[] = [];
  /** What began and ended, in order. */
  const said: string[] = [];
  const trouble: Trouble = {
    async raise(raised) {
      if (!going.has(raised.code)) said.push(`raise ${raised.code}`);
      going.set(raised.code, raised);
    },
    async end(code) {
      going.delete(code);
      said.push(`end ${code}`);
    },
    now: async () => [...going.values()],
    again: async () => {},
  };
  const alive = { give: async () => {}, leave: async () => {}, silentMs: async () => silentMs };
  const audited = openAudited({ trouble, alive, heartbeat: { beat: (is) => beats.push(is) }, other: 'auditor' });
  return { going, said, beats, trouble, audited };
}

const wrong: [name: string, report: Partial<AuditReport>, codes: string[], isWell: boolean][] = [
  ['nothing wrong', {}, [], true],
  ['a missed deadline that was mended', { found: 1, repaired: 1, lateMs: 31_000 }, ['deadlines-late'], true],
  [
    'one that was not',
    { found: 2, repaired: 1, failed: ['deadlines'], lateMs: 31_000 },
    ['deadlines-late', 'audit-failed'],
    false,
  ],
  ['detectors a minute behind', { behindMs: 61_000 }, ['detectors-behind'], false],
  ['detectors a little behind', { behindMs: 59_000 }, [], true],
  ['messages that wait', { waitingMs: 61_000 }, ['messages-late'], true],
  ['steps without an end, ended', { steps: 3 }, ['steps-unended'], true],
  ['findings without an alert, raised', { findings: 2 }, ['findings-unraised'], true],
  ['a question that could not be asked', { failed: ['messages'] }, ['audit-failed'], false],
];
const minute = 60_000;
const mended = ['deadlines-late', 'steps-unended', 'findings-unraised'];
for (const [name, report, codes, isWell] of wrong)
  it(`openAudited: ${name}: ${codes.join(', ') || 'no trouble'}; heartbeat ${isWell}; over when it is well`, async () => {
    const { going, beats, audited } = opened();
    await audited({ ...well, ...report });
    assert.deepEqual(
      [...going.keys()],
      codes.filter((code) => !mended.includes(code)),
      'what was mended is raised when the next round says so too',
    );
    await audited({ ...well, ...report });
    assert.deepEqual([...going.keys()].sort(), [...codes].sort());
    await audited(well);
    assert.deepEqual(
      [...going.keys()],
      codes.filter((code) => mended.includes(code)),
      'and ends in the next good round, but for what every round mends',
    );
    await audited({ ...well, at: 5 * minute });
    assert.deepEqual([...going.keys()], []);
    assert.deepEqual(beats, [isWell, isWell, true, true]);
  });

it('openAudited makes one alert of deadlines that are late again and again, and ends it after five minutes of well', async () => {
  const { going, said, audited } = opened();
  const late = { lateMs: 40_000, found: 1, repaired: 1 };
  const rounds = (from: number, count: number, every: (n: number) => object) =>
    Array.from({ length: count }, (_, n) => ({ ...well, at: from + n * 15_000, ...every(n) }));
  for (const report of rounds(0, 20, (n) => (n % 2 ? {} : late))) await audited(report);
  assert.deepEqual(said, [], 'never two rounds in a row: mended, and in the log');
  for (const report of rounds(5 * minute, 40, (n) => (n % 4 < 2 ? late : {}))) await audited(report);
  assert.deepEqual([said, [...going.keys()]], [['raise deadlines-late'], ['deadlines-late']]);
  for (const report of rounds(15 * minute, 20, () => ({}))) await audited(report);
  assert.deepEqual([said.length, going.size], [2, 0], said.join());
});

it('openAudited ends what an earlier process raised, and is not confused by a clock that was put back', async () => {
  const { going, audited, trouble } = opened();
  await trouble.raise({ code: 'findings-unraised', params: { count: 1 }, priority: 'medium' });
  await audited({ ...well, at: 120 * minute });
  await audited({ ...well, at: 0 });
  await audited({ ...well, at: 5 * minute - 1 });
  assert.equal(going.size, 1);
  await audited({ ...well, at: 5 * minute });
  assert.equal(going.size, 0);
});

it('openAudited leaves the troubles of others alone, and raises the silence of the other process', async () => {
  const { going, audited, trouble } = opened(6 * 60_000);
  await trouble.raise({ code: 'desk-asleep', params: { minutes: 5 }, priority: 'high' });
  await audited(well);
  assert.deepEqual([...going.keys()], ['desk-asleep', 'auditor-silent']);
  assert.deepEqual(
    troublesOf(well, 'server', 61_000).map(({ code, priority }) => [code, priority]),
    [['server-silent', 'high']],
  );
});

it('openAudited beats "not well" when the database does not take what is wrong, and lets the auditor log it', async () => {
  const { beats, audited, trouble } = opened();
  trouble.raise = () => Promise.reject(new Error('disk full'));
  await assert.rejects(audited({ ...well, waitingMs: 61_000 }), /disk full/);
  assert.deepEqual(beats, [false]);
});

it('Fed.behindMs grows while the log grows and the detectors are told of nothing, and while nothing reaches the disk', async () => {
  const clock = new ManualClock();
  let [end, told, handingMs] = [10, 0, 0];
  const fed = new Fed({ clock, logEnd: async () => end, told: () => told, handingMs: () => handingMs });
  const look = async (ms: number) => {
    clock.advance(ms);
    return fed.behindMs();
  };
  assert.equal(await look(0), 0, 'what was in the log before is not held against them');
  assert.equal(await look(15_000), 0, 'a quiet quarter of a minute');
  end = 12;
  assert.equal(await look(15_000), 0);
  assert.equal(await look(15_000), 15_000);
  end = 13;
  assert.equal(await look(60_000), 75_000);
  told = 1;
  assert.equal(await look(15_000), 0);
  assert.equal(await look(3_600_000), 0, 'a quiet hour');
  handingMs = 4_000;
  assert.equal(await look(0), 4_000);
});
