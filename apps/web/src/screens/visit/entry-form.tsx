import { Button } from '@mantine/core';
import { News2Chip, useFormats, useWords } from '@munan/ui';
import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { type Draft, hasContent } from './draft.ts';
import { type EntryAct, shownIn } from './entering.ts';
import classes from './entry.module.css';
import { isNumberField, type Step, steps } from './fields.ts';
import { ReviewStep } from './review-step.tsx';
import { scoreOfVisit } from './score.ts';
import { LastValue, LevelStep, NumberStep } from './steps.tsx';

/** A visit being entered: one vital a page, and at the end everything to be checked and saved. */
export function EntryForm({ draft, act, save }: { draft: Draft; act: (act: EntryAct) => void; save: () => void }) {
  const words = useWords().visit;
  const formats = useFormats();
  const { step } = draft;
  const number = steps.indexOf(step) + 1;
  const heading = useFocusOn(step);
  const title = step === 'review' ? words.entry.review : words.fields[step];
  return (
    <div className={classes.entry}>
      <div className={classes.chips}>
        {step === 'review' ? null : <News2Chip score={scoreOfVisit(draft.vitals, draft.spo2Scale2)} />}
        <span className={classes.quiet}>{words.entry.arrivedAt(formats.clock(draft.arrived))}</span>
        <span className={classes.quiet}>{`${number}/${steps.length}`}</span>
      </div>
      <div
        className={classes.progress}
        role="progressbar"
        aria-label={words.entry.progress(number, steps.length)}
        aria-valuemin={1}
        aria-valuemax={steps.length}
        aria-valuenow={number}
      >
        <div style={{ width: `${(number / steps.length) * 100}%` }} />
      </div>
      <div className={classes.stepHead}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <LastValue draft={draft} />
      </div>
      {isNumberField(step) ? <NumberStep key={step} draft={draft} act={act} field={step} /> : null}
      {step === 'consciousness' ? <LevelStep draft={draft} act={act} /> : null}
      {step === 'review' ? <ReviewStep draft={draft} act={act} /> : null}
      <EntryNav draft={draft} act={act} save={save} />
    </div>
  );
}

function EntryNav({ draft, act, save }: { draft: Draft; act: (act: EntryAct) => void; save: () => void }) {
  const words = useWords().visit.entry;
  const { step } = draft;
  const filled = isNumberField(step) ? shownIn(draft) !== '' : draft.vitals.consciousness !== undefined;
  return (
    <div className={`${classes.nav} ${step === 'review' ? classes.still : ''}`}>
      <Button
        h={60}
        px="xs"
        variant="default"
        disabled={step === steps[0] && !draft.fromReview}
        leftSection={<IconArrowLeft aria-hidden />}
        data-testid="keypad-back"
        onClick={() => act({ do: 'back' })}
      >
        {words.back}
      </Button>
      {step === 'review' ? (
        <Button
          h={60}
          size="lg"
          leftSection={<IconCheck aria-hidden />}
          disabled={!hasContent(draft)}
          data-testid="save-visit"
          onClick={save}
        >
          {words.save}
        </Button>
      ) : (
        <Button
          h={60}
          size="lg"
          variant={filled ? 'filled' : 'light'}
          disabled={draft.verdict?.kind === 'ask'}
          rightSection={<IconArrowRight aria-hidden />}
          data-testid="keypad-next"
          onClick={() => act({ do: 'next' })}
        >
          {filled ? words.next : words.skip}
        </Button>
      )}
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
