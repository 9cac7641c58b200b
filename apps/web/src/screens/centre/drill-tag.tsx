import { useCentreWords } from '@munan/ui';
import classes from './drill-tag.module.css';

/** On whatever belongs to a drill, wherever it is named. Renders nothing for the real. */
export function DrillTag({ drill }: { drill: string | undefined }) {
  const words = useCentreWords().operator;
  return drill === undefined ? null : <span className={classes.tag}>{words.drill}</span>;
}
