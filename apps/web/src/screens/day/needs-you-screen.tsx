import { ConflictCard, useLanguage, useNow } from '@munan/ui';
import { Link } from '@tanstack/react-router';
import { describeForms } from '../../conflicts/describe-forms.ts';
import { useDesk } from '../../desk/use-desk.ts';
import { Page } from '../../shell/frame.tsx';
import classes from './day.module.css';
import { RefusalCard } from './refusal-card.tsx';
import { UnfinishedVisit } from './unfinished.tsx';

/** What only she can settle: two values to choose from, what others decided, and visits that the server refused. */
export function NeedsYouScreen() {
  const { words: all, language } = useLanguage();
  const words = all.day.needs;
  const desk = useDesk();
  useNow(60_000);
  const me = desk.user.id;
  const conflicts = desk.conflicts();
  const open = conflicts.filter(({ status }) => status === 'open');
  const decided = conflicts.filter(({ status, unread }) => status === 'decided' && unread.includes(me));
  const refused = desk.visits().filter(({ state }) => state === 'refused');
  // A refused visit stands in the list as a visit: it is opened and put right.
  const others = desk
    .refusals()
    .filter(({ kind, visit }) => kind !== 'visit' || !refused.some((one) => one.entry.id === visit));
  const count = open.length + decided.length + refused.length + others.length;
  const describe = describeForms((id) => desk.form(id), language);
  return (
    <Page title={words.title} width="narrow">
      <p className={classes.count} role="status">
        {count === 0 ? words.none : words.count(count)}
      </p>
      {open.length > 0 ? (
        <section className={classes.section} aria-label={words.open}>
          <h2>{words.open}</h2>
          {open.map((conflict) => (
            <ConflictCard
              key={conflict.id}
              conflict={conflict}
              me={me}
              describe={describe}
              decide={(choice) => desk.decide(conflict.id, choice)}
            />
          ))}
        </section>
      ) : null}
      {decided.length > 0 ? (
        <section className={classes.section} aria-label={words.decided}>
          <h2>{words.decided}</h2>
          {decided.map((conflict) => (
            <ConflictCard
              key={conflict.id}
              conflict={conflict}
              me={me}
              describe={describe}
              read={() => desk.read(conflict.id)}
            />
          ))}
        </section>
      ) : null}
      {refused.length + others.length > 0 ? (
        <section className={classes.section} aria-label={words.refused}>
          <h2>{words.refused}</h2>
          {refused.map((visit) => (
            <UnfinishedVisit key={visit.entry.id} visit={visit} desk={desk} now={desk.now()} />
          ))}
          {others.map((refusal) => (
            <RefusalCard key={refusal.id} refusal={refusal} desk={desk} />
          ))}
        </section>
      ) : null}
      <Link to="/visit" className={classes.link}>
        {words.back}
      </Link>
    </Page>
  );
}
