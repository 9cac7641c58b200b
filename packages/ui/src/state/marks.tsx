import type { Freshness, PersonState, Priority } from '@munan/flow';
import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheck,
  IconCircleDashed,
  IconClockPause,
  IconEye,
  IconInfoCircleFilled,
  IconPlugConnectedX,
  IconPointFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.tsx';
import { useFreshness } from '../line/line.ts';
import classes from './marks.module.css';

interface MarkProps {
  /** No wash behind it. */
  plain?: boolean;
  large?: boolean;
}

const join = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ');

/** The icon of a priority: shape and colour differ, so that neither is needed alone. */
export function PriorityIcon({ priority, size = 20 }: { priority: Priority; size?: number }) {
  if (priority === 'high') return <IconAlertOctagonFilled size={size} aria-hidden />;
  if (priority === 'medium') return <IconAlertTriangleFilled size={size} aria-hidden />;
  return <IconInfoCircleFilled size={size} aria-hidden />;
}

/** Priority as icon, word and colour. */
export function PriorityMark({ priority, plain, large }: MarkProps & { priority: Priority }) {
  const words = useWords().shell;
  return (
    <span className={join(classes.mark, classes[priority], plain && classes.plain, large && classes.large)}>
      <PriorityIcon priority={priority} />
      {words.priorities[priority]}
    </span>
  );
}

const stateLook: Record<PersonState, { look: string; icon: ReactNode }> = {
  alert: { look: 'high', icon: <IconAlertOctagonFilled aria-hidden /> },
  attention: { look: 'medium', icon: <IconEye aria-hidden /> },
  silent: { look: 'silent', icon: <IconPlugConnectedX aria-hidden /> },
  well: { look: 'well', icon: <IconCircleCheck aria-hidden /> },
};

/** How a person is, as icon, word and colour. An alert takes the look of its priority. */
export function StateMark({
  state,
  priority,
  plain,
  large,
}: MarkProps & { state: PersonState; priority?: Priority | undefined }) {
  const words = useWords().shell;
  const { look, icon } = stateLook[state];
  const shown = state === 'alert' && priority ? priority : look;
  return (
    <span className={join(classes.mark, classes[shown], plain && classes.plain, large && classes.large)}>
      {state === 'alert' && priority ? <PriorityIcon priority={priority} /> : icon}
      {words.states[state]}
    </span>
  );
}

/** Goes wherever a simulated person is named. Renders nothing for a real one. */
export function SimulatedTag({ person }: { person: { simulated: boolean } }) {
  const words = useWords().shell;
  return person.simulated ? <span className={join(classes.mark, classes.simulated)}>{words.simulated}</span> : null;
}

/** How fresh a value is, as icon and word. */
export function FreshnessMark({ freshness: said }: { freshness: Freshness }) {
  const words = useWords().shell;
  const freshness = useFreshness()(said);
  const look = freshness === 'live' ? 'well' : 'silent';
  return (
    <span className={join(classes.mark, classes.plain, classes[look])}>
      {freshness === 'live' ? (
        <IconPointFilled aria-hidden />
      ) : freshness === 'stale' ? (
        <IconClockPause aria-hidden />
      ) : (
        <IconCircleDashed aria-hidden />
      )}
      {words.freshness[freshness]}
    </span>
  );
}
