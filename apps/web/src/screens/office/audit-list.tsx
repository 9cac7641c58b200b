import { Button, NativeSelect } from '@mantine/core';
import type { AuditLine, AuditReview, Role } from '@munan/flow';
import { useFormats, useWords } from '@munan/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import type { AuditChoice } from './access-part.tsx';
import { actionSentence } from './access-words.ts';
import { DataTable } from './data-table.tsx';
import classes from './office.module.css';

/** What was chosen, one by one, newest first. */
export function AuditList({
  chosen,
  review,
  choose,
}: {
  chosen: AuditChoice;
  review: AuditReview | undefined;
  choose: (change: Partial<AuditChoice>) => void;
}) {
  const all = useWords();
  const words = all.audit;
  const formats = useFormats();
  const list = useInfiniteQuery(queries.auditLines(chosen));
  const lines = list.data?.pages.flatMap((page) => page.lines) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const named = (name: string | undefined, id: string) => name || id || words.nobody;
  return (
    <section aria-label={words.list}>
      <h2 className={classes.sumsTitle}>{words.listOf(words.kinds[chosen.kind], formats.number(total))}</h2>
      <div className={classes.tools}>
        <NativeSelect
          label={words.user}
          size="md"
          value={chosen.user}
          onChange={(event) => choose({ user: event.currentTarget.value })}
          data={withChosen(
            [
              { value: '', label: words.everybody },
              ...usersOf(review).map(([id, name]) => ({ value: id, label: named(name, id) })),
            ],
            chosen.user,
          )}
        />
        <NativeSelect
          label={words.person}
          size="md"
          value={chosen.person}
          onChange={(event) => choose({ person: event.currentTarget.value })}
          data={withChosen(
            [
              { value: '', label: words.everybody },
              ...(review?.people ?? []).map(({ id, name }) => ({ value: id, label: named(name, id) })),
            ],
            chosen.person,
          )}
        />
      </div>
      {!list.data ? (
        <NotYet query={list} />
      ) : lines.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <DataTable
          label={words.list}
          testid="access-row"
          rows={lines}
          keyOf={(row) => String(row.seq)}
          columns={[
            { name: words.columns.at, head: true, cell: (row) => formats.full(row.at) },
            {
              name: words.columns.by,
              cell: (row) => (
                <>
                  {named(row.byName, row.by)}{' '}
                  <span className={classes.quiet}>{all.shell.roles[row.role as Role] ?? ''}</span>
                </>
              ),
            },
            { name: words.columns.person, cell: (row) => <Whose line={row} /> },
            { name: words.columns.action, cell: (row) => <What line={row} /> },
            {
              name: words.columns.origin,
              cell: (row) => (
                <>
                  {row.origin}{' '}
                  <span className={classes.quiet}>
                    {words.clients[row.client as keyof typeof words.clients] ?? row.client}
                  </span>
                </>
              ),
            },
          ]}
        />
      )}
      {list.hasNextPage ? (
        <Button
          h={48}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          data-testid="audit-more"
        >
          {words.more}
        </Button>
      ) : null}
    </section>
  );
}

/** Each user once, whatever roles she had; who is not known cannot be chosen. */
function usersOf(review: AuditReview | undefined): [string, string][] {
  return [...new Map((review?.users ?? []).filter(({ id }) => id !== '').map(({ id, name }) => [id, name]))];
}

/** A select shows what was chosen even where the list of the month no longer has it. */
function withChosen(data: { value: string; label: string }[], value: string) {
  return data.some((one) => one.value === value) ? data : [...data, { value, label: value }];
}

function Whose({ line: { people, peopleCount } }: { line: AuditLine }) {
  const all = useWords();
  const formats = useFormats();
  if (peopleCount === 0) return all.office.none;
  const more = peopleCount - people.length;
  return (
    <>
      {people.map(({ id, name }) => name ?? id).join(', ')}{' '}
      {more > 0 ? <span className={classes.quiet}>{all.audit.others(formats.number(more))}</span> : null}
    </>
  );
}

function What({ line }: { line: AuditLine }) {
  const all = useWords();
  const words = all.audit;
  const formats = useFormats();
  return (
    <>
      {line.outcome === 0 || line.what.includes('refused') ? null : (
        <span className={classes.warn}>{words.refusedMark}</span>
      )}{' '}
      {actionSentence(all, line)} {line.times > 1 ? words.times(formats.number(line.times)) : ''}{' '}
      {line.reason ? <span className={classes.quiet}>{words.reason(line.reason)}</span> : null}
    </>
  );
}
