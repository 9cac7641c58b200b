import { Button } from '@mantine/core';
import type { Conflict, Side } from '@munan/flow';
import { IconCheck, IconGitMerge, IconHandStop } from '@tabler/icons-react';
import { useLanguage, useWords } from '../language/words.tsx';
import { SimulatedTag } from '../state/marks.tsx';
import { useNow } from '../time/use-now.ts';
import classes from './conflict-card.module.css';
import { conflictFieldName, type DescribeAnswer, mayKeepBoth, type ShownValue, shownValue } from './conflict-field.ts';

export interface ConflictCardProps {
  conflict: Conflict;
  /** One tap decides. Absent: whoever looks may not decide. */
  decide?: ((choice: 'kept' | 'other' | 'both') => void) | undefined;
  /** Of a decided one: she has read what was decided. Absent: nothing to be read. */
  read?: (() => void) | undefined;
  /** Id of whoever looks, so that her own side says so. */
  me?: string | undefined;
  /** A decision is on its way. */
  busy?: boolean;
  /** What an answer of a form says; without it the answer is shown as it is kept. */
  describe?: DescribeAnswer | undefined;
}

/** A field that two people wrote: both values beside each other with who, where and when; or what was decided. */
export function ConflictCard({ conflict, decide, read, me, busy = false, describe }: ConflictCardProps) {
  const all = useWords();
  const words = all.conflicts;
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const what = conflictFieldName(all, conflict.field, describe);
  const shown = (value: unknown, other: unknown) => shownValue(all, formats, conflict.field, value, other, describe);
  const { kept, other, decided } = conflict;
  const title = `conflict-${conflict.id}`;
  return (
    <article className={classes.card} aria-labelledby={title} data-testid="conflict" data-conflict={conflict.id}>
      <h3 id={title} className={classes.title}>
        {words.title(what, conflict.patientName)} <SimulatedTag person={conflict} />
      </h3>
      {conflict.status === 'decided' && decided ? (
        <>
          <p className={classes.question}>
            {words.decided[decided.choice](
              decided.by === me ? words.you(decided.byName) : decided.byName,
              formats.moment(decided.at, now),
            )}
          </p>
          <p className={classes.label}>{words.result}</p>
          <Value value={shown(decided.value, decided.value)} />
          {read ? (
            <Button h={56} variant="default" leftSection={<IconCheck aria-hidden />} onClick={read} data-testid="read">
              {words.read}
            </Button>
          ) : null}
        </>
      ) : (
        <>
          <p className={classes.question}>{decide ? words.question : words.readOnly}</p>
          {conflict.clinical ? (
            <p className={classes.clinical}>
              <IconHandStop aria-hidden />
              {words.clinical}
            </p>
          ) : null}
          <div className={classes.sides}>
            <SideView
              side={kept}
              label={words.sides.kept}
              value={shown(kept.value, other.value)}
              me={me}
              {...(decide ? { keep: () => decide('kept') } : {})}
              busy={busy}
              testId="keep-kept"
            />
            <SideView
              side={other}
              label={words.sides.other}
              value={shown(other.value, kept.value)}
              me={me}
              {...(decide ? { keep: () => decide('other') } : {})}
              busy={busy}
              testId="keep-other"
            />
          </div>
          {decide && mayKeepBoth(conflict) ? (
            <Button
              h={56}
              variant="default"
              leftSection={<IconGitMerge aria-hidden />}
              disabled={busy}
              onClick={() => decide('both')}
              data-testid="keep-both"
            >
              {words.both}
            </Button>
          ) : null}
          <p className={classes.quiet}>{words.before(textOf(shown(conflict.base, conflict.base), words.none))}</p>
        </>
      )}
    </article>
  );
}

function SideView({
  side,
  label,
  value,
  me,
  keep,
  busy,
  testId,
}: {
  side: Side;
  label: string;
  value: ShownValue;
  me: string | undefined;
  keep?: () => void;
  busy: boolean;
  testId: string;
}) {
  const words = useWords().conflicts;
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const name = side.by === me ? words.you(side.byName) : side.byName;
  return (
    <div className={classes.side}>
      <p className={classes.label}>{label}</p>
      <Value value={value} />
      <p className={classes.quiet}>{words.wrote(name, words.where[side.where], formats.moment(side.at, now))}</p>
      {keep ? (
        <Button
          h={56}
          disabled={busy}
          onClick={keep}
          aria-label={words.keepNamed(`${label}, ${textOf(value, words.none)}`)}
          data-testid={testId}
        >
          {words.keep}
        </Button>
      ) : null}
    </div>
  );
}

/** A list with what only this side has marked by a sign and a word; or the value. */
function Value({ value }: { value: ShownValue }) {
  const words = useWords().conflicts;
  if (value.kind === 'none') return <p className={classes.none}>{words.none}</p>;
  if (value.kind === 'text') return <p className={classes.value}>{value.text}</p>;
  return (
    <ul className={classes.list}>
      {value.items.map(({ text, onlyHere }) => (
        <li key={text} className={onlyHere ? classes.onlyHere : undefined}>
          {text}
          {onlyHere ? <small>{words.onlyHere}</small> : null}
        </li>
      ))}
    </ul>
  );
}

function textOf(value: ShownValue, none: string): string {
  if (value.kind === 'none') return none;
  return value.kind === 'text' ? value.text : value.items.map(({ text }) => text).join(', ');
}
