import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Button, VisuallyHidden } from '@mantine/core';
import type { PlanProblem, PlansPage } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import { IconAlertTriangle, IconArrowBackUp, IconHome, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import {
  addedStep,
  changedStep,
  comparedPlans,
  type DraftPlan,
  isSamePlan,
  mostSteps,
  movedStep,
  planOf,
  removedStep,
} from './plan-draft.ts';
import classes from './plans.module.css';
import { StepCard } from './step-card.tsx';
import type { PlanName, PlansEditing } from './use-plans.ts';

/** The steps of one plan: read as sentences, opened to be changed, moved by finger, mouse or keys. */
export function StepsPart({
  name,
  page,
  editing,
  draft,
  served,
  mayWrite,
}: {
  name: PlanName;
  page: PlansPage;
  editing: PlansEditing;
  draft: DraftPlan;
  /** Found by the server in this very draft. */
  served: readonly PlanProblem[];
  mayWrite: boolean;
}) {
  const t = useCentreWords().plans;
  const words = useWords().shell;
  const [opened, setOpened] = useState<string | undefined>();
  const [said, setSaid] = useState('');
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 80, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const plan = planOf(draft);
  const inForce = page.plans[name.family][name.priority];
  const { marks, removed } = comparedPlans(plan, inForce);
  const found = editing.problemsOf(name);
  const problems = [
    ...found,
    ...served.filter(({ step, code }) => !found.some((one) => one.step === step && one.code === code)),
  ];
  const put = (next: DraftPlan) => editing.change(name, next);
  const keys = draft.map(({ key }) => key);
  const nameOf = (id: UniqueIdentifier) => {
    const step = draft.find(({ key }) => key === id);
    return step ? words.steps[step.kind] : '';
  };
  const placeOf = (id: UniqueIdentifier) => keys.indexOf(String(id)) + 1;
  const ended = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) put(movedStep(draft, String(active.id), keys.indexOf(String(over.id))));
  };
  const add = () => {
    const next = addedStep(draft, name.family === 'house' ? 'manager' : 'operator-call');
    put(next);
    setOpened(next.at(-1)?.key);
  };
  return (
    <section aria-labelledby="steps-title" className={classes.panel} data-testid="plan-steps">
      <div className={classes.head}>
        <h2 id="steps-title">{t.steps.title(words.families[name.family], words.priorities[name.priority])}</h2>
        <span className={classes.dim}>{t.steps.count(draft.length)}</span>
      </div>
      {problems
        .filter(({ step }) => step === undefined)
        .map(({ code }) => (
          <p key={code} className={classes.problem} data-testid="plan-problem" data-code={code}>
            <IconAlertTriangle size={18} aria-hidden /> {t.problems[code]}
          </p>
        ))}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {draft.length === 0 ? <p>{t.steps.none}</p> : null}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={ended}
        accessibility={{
          screenReaderInstructions: { draggable: t.steps.instructions },
          announcements: {
            onDragStart: ({ active }) => t.steps.picked(nameOf(active.id), placeOf(active.id)),
            onDragOver: ({ active, over }) =>
              over ? t.steps.moved(nameOf(active.id), placeOf(over.id), keys.length) : undefined,
            onDragEnd: ({ active, over }) =>
              over ? t.steps.dropped(nameOf(active.id), placeOf(over.id)) : t.steps.cancelled(nameOf(active.id)),
            onDragCancel: ({ active }) => t.steps.cancelled(nameOf(active.id)),
          },
        }}
      >
        <SortableContext items={keys} strategy={verticalListSortingStrategy} disabled={!mayWrite}>
          <ol className={classes.steps}>
            {draft.map((step, index) => (
              <StepCard
                key={step.key}
                name={name}
                draft={draft}
                index={index}
                mark={marks[index]}
                problems={problems.filter((problem) => problem.step === index)}
                isOpened={opened === step.key}
                mayWrite={mayWrite}
                onOpen={(isOpen) => setOpened(isOpen ? step.key : undefined)}
                onChange={(change) => put(changedStep(draft, step.key, change))}
                onMove={(by) => {
                  put(movedStep(draft, step.key, index + by));
                  setSaid(t.steps.moved(words.steps[step.kind], index + by + 1, draft.length));
                }}
                onRemove={() => put(removedStep(draft, step.key))}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      {removed.length > 0 ? (
        <p className={classes.removed} data-testid="removed-steps">
          {t.steps.removed(removed.map(({ kind }) => words.steps[kind]).join(', '))}
        </p>
      ) : null}
      {mayWrite ? (
        <div className={classes.tools}>
          <Button
            variant="default"
            h={48}
            leftSection={<IconPlus size={20} aria-hidden />}
            disabled={draft.length >= mostSteps}
            onClick={add}
            data-testid="add-step"
          >
            {t.steps.add}
          </Button>
          {editing.isChanged(name) ? (
            <Button
              variant="default"
              h={48}
              leftSection={<IconArrowBackUp size={20} aria-hidden />}
              onClick={() => editing.toForce(name)}
              data-testid="to-force"
            >
              {t.steps.toForce}
            </Button>
          ) : null}
          {isSamePlan(plan, page.defaults[name.family][name.priority]) ? null : (
            <Button
              variant="default"
              h={48}
              leftSection={<IconHome size={20} aria-hidden />}
              onClick={() => editing.toDefault(name)}
              data-testid="to-default"
            >
              {t.steps.toDefault}
            </Button>
          )}
        </div>
      ) : null}
    </section>
  );
}
