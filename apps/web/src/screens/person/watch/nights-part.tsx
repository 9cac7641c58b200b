import { Button } from '@mantine/core';
import type { NightFigures } from '@munan/flow';
import { useLanguage, useWatchWords } from '@munan/ui';
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { FigureChart } from '../../../evidence/figure-chart.tsx';
import { Fold } from './fold.tsx';
import classes from './watch.module.css';

const none = '–';
const firstShown = 5;
const icons = {
  unlikely: IconCircleCheck,
  possible: IconInfoCircle,
  likely: IconAlertTriangle,
  'cannot-say': IconHelpCircle,
} as const;

function Apnoea({ apnoea }: { apnoea: NightFigures['apnoea'] }) {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person.nights;
  const Icon = icons[apnoea.says];
  const range =
    apnoea.low === null || apnoea.high === null
      ? ''
      : t.apnoeaRange(formats.number(apnoea.low), formats.number(apnoea.high));
  return (
    <span className={classes.apnoea} data-says={apnoea.says}>
      <Icon size={18} aria-hidden />
      <span>
        {t.apnoea[apnoea.says]}
        {range && apnoea.says !== 'cannot-say' ? ` · ${range}` : ''}
      </span>
    </span>
  );
}

interface Row {
  name: string;
  of: (night: NightFigures) => string;
}

function useRows(): Row[] {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person.nights;
  const number = (value: number | null, digits: number) => (value === null ? none : formats.number(value, digits));
  const percent = (share: number, digits = 0) => `${formats.number(share * 100, digits)} %`;
  const both = (recorded: number | null, asleep: number | null) => `${number(recorded, 1)} / ${number(asleep, 1)}`;
  return [
    { name: t.columns.mean, of: ({ meanPercent }) => `${number(meanPercent, 1)} %` },
    { name: t.columns.lowest, of: ({ lowestPercent }) => `${number(lowestPercent, 0)} %` },
    { name: t.columns.below90, of: ({ below90 }) => percent(below90, 1) },
    { name: t.columns.below88, of: ({ below88 }) => percent(below88, 1) },
    { name: t.columns.odi3, of: ({ odi3, odi3Asleep }) => both(odi3, odi3Asleep) },
    { name: t.columns.odi4, of: ({ odi4, odi4Asleep }) => both(odi4, odi4Asleep) },
    {
      name: t.columns.burden,
      of: ({ hypoxicBurden }) => (hypoxicBurden === null ? none : t.burdenOf(number(hypoxicBurden, 1))),
    },
    { name: t.columns.delta, of: ({ deltaIndex }) => number(deltaIndex, 2) },
    {
      name: t.columns.hours,
      of: ({ recordedHours, asleepHours }) =>
        t.hoursOf(
          asleepHours === null ? number(recordedHours, 1) : `${number(recordedHours, 1)} / ${number(asleepHours, 1)}`,
        ),
    },
    { name: t.columns.usable, of: ({ usable }) => percent(usable) },
  ];
}

/** The last nights, newest first: a table on a desk, a card a night on a phone. */
function NightTable({ nights }: { nights: NightFigures[] }) {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person.nights;
  const rows = useRows();
  /* biome-ignore-start lint/a11y/noRedundantRoles: display: block on a phone would drop the roles */
  return (
    // A table as wide as this one is scrolled in its own place.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys [WCAG 2.1.1]
    <section className={classes.scroll} tabIndex={0} aria-label={t.title}>
      <table className={classes.nights} role="table" aria-label={t.title}>
        <thead role="rowgroup">
          <tr role="row">
            {[t.columns.day, t.columns.apnoea, ...rows.map(({ name }) => name)].map((name) => (
              <th key={name} role="columnheader" scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {nights.map((night) => (
            <tr key={night.day} role="row" data-testid="night-row">
              <th role="rowheader" scope="row">
                {formats.day(night.to)}
              </th>
              <td role="cell">
                <Apnoea apnoea={night.apnoea} />
              </td>
              {rows.map(({ name, of }) => (
                <td key={name} role="cell">
                  <span className={classes.cellName} aria-hidden>
                    {name}
                  </span>
                  <span>{of(night)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
  /* biome-ignore-end lint/a11y/noRedundantRoles: display: block on a phone would drop the roles */
}

/** Her nights by the wrist device: the last in one line, then each. */
export function NightsPart({ nights }: { nights: NightFigures[] }) {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person;
  const [all, setAll] = useState(false);
  const newest = nights.slice().sort((a, b) => b.to - a.to);
  const last = newest[0];
  const rated = nights.filter(({ odi3 }) => odi3 !== null);
  return (
    <Fold
      title={t.nights.title}
      testid="watch-nights"
      says={
        last ? (
          <>
            {t.nights.summary(
              formats.day(last.to),
              formats.number(last.meanPercent, 1),
              formats.number(last.lowestPercent, 0),
            )}{' '}
            <Apnoea apnoea={last.apnoea} />
          </>
        ) : (
          t.unknown
        )
      }
    >
      {last ? (
        <>
          {rated.length > 1 ? (
            <>
              <h4>{t.nights.chart}</h4>
              <FigureChart
                name="odi3PerHour"
                points={rated.map(({ to, odi3 }) => ({ t: to, value: odi3 ?? Number.NaN }))}
                height={150}
              />
            </>
          ) : null}
          <NightTable nights={all ? newest : newest.slice(0, firstShown)} />
          {newest.length > firstShown ? (
            <Button variant="default" h={44} mt={8} onClick={() => setAll(!all)}>
              {all ? t.showFewer : t.nights.showAll(newest.length)}
            </Button>
          ) : null}
        </>
      ) : (
        <p>{t.nights.none}</p>
      )}
      <p className={classes.note}>{t.nights.explain}</p>
    </Fold>
  );
}
