import type { DayFigure, UsualStep } from '@munan/flow';
import { useLanguage, useWatchWords } from '@munan/ui';
import { FigureChart } from '../../../evidence/figure-chart.tsx';
import { Fold } from './fold.tsx';
import classes from './watch.module.css';

const halfDayMs = 43_200_000;

/** A day's band stands about its value; a day without one is a hole. */
function bandOf(days: DayFigure[]): UsualStep[] {
  return days.map(({ t, low, high }) => ({ t: t - halfDayMs, low: low ?? Number.NaN, high: high ?? Number.NaN }));
}
const isOutside = ({ value, low, high }: DayFigure) =>
  (low !== undefined && value < low) || (high !== undefined && value > high);

/** Resting pulse and temperature, one value a day, with the range each was judged by. */
export function DaysPart({ pulse, temperature }: { pulse: DayFigure[]; temperature: DayFigure[] }) {
  const { formats, words } = useLanguage();
  const { person: t, evidence } = useWatchWords().watch;
  const said = (name: string, days: DayFigure[], channel: 'pulse' | 'temperature') => {
    const last = days.at(-1);
    if (!last) return '';
    const outside = isOutside(last) ? ` (${evidence.outside})` : '';
    return `${name} ${formats.measured(channel, last.value)}${outside}`;
  };
  const summary = t.days.summary(
    said(t.days.pulse, pulse, 'pulse'),
    said(t.days.temperature, temperature, 'temperature'),
  );
  return (
    <Fold title={t.days.title} testid="watch-days" says={summary || t.unknown}>
      {pulse.length + temperature.length === 0 ? <p>{t.days.none}</p> : null}
      {(
        [
          ['restingPulsePerMin', pulse, 'pulse'],
          ['restTemperatureCel', temperature, 'temperature'],
        ] as const
      ).map(([name, days, channel]) =>
        days.length > 0 ? (
          <section key={name} aria-label={channel === 'pulse' ? t.days.pulse : t.days.temperature}>
            <h4>
              {channel === 'pulse' ? t.days.pulse : t.days.temperature} <small>{words.shell.units[channel]}</small>
            </h4>
            <FigureChart
              name={name}
              points={days.map(({ t: at, value }) => ({ t: at, value }))}
              usual={days.some(({ low }) => low !== undefined) ? bandOf(days) : undefined}
              testid={`days-${channel}`}
            />
          </section>
        ) : null,
      )}
      <p className={classes.note}>{t.days.explain}</p>
    </Fold>
  );
}
