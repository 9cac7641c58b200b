import type { RiskFigures } from '@munan/flow';
import { useLanguage, useNow, useWatchWords } from '@munan/ui';
import { Fold } from './fold.tsx';
import classes from './watch.module.css';

/** The risk learned in hospitals: it says so wherever it stands, and it is a place among hours, not a probability. */
export function RiskPart({ risk }: { risk: RiskFigures | null }) {
  const { formats } = useLanguage();
  const now = useNow(30_000);
  const t = useWatchWords().watch.person;
  const r = t.risk;
  const of100 = (share: number) => formats.number(Math.round(share * 100));
  const rank = risk ? r.rank(of100(risk.rank), of100(risk.low), of100(risk.high)) : t.unknown;
  return (
    <Fold
      title={r.title}
      testid="watch-risk"
      says={
        <>
          {rank} <span className={classes.label}>{r.transferred}</span>
        </>
      }
    >
      {risk ? (
        <>
          <p>
            <strong>{rank}</strong> · {r.at(formats.moment(risk.at, now))}
          </p>
          {risk.because.length > 0 ? (
            <>
              <h4>{r.because}</h4>
              <ul className={classes.ups}>
                {risk.because.map(({ code, points }) => (
                  <li key={code}>
                    {r.becausePoints(
                      t.becauses[code] ?? code,
                      `${points > 0 ? '+' : ''}${formats.number(points, Number.isInteger(points) ? 0 : 1)}`,
                    )}
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </>
      ) : (
        <p>{r.none}</p>
      )}
      <p className={classes.note}>{r.rankMeaning}</p>
    </Fold>
  );
}
