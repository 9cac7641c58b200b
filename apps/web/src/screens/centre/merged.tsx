import type { AlertPage } from '@munan/flow';
import { reasonSentence, useCentreWords, useLanguage, useNow } from '@munan/ui';
import classes from './alert.module.css';
import { episodesOf } from './episodes.ts';

/** The signs that were merged in one alert, where there are more than one. */
export function Merged({ page }: { page: AlertPage }) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().operator.merged;
  const now = useNow(30_000);
  const episodes = episodesOf(page.findings);
  if (episodes.length < 2) return null;
  return (
    <section aria-labelledby="merged-title" className={classes.section} data-testid="merged">
      <h2 id="merged-title">{t.title(episodes.length)}</h2>
      <ul className={classes.history}>
        {episodes.map(({ episode, latest, since, count }) => (
          <li key={episode}>
            <time dateTime={new Date(since).toISOString()} className={classes.changeTime}>
              {formats.moment(since, now)}
            </time>
            <span>
              <strong>{reasonSentence(words, latest.reason)}</strong> · {words.shell.priorities[latest.priority]} ·{' '}
              {latest.phase === 'ended' ? t.ended : t.lasting}
              {count > 1 ? ` · ${t.times(count)}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
