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
  const trouble: Trouble = {
    raise: async (raised) => void going.set(raised.code, raised),
    end: async (code) => void going.delete(code),
    now: async () => [...going.values()],
    again: async () => {},
  };
  const alive = { give: async () => {}, leave: async () => {}, silentMs: async () => silentMs };
  const audited = openAudited({ trouble, alive, heartbeat: { beat: (is) => beats.push(is) }, other: 'auditor' });
  return { going, beats, trouble, audited };
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
for (const [name, report, codes, isWell] of wrong)
  it(`openAudited: ${name}: ${codes.join(', ') || 'no trouble'}; ended in the next good round; heartbeat ${isWell}`, async () => {
    const { going, beats, audited } = opened();
    await audited({ ...well, ...report });
    assert.deepEqual([...going.keys()], codes);
    await audited(well);
    assert.deepEqual([...going.keys()], []);
    assert.deepEqual(beats, [isWell, true]);
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
  await assert.rejects(audited({ ...well, steps: 1 }), /disk full/);
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
