import type { PartialNews2 } from '@munan/flow';
import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheck,
  IconCircleDashed,
} from '@tabler/icons-react';
import { useWords } from '../language/words.tsx';
import classes from './news2-chip.module.css';

type Score = Pick<PartialNews2, 'least' | 'most' | 'missing'>;

/** NEWS2 in one chip; a partial score is a range with a dashed edge and the word, never one number. */
export function News2Chip({ score, large = false }: { score: Score | undefined; large?: boolean }) {
  const words = useWords().visit.news2;
  if (!score) {
    return (
      <span className={`${classes.chip} ${classes.none} ${large ? classes.large : ''}`} data-testid="news2">
        <IconCircleDashed aria-hidden />
        {words.none}
      </span>
    );
  }
  const partial = score.missing.length > 0;
  // What is certain decides the colour; that it may be worse is said by the word and the range.
  const look =
    score.least >= 7 ? 'high' : score.least >= 5 ? 'medium' : score.least >= 1 ? 'some' : partial ? 'none' : 'well';
  const icon =
    look === 'high' ? (
      <IconAlertOctagonFilled aria-hidden />
    ) : look === 'medium' ? (
      <IconAlertTriangleFilled aria-hidden />
    ) : look === 'well' ? (
      <IconCircleCheck aria-hidden />
    ) : (
      <IconCircleDashed aria-hidden />
    );
  return (
    <span
      className={`${classes.chip} ${classes[look]} ${partial ? classes.partial : ''} ${large ? classes.large : ''}`}
      data-testid="news2"
    >
      {icon}
      {score.least === score.most ? words.whole(score.least) : words.range(score.least, score.most)}
      {partial ? <span className={classes.word}>{words.partial}</span> : null}
    </span>
  );
}

/** Names of what a partial score does not know. */
export function useMissingNames(): (missing: readonly string[]) => string {
  const { visit, shell } = useWords();
  const names: Record<string, string> = { ...shell.news2Parameters, ...visit.fields };
  return (missing) => missing.map((name) => names[name] ?? name).join(', ');
}
