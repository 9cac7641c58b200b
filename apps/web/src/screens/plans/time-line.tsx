import type { PlanPreviewLine, PlanStep } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import {
  IconArrowDownRight,
  IconBellRinging,
  IconHourglass,
  IconPlayerPlayFilled,
  IconRepeat,
} from '@tabler/icons-react';
import { whySentence } from './plan-sentences.ts';
import classes from './time-line.module.css';

const icons: Record<PlanPreviewLine['what'], typeof IconRepeat> = {
  begins: IconPlayerPlayFilled,
  'passed-by': IconArrowDownRight,
  waits: IconHourglass,
  'begins-again': IconRepeat,
};

/** What a plan does by itself, from top to bottom. */
export function TimeLine({
  lines,
  plan,
  at,
}: {
  lines: readonly PlanPreviewLine[];
  plan: readonly PlanStep[];
  at: number;
}) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().plans;
  // The preview ends where the last step begins anew: from there on it is the same for ever.
  const isForEver = isAnew(lines.at(-1));
  const days = [at, ...lines.map((line) => line.at)].map(formats.day);
  return (
    <>
      <ol className={classes.timeline}>
        <li data-what="opened">
          <span className={classes.when}>{formats.clockSeconds(at)}</span>
          <span className={classes.dot} aria-hidden>
            <IconBellRinging size={16} />
          </span>
          <span className={classes.what}>
            <span className={classes.lineName}>{t.preview.opened}</span>
            <small>{days[0]}</small>
          </span>
        </li>
        {lines.map((line, index) => {
          const Icon = icons[line.what];
          const isSameDay = days[index + 1] === days[index];
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are never moved
              key={index}
              data-what={line.what}
              data-kind={line.kind}
              data-testid="preview-line"
            >
              <span className={classes.when}>{formats.clockSeconds(line.at)}</span>
              <span className={classes.dot} aria-hidden>
                <Icon size={16} />
              </span>
              <span className={classes.what}>
                <span className={classes.lineName}>
                  {line.step + 1}. {words.shell.steps[line.kind]}
                </span>
                <LineMore line={line} step={plan[line.step]} />
                {isSameDay ? null : <small className={classes.day}>{days[index + 1]}</small>}
              </span>
            </li>
          );
        })}
      </ol>
      {isForEver ? <p className={classes.dim}>{t.preview.repeats}</p> : null}
    </>
  );
}

const isAnew = (line: PlanPreviewLine | undefined) => line?.what === 'begins-again' && line.attempt === 1;

function LineMore({ line, step }: { line: PlanPreviewLine; step: PlanStep | undefined }) {
  const { formats } = useLanguage();
  const t = useCentreWords().plans;
  if (line.what === 'passed-by')
    return <small>{t.preview.passed(line.why ? whySentence(t, line.why, step) : '')}</small>;
  if (line.what === 'waits') return <small>{t.preview.waits(formats.clock(line.until ?? line.at))}</small>;
  return (
    <small>
      {line.attempt > 1 ? `${t.preview.attempt(line.attempt)} · ` : ''}
      {isAnew(line) ? `${t.preview.again} · ` : ''}
      {step ? t.steps.within(formats.span(step.withinMs)) : ''}
    </small>
  );
}
