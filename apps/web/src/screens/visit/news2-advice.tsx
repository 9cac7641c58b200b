import { News2Chip, useMissingNames, useWords } from '@munan/ui';
import type { News2 } from '@munan/vitals';
import classes from './entry.module.css';

/** The score with what it calls for, in the words of the RCP's chart; what is missing is named. */
export function News2Advice({ score, scale2 }: { score: News2 | undefined; scale2: boolean }) {
  const words = useWords().visit;
  const missing = useMissingNames();
  return (
    <section className={`${classes.card} ${classes.advice}`} data-testid="news2-advice">
      <div className={classes.chips}>
        <News2Chip score={score} large />
        {scale2 ? <span className={classes.quiet}>{words.entry.scale2}</span> : null}
      </div>
      {score && score.missing.length > 0 ? <p className={classes.quiet}>{words.news2.soFar}</p> : null}
      {score ? <p className={classes.adviceText}>{words.news2.responses[score.response]}</p> : null}
      {score && score.missing.length > 0 ? (
        <>
          <p className={classes.quiet}>{words.news2.missing(missing(score.missing))}</p>
          {score.responseMost === score.response ? null : (
            <p className={classes.quiet}>{words.news2.atWorst(words.news2.responses[score.responseMost])}</p>
          )}
        </>
      ) : null}
      <p className={classes.quiet}>{words.news2.source}</p>
    </section>
  );
}
