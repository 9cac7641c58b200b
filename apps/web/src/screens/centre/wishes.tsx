import type { Wishes as WishesData } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconMoon, IconQuote } from '@tabler/icons-react';
import { clockOf, isWithin, minuteOfSite } from './day-minute.ts';
import step from './step.module.css';

/** What she wishes, before anybody dials. Renders nothing where she said nothing. */
export function Wishes({ wishes }: { wishes: WishesData | undefined }) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().operator.wishes;
  const now = useNow(30_000);
  if (!wishes) return null;
  const { quiet, away, refused, language, note } = wishes;
  const isAway = away && away.from <= now && (away.until === undefined || away.until > now);
  const isQuiet = quiet !== undefined && isWithin(quiet, minuteOfSite(now));
  if (!quiet && !isAway && refused.length === 0 && language === 'ko' && !note) return null;
  return (
    <div className={step.wishes} data-now={isQuiet || undefined} data-testid="wishes">
      <h3>{t.title}</h3>
      {quiet ? (
        <p>
          <IconMoon size={18} aria-hidden />
          <span>
            {isQuiet
              ? t.quietNow(clockOf(quiet.from), clockOf(quiet.to))
              : t.quiet(clockOf(quiet.from), clockOf(quiet.to))}
          </span>
        </p>
      ) : null}
      {isAway ? (
        <p>
          {t[away.kind]}
          {away.until === undefined ? '' : ` · ${t.until(formats.moment(away.until, now))}`}
        </p>
      ) : null}
      {note ? (
        <p>
          <IconQuote size={18} aria-hidden />
          <q>{note}</q>
        </p>
      ) : null}
      {language === 'en' ? <p>{t.english}</p> : null}
      {refused.length > 0 ? <p>{t.refused(refused.map((kind) => words.shell.steps[kind]).join(', '))}</p> : null}
    </div>
  );
}
