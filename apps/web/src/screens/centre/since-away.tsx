import { Button } from '@mantine/core';
import type { SinceAway as SinceAwayData } from '@munan/flow';
import { reasonSentence, useCentreWords, useLanguage, useNow, Window } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../connection/queries.ts';
import { Waiting } from '../../shell/waiting.tsx';
import classes from './since-away.module.css';

type Line = SinceAwayData['lines'][number];

function AwayLine({ line, onGo }: { line: Line; onGo: () => void }) {
  const { words, formats } = useLanguage();
  const now = useNow(0);
  const changes: Record<string, string> = words.response.changes;
  const actors: Record<string, string> = words.response.actors;
  return (
    <li>
      <Link to="/centre/$alert" params={{ alert: line.alert }} className={classes.line} onClick={onGo}>
        <time dateTime={new Date(line.at).toISOString()}>{formats.moment(line.at, now)}</time>
        <span>
          <strong>{line.person?.name ?? words.centre.ofHouse}</strong> · {changes[line.what] ?? line.what}
          {line.reason ? ` · ${reasonSentence(words, line.reason)}` : ''}
          <span className={classes.by}> — {actors[line.byName] ?? line.byName}</span>
        </span>
      </Link>
    </li>
  );
}

/** What happened while she was away: how many came and went, and each line a way there. Esc or Enter puts it aside. */
export function SinceAway({ at, onSeen }: { at: number; onSeen: () => void }) {
  const { formats } = useLanguage();
  const t = useCentreWords().operator.away;
  const now = useNow(0);
  const since = useQuery({ ...queries.since(at), staleTime: Number.POSITIVE_INFINITY });
  const told = since.data;
  return (
    <Window title={t.title} size="lg" onClose={onSeen}>
      <div data-testid="since-away">
        <p className={classes.when}>{t.since(formats.moment(at, now), formats.span((told?.now ?? now) - at))}</p>
        {since.error ? <p role="alert">{t.failed}</p> : null}
        {!told && !since.error ? <Waiting /> : null}
        {told ? (
          <>
            <p className={classes.sums}>
              <strong>{t.opened(told.opened)}</strong> · <strong>{t.closed(told.closed)}</strong>
            </p>
            {told.lines.length === 0 ? <p>{t.nothing}</p> : null}
            {told.more ? <p>{t.more}</p> : null}
            <ol className={classes.lines}>
              {told.lines.map((line, i) => (
                // The past does not move.
                // biome-ignore lint/suspicious/noArrayIndexKey: see the line above
                <AwayLine key={i} line={line} onGo={onSeen} />
              ))}
            </ol>
          </>
        ) : null}
        <Button size="lg" mt="md" data-autofocus data-testid="since-away-seen" onClick={onSeen}>
          {t.seen}
        </Button>
      </div>
    </Window>
  );
}
