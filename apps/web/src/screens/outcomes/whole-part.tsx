import type { OutcomesPage } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import classes from './outcomes.module.css';
import { RateBar } from './rate-bar.tsx';

/** All alerts of the window, how many were false, and by what that was divided. */
export function WholePart({ page, asked }: { page: OutcomesPage; asked: number }) {
  const { formats, words } = useLanguage();
  const t = useCentreWords().outcomes;
  const { total, causes } = page;
  const codes: Record<string, string> = words.response.outcomes.false;
  const isShorter = page.days < asked - 0.01;
  return (
    <section className={classes.panel} aria-labelledby="whole-title" data-testid="whole">
      <h2 id="whole-title">{t.whole.title}</h2>
      <p className={classes.dim}>{t.since(formats.full(page.from), formats.full(page.to))}</p>
      {total.closed === 0 ? (
        <p>{t.whole.none}</p>
      ) : (
        <>
          <dl className={classes.tiles}>
            {(['closed', 'true', 'false', 'unclear'] as const).map((name) => (
              <div key={name}>
                <dt>{t.whole[name]}</dt>
                <dd>{formats.number(total[name])}</dd>
              </div>
            ))}
          </dl>
          <dl className={classes.facts}>
            <div>
              <dt>{t.whole.rate}</dt>
              <dd>
                <RateBar count={total} />
              </dd>
            </div>
            {total.falsePerPersonDay === undefined ? null : (
              <div>
                <dt>{t.whole.perPersonDay}</dt>
                <dd>
                  <strong>{formats.number(total.falsePerPersonDay, 3)}</strong>{' '}
                  <span className={classes.dim}>
                    {t.whole.perPersonDaySaid(formats.number(page.people), t.days(Number(page.days.toFixed(1))))}
                    {isShorter ? ` (${t.shorter})` : ''}
                  </span>
                </dd>
              </div>
            )}
            {causes.length === 0 ? null : (
              <div>
                <dt>{t.causes.title}</dt>
                <dd>
                  {causes.map(({ code, count }) => `${codes[code] ?? code} ${t.causes.count(count)}`).join(' · ')}
                </dd>
              </div>
            )}
          </dl>
          <p className={classes.dim}>{t.whole.explained}</p>
        </>
      )}
    </section>
  );
}
