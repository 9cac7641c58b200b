import type { OutcomeAdvice, OutcomesPage } from '@munan/flow';
import { useCentreWords, useWatchWords } from '@munan/ui';
import { IconBulb, IconDeviceWatch, IconFlask, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '../../shell/session.tsx';
import { adviceName, ruleAnchor } from './names.ts';
import classes from './outcomes.module.css';

/** Where one can go with it: what a figure speaks for is tried on the past, and decided by a person. */
function Next({ advice }: { advice: OutcomeAdvice }) {
  const t = useCentreWords().outcomes.advice;
  const { role } = useMe();
  if (advice.code === 'person-mostly-false')
    return (
      <Link to="/people/$person" params={{ person: advice.key }} className={classes.go}>
        <IconUser size={18} aria-hidden /> {t.seePerson}
      </Link>
    );
  if (advice.code === 'rule-mostly-false')
    return (
      <Link to="/rules" hash={ruleAnchor(advice.key)} className={classes.go}>
        <IconFlask size={18} aria-hidden /> {t.tryRule}
      </Link>
    );
  // The list of devices is the manager's.
  if (role !== 'manager') return null;
  return (
    <Link to="/office/$part" params={{ part: 'devices' }} className={classes.go}>
      <IconDeviceWatch size={18} aria-hidden /> {t.seeDevices}
    </Link>
  );
}

export function AdvicePart({ page }: { page: OutcomesPage }) {
  const t = useCentreWords().outcomes;
  const { detectors } = useWatchWords().watch;
  const number = (value: unknown) => Number(value ?? 0);
  return (
    <section className={classes.panel} aria-labelledby="advice-title" data-testid="advice">
      <h2 id="advice-title">{t.advice.title}</h2>
      {page.advice.length === 0 ? (
        <p className={classes.dim}>{t.advice.none}</p>
      ) : (
        <>
          <p className={classes.dim}>{t.advice.noChange}</p>
          <ul className={classes.advice}>
            {page.advice.map((one) => (
              <li key={`${one.code} ${one.key}`}>
                <IconBulb size={22} aria-hidden />
                <span className={classes.says}>
                  <strong>{t.advice[one.code](adviceName(one, t, detectors))}</strong>
                  <span className={classes.under}>
                    {t.advice.figures(
                      number(one.params.false),
                      number(one.params.judged),
                      number(one.params.lowPercent),
                      number(one.params.highPercent),
                    )}
                    {one.params.othersPercent === undefined
                      ? ''
                      : ` · ${t.advice.others(number(one.params.othersPercent))}`}
                  </span>
                </span>
                <Next advice={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
