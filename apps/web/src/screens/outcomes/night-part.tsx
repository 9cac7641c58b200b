import type { OutcomesPage } from '@munan/flow';
import { PriorityMark, reasonSentence, SimulatedTag, useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconCheck, IconHelp, IconHourglass, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { outcomeSentence } from '../centre/outcome-sentence.ts';
import classes from './outcomes.module.css';

type Line = OutcomesPage['night'][number];
const icons = { true: IconCheck, false: IconX, unclear: IconHelp } as const;

function Ending({ line }: { line: Line }) {
  const { words } = useLanguage();
  const t = useCentreWords().outcomes.night;
  if (!line.outcome)
    return (
      <span className={classes.verdict} data-verdict="open">
        <IconHourglass size={18} aria-hidden /> {t.open}
      </span>
    );
  const Icon = icons[line.outcome.verdict];
  return (
    <span className={classes.verdict} data-verdict={line.outcome.verdict}>
      <Icon size={18} aria-hidden /> {outcomeSentence(words, line.outcome)}
    </span>
  );
}

/** The board of the next morning: each alert of the night, and how it ended. */
export function NightPart({ page }: { page: OutcomesPage }) {
  const { words, formats } = useLanguage();
  const now = useNow(60_000);
  const t = useCentreWords().outcomes.night;
  const open = page.night.filter(({ outcome }) => !outcome).length;
  return (
    <section className={classes.panel} aria-labelledby="night-title">
      <h2 id="night-title">{t.title}</h2>
      {page.night.length === 0 ? (
        <p className={classes.dim}>{t.none}</p>
      ) : (
        <>
          <p className={classes.dim}>{t.count(open, page.night.length - open)}</p>
          <ul className={classes.night} data-testid="night">
            {page.night.map((line) => (
              <li key={line.alert}>
                <span className={classes.when}>{formats.moment(line.openedAt, now)}</span>
                <PriorityMark priority={line.priority} plain />
                <span className={classes.who}>
                  {line.person ? (
                    <>
                      <Link to="/people/$person" params={{ person: line.person.id }} className={classes.link}>
                        {line.person.name}
                      </Link>
                      <SimulatedTag person={line.person} />
                    </>
                  ) : null}
                </span>
                <span className={classes.what}>{reasonSentence(words, line.reason)}</span>
                <Ending line={line} />
              </li>
            ))}
          </ul>
          {page.nightMore ? <p className={classes.dim}>{t.more}</p> : null}
        </>
      )}
    </section>
  );
}
