import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entryOf } from './audit-for-tests.ts';
import type { FoundCheckpoint } from './checkpoint.ts';
import { noAnchor } from './checkpoint.ts';
import { type AuditRow, hashOf, rowOf } from './entry.ts';
import { peopleHash } from './people.ts';
import { verifyChain } from './verify.ts';

const people = ['p1', 'p2', 'p3'];
const set = peopleHash(people);

function chainOf(length: number): AuditRow[] {
  const rows: AuditRow[] = [];
  for (let at = 0; at < length; at++)
    rows.push(rowOf(entryOf({ what: `view ${at}`, at: 1000 + at }), set, rows.at(-1) ?? noAnchor, 0));
  return rows;
}

const good = (rows: readonly AuditRow[]): FoundCheckpoint => {
  const { seq, hash } = rows.at(-1) ?? noAnchor;
  return { state: 'good', checkpoint: { seq, hash, at: 0, anchor: noAnchor } };
};
const verdictOf = (rows: readonly AuditRow[], found: FoundCheckpoint) =>
  verifyChain({ rows: () => rows, people: () => people.map((person) => ({ people: set, person })) }, { found });

test('verifyChain finds a whole chain whole, of any length', async () => {
  for (const length of [0, 1, 2, 50]) {
    const rows = chainOf(length);
    assert.deepEqual((await verdictOf(rows, good(rows))).problems, [], `${length} rows`);
  }
});

test('verifyChain finds any one column of any one row that was changed, whatever it was changed to', async () => {
  const rows = chainOf(12);
  const names = Object.keys(rows[0] as AuditRow) as (keyof AuditRow)[];
  await fc.assert(
    fc.asyncProperty(
      fc.nat(11),
      fc.constantFrom(...names),
      fc.string(),
      fc.integer(),
      async (at, name, text, number) => {
        const row = rows[at] as AuditRow;
        const value = typeof row[name] === 'number' ? number : text;
        fc.pre(value !== row[name]);
        const changed = rows.with(at, { ...row, [name]: value } as AuditRow);
        assert.equal((await verdictOf(changed, good(rows))).ok, false);
      },
    ),
  );
});

test('verifyChain finds rows that were taken out, put in, exchanged or written anew with right hashes', async () => {
  const rows = chainOf(12);
  await fc.assert(
    fc.asyncProperty(fc.nat(11), fc.nat(11), fc.constantFrom('out', 'in', 'exchanged', 'anew'), async (a, b, how) => {
      const [at, to] = a < b ? [a, b] : [b, a];
      fc.pre(how !== 'exchanged' || at !== to);
      const damaged: Record<typeof how, () => AuditRow[]> = {
        out: () => rows.filter((_row, index) => index < at || index > to),
        in: () => rows.toSpliced(at, 0, rowOf(entryOf({ what: 'forged' }), set, rows[at] as AuditRow, 0)),
        exchanged: () => rows.with(at, rows[to] as AuditRow).with(to, rows[at] as AuditRow),
        anew() {
          const changed = rows.slice(0, at);
          for (const row of rows.slice(at)) {
            const next = { ...row, prev: changed.at(-1)?.hash ?? noAnchor.hash, what: `${row.what}!` };
            changed.push({ ...next, hash: hashOf(next) });
          }
          return changed;
        },
      };
      const { ok, problemCount } = await verdictOf(damaged[how](), good(rows));
      assert.equal(ok, false);
      assert.ok(problemCount > 0);
    }),
  );
});

test('verifyChain says how many rows lie behind the last checkpoint', async () => {
  const rows = chainOf(12);
  const { ok, afterCheckpoint } = await verdictOf(rows, good(rows.slice(0, 9)));
  assert.deepEqual([ok, afterCheckpoint], [true, 3]);
});
