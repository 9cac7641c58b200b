import type { RhythmFigures, RoutineFigures } from '@munan/flow';
import { useLanguage, useWatchWords } from '@munan/ui';
import { clockOfMinute } from '../../../evidence/drawing.ts';
import { FigureChart } from '../../../evidence/figure-chart.tsx';
import { rhythmSays, tellingFigure } from '../watch-says.ts';
import { Fold } from './fold.tsx';
import classes from './watch.module.css';

/** Morning of a local day, for a chart: the days are what matters. */
const noonOf = (day: string) => Date.parse(`${day}T12:00:00+09:00`);

/** Rhythm of rest and activity, each figure with what it says. */
export function RhythmPart({ rhythm }: { rhythm: RhythmFigures | null }) {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person;
  const r = t.rhythm;
  const telling = rhythm ? tellingFigure(rhythm) : undefined;
  const says = {
    stability: (value: number) => r.stabilitySays[rhythmSays.stability(value)],
    variability: (value: number) => r.variabilitySays[rhythmSays.variability(value)],
    amplitude: (value: number) => r.amplitudeSays[rhythmSays.amplitude(value)],
  };
  const values = rhythm && {
    stability: rhythm.interdailyStability,
    variability: rhythm.intradailyVariability,
    amplitude: rhythm.relativeAmplitude,
  };
  const said = telling && values ? says[telling](values[telling] ?? 0) : undefined;
  return (
    <Fold
      title={r.title}
      testid="watch-rhythm"
      says={rhythm && said ? r.summary(r.days(rhythm.days), said) : t.unknown}
    >
      {rhythm && values && telling ? (
        <dl className={classes.facts}>
          {(['stability', 'variability', 'amplitude'] as const).map((name) => {
            const value = values[name];
            return (
              <div key={name}>
                <dt>{r[name]}</dt>
                <dd>
                  <strong>{value === null ? '–' : formats.number(value, 2)}</strong>{' '}
                  {value === null ? t.unknown : says[name](value)}
                </dd>
              </div>
            );
          })}
          {rhythm.leastActive5h ? (
            <div>
              <dt>{r.least}</dt>
              <dd>
                {r.leastSays(
                  clockOfMinute(rhythm.leastActive5h.fromMinute),
                  formats.number(rhythm.leastActive5h.perMin, 1),
                )}
              </dd>
            </div>
          ) : null}
          {rhythm.mostActive10h ? (
            <div>
              <dt>{r.most}</dt>
              <dd>
                {r.mostSays(
                  clockOfMinute(rhythm.mostActive10h.fromMinute),
                  formats.number(rhythm.mostActive10h.perMin, 1),
                )}
              </dd>
            </div>
          ) : null}
        </dl>
      ) : (
        <p>{r.needs}</p>
      )}
      <p className={classes.note}>{r.explain}</p>
    </Fold>
  );
}

/** When she usually gets up and goes to bed, whether she has today, and how often she was up in the night. */
export function RoutinePart({ routine }: { routine: RoutineFigures | null }) {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person;
  const r = t.routine;
  const usually = (one: NonNullable<RoutineFigures['upAt']>) =>
    r.usually(clockOfMinute(one.usual), clockOfMinute(one.early), clockOfMinute(one.late));
  const today =
    routine?.upToday === null || routine?.upToday === undefined
      ? r.notUpToday
      : r.upToday(clockOfMinute(routine.upToday));
  const nights = routine?.nightUps ?? [];
  return (
    <Fold
      title={r.title}
      testid="watch-routine"
      says={routine?.upAt ? `${r.up} ${usually(routine.upAt)} · ${today}` : t.unknown}
    >
      {routine?.upAt || routine?.bedAt ? (
        <dl className={classes.facts}>
          {routine.upAt ? (
            <div>
              <dt>{r.up}</dt>
              <dd>
                <strong>{usually(routine.upAt)}</strong> {t.ofDays(routine.upAt.days)} · {today}
              </dd>
            </div>
          ) : null}
          {routine.bedAt ? (
            <div>
              <dt>{r.bed}</dt>
              <dd>
                <strong>{usually(routine.bedAt)}</strong> {t.ofDays(routine.bedAt.days)}
              </dd>
            </div>
          ) : null}
        </dl>
      ) : (
        <p>{r.needs}</p>
      )}
      {nights.length > 0 ? (
        <>
          <h4>{r.nightUps}</h4>
          {nights.length > 1 ? (
            <FigureChart
              name="nightUpTimes"
              points={nights.map(({ day, times }) => ({ t: noonOf(day), value: times }))}
              height={130}
            />
          ) : null}
          <ul className={classes.ups}>
            {nights
              .slice(-7)
              .reverse()
              .map(({ day, times, minutes }) => (
                <li key={day}>
                  <span>{formats.day(noonOf(day))}</span> {r.nightUpsOf(times, Math.round(minutes))}
                </li>
              ))}
          </ul>
        </>
      ) : null}
    </Fold>
  );
}
