import { useSortable } from '@dnd-kit/sortable';
import type { PlanProblem } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconChevronUp,
  IconGripVertical,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { type DraftPlan, type DraftStep, type StepMark, withinMsOf } from './plan-draft.ts';
import { whenSentence } from './plan-sentences.ts';
import classes from './plans.module.css';
import { StepForm } from './step-form.tsx';
import type { PlanName } from './use-plans.ts';

/** One step as sentences, with what is wrong with it; opened, its form. */
export function StepCard({
  name,
  draft,
  index,
  mark,
  problems,
  isOpened,
  mayWrite,
  onOpen,
  onChange,
  onMove,
  onRemove,
}: {
  name: PlanName;
  draft: DraftPlan;
  index: number;
  mark: StepMark | undefined;
  problems: readonly PlanProblem[];
  isOpened: boolean;
  mayWrite: boolean;
  onOpen: (isOpen: boolean) => void;
  onChange: (change: Partial<DraftStep>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}) {
  const step = draft[index]!;
  const { words, formats } = useLanguage();
  const centre = useCentreWords();
  const t = centre.plans;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: step.key,
    disabled: !mayWrite,
  });
  const title = words.shell.steps[step.kind];
  const withinMs = withinMsOf(step);
  const span = Number.isNaN(withinMs) ? '—' : formats.span(withinMs);
  const target = draft.findIndex(({ key }) => key === step.orElse);
  const when = whenSentence(centre, words, step.when);
  const titleId = `step-${step.key}`;
  return (
    <li
      ref={setNodeRef}
      className={`${classes.step} ${isDragging ? classes.dragged : ''}`}
      style={{ transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined, transition }}
      data-mark={mark}
      data-wrong={problems.length > 0 || undefined}
      data-testid="plan-step"
      data-kind={step.kind}
    >
      <div className={classes.stepRow}>
        <span className={classes.number} aria-hidden>
          {index + 1}
        </span>
        <div className={classes.stepText}>
          <h3 id={titleId}>
            {title}
            {mark ? <span className={classes.mark}>{t.steps.marks[mark]}</span> : null}
          </h3>
          <p>{step.attempts > 1 ? t.steps.attemptsWithin(span, step.attempts) : t.steps.within(span)}</p>
          {when ? <p>{when}</p> : null}
          {target >= 0 ? <p>{t.steps.orElse(target + 1, words.shell.steps[draft[target]!.kind])}</p> : null}
        </div>
        {mayWrite ? (
          <div className={classes.keys}>
            <button
              type="button"
              disabled={index === 0}
              aria-label={t.steps.up(title)}
              onClick={() => onMove(-1)}
              data-testid="step-up"
            >
              <IconArrowUp size={20} aria-hidden />
            </button>
            <button
              type="button"
              disabled={index === draft.length - 1}
              aria-label={t.steps.down(title)}
              onClick={() => onMove(1)}
              data-testid="step-down"
            >
              <IconArrowDown size={20} aria-hidden />
            </button>
            <button
              type="button"
              aria-expanded={isOpened}
              aria-label={isOpened ? `${title}: ${t.steps.close}` : t.steps.editOf(title)}
              onClick={() => onOpen(!isOpened)}
              data-testid="edit-step"
            >
              {isOpened ? <IconChevronUp size={20} aria-hidden /> : <IconPencil size={20} aria-hidden />}
            </button>
            <button type="button" aria-label={t.steps.removeOf(title)} onClick={onRemove} data-testid="remove-step">
              <IconTrash size={20} aria-hidden />
            </button>
            <button
              type="button"
              ref={setActivatorNodeRef}
              {...attributes}
              {...listeners}
              className={classes.handle}
              aria-label={t.steps.drag(title)}
              data-testid="drag-step"
            >
              <IconGripVertical size={20} aria-hidden />
            </button>
          </div>
        ) : null}
      </div>
      {problems.map(({ code }) => (
        <p key={code} className={classes.problem} data-testid="plan-problem" data-code={code}>
          <IconAlertTriangle size={18} aria-hidden /> {t.problems[code]}
        </p>
      ))}
      {isOpened && mayWrite ? (
        <StepForm
          name={name}
          draft={draft}
          index={index}
          labelledBy={titleId}
          onChange={onChange}
          onClose={() => onOpen(false)}
        />
      ) : null}
    </li>
  );
}
