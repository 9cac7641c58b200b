import { Button } from '@mantine/core';
import { useWords } from '@munan/ui';
import { IconChecks } from '@tabler/icons-react';
import classes from './entry.module.css';
import { levels, orientations, painScores } from './fields.ts';
import { Question } from './question.tsx';
import tap from './tap.module.css';
import type { Visiting } from './visiting.ts';

/** How bad the pain is: one tap, with a face that says it without words. */
export function PainStep({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  const chosen = visit.entry.vitals.painScore;
  return (
    <fieldset className={`${tap.pain} ${classes.low}`} data-testid="field-painScore">
      <legend>{words.entry.painQuestion}</legend>
      {painScores.map((score) => (
        <button
          key={score}
          type="button"
          className={tap.painKey}
          aria-pressed={chosen === score}
          data-testid={`pain-${score}`}
          onClick={() => visit.act({ do: 'pain', score })}
        >
          <Face score={score} />
          <strong>{score}</strong>
          {score === 0 ? <small>{words.entry.painNone}</small> : null}
          {score === 10 ? <small>{words.entry.painWorst}</small> : null}
        </button>
      ))}
    </fieldset>
  );
}

/** A mouth from a smile to a frown, by the score. */
function Face({ score }: { score: number }) {
  const bend = 5 - score;
  return (
    <svg viewBox="0 0 32 32" className={tap.face} aria-hidden>
      <circle cx="16" cy="16" r="13" />
      <circle cx="11.5" cy="13" r="1.4" className={tap.eye} />
      <circle cx="20.5" cy="13" r="1.4" className={tap.eye} />
      <path d={`M10 ${21.5 - bend * 0.35} Q16 ${21.5 + bend} 22 ${21.5 - bend * 0.35}`} />
    </svg>
  );
}

/** ACVPU, from awake to no response. */
export function LevelStep({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  if (visit.place.verdict?.kind === 'ask') return <Question visit={visit} />;
  return (
    <fieldset className={`${classes.levels} ${classes.low}`} data-testid="field-consciousness">
      <legend>{words.entry.levelQuestion}</legend>
      {levels.map((level) => (
        <button
          key={level}
          type="button"
          className={classes.level}
          aria-pressed={visit.entry.vitals.consciousness === level}
          data-testid={`level-${level}`}
          onClick={() => visit.act({ do: 'level', level })}
        >
          <strong>{words.levels[level]}</strong>
          <span>{words.levelHints[level]}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** 지남력: one tap where all is well, a tap each where it is not. */
export function OrientationStep({ visit }: { visit: Visiting }) {
  const words = useWords().visit;
  const { vitals } = visit.entry;
  return (
    <div className={`${classes.orientation} ${classes.low}`} data-testid="field-orientation">
      <p className={classes.quiet}>{words.entry.orientationQuestion}</p>
      {orientations.map((what) => (
        <fieldset key={what} className={classes.choice}>
          <legend>
            <span className={tap.first}>{words.orientedTo[what]}</span>{' '}
            <span className={classes.quiet}>{words.entry.orientationHints[what]}</span>
          </legend>
          {[true, false].map((knows) => (
            <Button
              key={String(knows)}
              h={56}
              variant={vitals[what] === knows ? 'filled' : 'light'}
              aria-pressed={vitals[what] === knows}
              data-testid={`${what}-${knows}`}
              onClick={() => visit.act({ do: 'orient', what, knows })}
            >
              {knows ? words.entry.knows : words.entry.knowsNot}
            </Button>
          ))}
        </fieldset>
      ))}
      <Button
        h={64}
        size="lg"
        leftSection={<IconChecks aria-hidden />}
        data-testid="orient-all"
        onClick={() => visit.act({ do: 'orient-all' })}
      >
        {words.entry.allThree}
      </Button>
    </div>
  );
}
