import type { Checkpoint, FoundCheckpoint } from './checkpoint.ts';
import { noAnchor } from './checkpoint.ts';
import { type AuditRow, hashOf } from './entry.ts';
import { peopleHash } from './people.ts';

/** Where a chain is read from; both in one view of the database. */
export interface ChainSource {
  /** In order of seq. */
  rows(): AsyncIterable<AuditRow> | Iterable<AuditRow>;
  /** In order of set and person. */
  people(): AsyncIterable<{ people: string; person: string }> | Iterable<{ people: string; person: string }>;
}

export type ProblemKind =
  | 'changed'
  | 'missing'
  | 'reordered'
  | 'relinked'
  | 'rewritten'
  | 'truncated'
  | 'people-changed'
  | 'checkpoint-missing'
  | 'checkpoint-forged'
  | 'broken-before';

export interface Problem {
  kind: ProblemKind;
  /** The row where it shows; the first of them. */
  seq?: number;
  detail: string;
}

export interface Verdict {
  ok: boolean;
  rows: number;
  first?: number;
  last?: number;
  /** Hash of the last row. */
  head?: string;
  checkpoint?: Checkpoint;
  /** Rows behind the last checkpoint: whole in themselves, but a cut there would not show. */
  afterCheckpoint: number;
  /** The first of them; `problemCount` says how many there are. */
  problems: Problem[];
  problemCount: number;
}

const mostShown = 50;
/** Rows whose hash is wrong are kept, so many, to tell what was only put elsewhere from what was changed. */
const mostKept = 500;

/** Walks the whole chain once, in constant memory but for the sets of people and the damage found. */
export async function verifyChain(
  source: ChainSource,
  { found, breaks = [] }: { found: FoundCheckpoint; breaks?: readonly string[] },
): Promise<Verdict> {
  const problems: Problem[] = [];
  let problemCount = 0;
  const problem = (kind: ProblemKind, detail: string, seq?: number): void => {
    problemCount += 1;
    if (problems.length < mostShown) problems.push({ kind, detail, ...(seq !== undefined && { seq }) });
  };
  for (const name of breaks)
    problem('broken-before', `a start of the server found the trail broken; ${name} in the data folder says how`);
  const checkpoint = found.state === 'good' ? found.checkpoint : undefined;
  const sets = await goodSets(source, (hash) => problem('people-changed', `the set of people ${hash} is not whole`));

  const anchor = checkpoint?.anchor ?? noAnchor;
  let before: { seq: number; hash: string } = anchor;
  let rows = 0;
  let first: number | undefined;
  let afterCheckpoint = 0;
  const wrong: AuditRow[] = [];
  for await (const row of source.rows()) {
    rows += 1;
    // An archive that was interrupted has left rows before the anchor: the walk begins with them and must come by it.
    if (first === undefined && row.seq <= anchor.seq) before = { seq: row.seq - 1, hash: row.prev };
    first ??= row.seq;
    if (row.seq === anchor.seq && row.hash !== anchor.hash)
      problem('rewritten', `row ${row.seq} is not the one that was archived`, row.seq);
    const isBehind = row.seq === before.seq + 1;
    if (row.seq > before.seq + 1) {
      const [from, to] = [before.seq + 1, row.seq - 1];
      problem('missing', from === to ? `row ${from} is not there` : `rows ${from} to ${to} are not there`, from);
    }
    if (hashOf(row) !== row.hash) {
      if (wrong.length < mostKept) wrong.push(row);
      else problem('changed', `row ${row.seq} is not what was written`, row.seq);
    } else if (isBehind && row.prev !== before.hash) {
      // Whole in itself, but behind another row than the one it was written behind: that one shows as well.
      if (wrong.at(-1)?.seq !== before.seq)
        problem('relinked', `row ${row.seq} was not written behind row ${before.seq} as it is now`, row.seq);
    }
    if (row.people !== '' && !sets.has(row.people))
      problem('people-changed', `row ${row.seq} is about a set of people that is not there whole`, row.seq);
    if (checkpoint?.seq === row.seq && checkpoint.hash !== row.hash)
      problem('rewritten', `row ${row.seq} is not the one that the checkpoint of its time saw`, row.seq);
    if (checkpoint && row.seq > checkpoint.seq) afterCheckpoint += 1;
    before = row;
  }
  judgeWrong(wrong, problem);
  if (checkpoint && before.seq < checkpoint.seq)
    problem(
      'truncated',
      `the last row is ${before.seq}; a checkpoint has seen row ${checkpoint.seq}: the rows behind ${before.seq} were cut`,
      before.seq + 1,
    );
  if (found.state === 'forged')
    problem('checkpoint-forged', 'the checkpoint in the data folder is damaged or signed with another key');
  if (found.state === 'missing' && rows > 0)
    problem('checkpoint-missing', 'there is no checkpoint in the data folder; a cut tail would not show');
  problems.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  return {
    ok: problemCount === 0,
    rows,
    ...(first !== undefined && { first, last: before.seq, head: before.hash }),
    ...(checkpoint && { checkpoint }),
    afterCheckpoint: checkpoint ? afterCheckpoint : rows,
    problems,
    problemCount,
  };
}

/** A row whose hash is right under the number of another such row was not changed but put there. */
function judgeWrong(wrong: readonly AuditRow[], problem: (kind: ProblemKind, detail: string, seq: number) => void) {
  for (const row of wrong) {
    const own = wrong.find(({ seq }) => seq !== row.seq && hashOf({ ...row, seq }) === row.hash);
    if (own) problem('reordered', `row ${row.seq} is the one that was written as row ${own.seq}`, row.seq);
    else problem('changed', `row ${row.seq} is not what was written`, row.seq);
  }
}

async function goodSets(source: ChainSource, bad: (hash: string) => void): Promise<Set<string>> {
  const good = new Set<string>();
  let hash = '';
  let members: string[] = [];
  const judge = (): void => {
    if (hash === '') return;
    if (peopleHash(members) === hash) good.add(hash);
    else bad(hash);
  };
  for await (const { people, person } of source.people()) {
    if (people !== hash) {
      judge();
      hash = people;
      members = [];
    }
    members.push(person);
  }
  judge();
  return good;
}
