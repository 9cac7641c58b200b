import type { RulesPage } from '@munan/flow';
import { useLanguage, useWatchWords } from '@munan/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { findDaysBetween } from '../person/watch-says.ts';
import classes from './rules.module.css';

/** How much the desk is called now, and what the budget keeps from it. */
export function BurdenPart({ page }: { page: RulesPage }) {
  const { formats } = useLanguage();
  const { rules: t, watch } = useWatchWords();
  const { burden } = page;
  const rate = (value: number) => formats.number(value, value < 100 && !Number.isInteger(value) ? 1 : 0);
  const days = findDaysBetween(burden.threshold);
  const tiles = [
    [t.burden.today, formats.number(burden.calledToday)],
    [t.burden.perDay, rate(burden.calledPerDay)],
    [t.burden.held, rate(burden.heldPerDay)],
    [t.burden.budget, burden.callsPerDay === null ? t.burden.noBudget : rate(burden.callsPerDay)],
  ] as const;
  const missed = burden.held.filter(({ perDay }) => perDay > 0);
  return (
    <section aria-labelledby="burden-title" className={classes.panel}>
      <h2 id="burden-title">{t.burden.title}</h2>
      <dl className={classes.tiles}>
        {tiles.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="munan-value">{value}</dd>
          </div>
        ))}
      </dl>
      {burden.overfull ? (
        <p className={classes.warning} role="alert">
          <IconAlertTriangle size={20} aria-hidden /> {t.burden.overfull}
        </p>
      ) : null}
      <p>
        {burden.callsPerDay === null || burden.threshold <= 0 || days === undefined
          ? t.burden.thresholdNone
          : t.burden.threshold(watch.person.rarityDays(formats.number(days)))}
      </p>
      <h3>{t.burden.missTitle}</h3>
      {missed.length === 0 ? (
        <p>{t.burden.missNone}</p>
      ) : (
        <>
          <p>{t.burden.miss(rate(burden.heldPerDay))}</p>
          <table className={classes.table} aria-label={t.burden.missTitle}>
            <thead>
              <tr>
                <th scope="col">{t.burden.detector}</th>
                <th scope="col">{t.burden.heldPerDay}</th>
                <th scope="col">{t.burden.calledPerDay}</th>
              </tr>
            </thead>
            <tbody>
              {missed.map(({ detector, perDay, calledPerDay }) => (
                <tr key={detector} data-testid="held-detector">
                  <th scope="row">{watch.detectors[detector] ?? detector}</th>
                  <td>{formats.number(perDay, 1)}</td>
                  <td>{formats.number(calledPerDay, 1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
