import { Button } from '@mantine/core';
import { News2Chip, useFormats, useWords } from '@munan/ui';
import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { shownIn } from './entering.ts';
import classes from './entry.module.css';
import { isNumberField, orientations, type Step, stepsFor } from './fields.ts';
import { useFullHeight } from './full-height.ts';
import { LastValue } from './last-value.tsx';
import { NumberStep } from './number-step.tsx';
import { scoreOfVisit } from './score.ts';
import { LevelStep, OrientationStep, PainStep } from './tap-steps.tsx';
import type { Visiting } from './visiting.ts';
import { VitalsReview } from './vitals-review.tsx';

/** The measuring: one vital a page, and at the end all of them to be checked and sent. */
export function VitalsPart({ visit, leave }: { visit: Visiting; leave: () => void }) {
  const words = useWords().visit;
  const formats = useFormats();
  const { entry, place, person } = visit;
  const { step } = place;
  const list = stepsFor(entry.vitals);
  const number = list.indexOf(step) + 1;
  const heading = useFocusOn(step);
  const screen = useFullHeight();
  const title = step === 'review' ? words.entry.review : words.fields[step];
  return (
    <div className={`${classes.entry} ${step === 'review' ? '' : classes.tall}`} ref={screen}>
      <div className={classes.chips}>
        {step === 'review' ? null : <News2Chip score={scoreOfVisit(entry.vitals, person?.spo2Scale2 ?? false)} />}
        <span className={classes.quiet}>{words.entry.arrivedAt(formats.clock(entry.arrived))}</span>
        <span className={classes.quiet}>{`${number}/${list.length}`}</span>
      </div>
      <div
        className={classes.progress}
        role="progressbar"
        aria-label={words.entry.progress(number, list.length)}
        aria-valuemin={1}
        aria-valuemax={list.length}
        aria-valuenow={number}
      >
        <div style={{ width: `${(number / list.length) * 100}%` }} />
      </div>
      <div className={classes.stepHead}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <LastValue visit={visit} />
      </div>
      {isNumberField(step) ? <NumberStep key={step} visit={visit} field={step} /> : null}
      {step === 'painScore' ? <PainStep visit={visit} /> : null}
      {step === 'consciousness' ? <LevelStep visit={visit} /> : null}
      {step === 'orientation' ? <OrientationStep visit={visit} /> : null}
      {step === 'review' ? <VitalsReview visit={visit} /> : null}
      <EntryNav visit={visit} leave={leave} />
    </div>
  );
}

function EntryNav({ visit, leave }: { visit: Visiting; leave: () => void }) {
  const words = useWords().visit.entry;
  const { entry, place, act } = visit;
  const { step } = place;
  const { vitals } = entry;
  if (step === 'review') return <ReviewNav visit={visit} leave={leave} />;
  // A question is answered first; it needs the room.
  if (place.verdict?.kind === 'ask') return null;
  const filled = isNumberField(step)
    ? shownIn(visit) !== ''
    : step === 'orientation'
      ? orientations.some((what) => vitals[what] !== undefined)
      : vitals[step] !== undefined;
  const second = step === 'secondSystolicMmHg' && !filled;
  return (
    <div className={classes.nav}>
      <Button
        h={60}
        px="xs"
        variant="default"
        leftSection={<IconArrowLeft aria-hidden />}
        data-testid="keypad-back"
        onClick={() => (step === 'systolicMmHg' && !place.fromReview ? leave() : act({ do: 'back' }))}
      >
        {words.back}
      </Button>
      <Button
        h={60}
        size="lg"
        variant={filled ? 'filled' : 'light'}
        rightSection={<IconArrowRight aria-hidden />}
        data-testid="keypad-next"
        onClick={() => act({ do: 'next' })}
      >
        {filled ? words.next : second ? words.secondSkip : words.skip}
      </Button>
    </div>
  );
}

/** From here the values go to the hospital, and the nurse to the note. */
function ReviewNav({ visit, leave }: { visit: Visiting; leave: () => void }) {
  const words = useWords().visit.entry;
  const { entry, local, desk } = visit;
  const some = Object.keys(entry.vitals).length > 0;
  const changed = JSON.stringify(local.base?.vitals ?? {}) !== JSON.stringify(entry.vitals);
  const sends = some && entry.state !== 'signed' && changed;
  return (
    <div className={`${classes.nav} ${classes.single} ${classes.still}`}>
      <Button
        h={64}
        size="lg"
        leftSection={sends ? <IconCheck aria-hidden /> : undefined}
        rightSection={sends ? undefined : <IconArrowRight aria-hidden />}
        data-testid="finish-vitals"
        onClick={() => {
          if (!visit.settle()) return;
          if (sends) desk.finishVitals(entry.id);
          leave();
        }}
      >
        {sends ? words.finishVitals : words.toParts}
      </Button>
      {sends ? <span className={`${classes.quiet} ${classes.centred}`}>{words.finishVitalsHint}</span> : null}
    </div>
  );
}

/** A new step is announced and begins at the top; the first one as well as any other. */
function useFocusOn(step: Step) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what moves the focus
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [step]);
  return heading;
}
