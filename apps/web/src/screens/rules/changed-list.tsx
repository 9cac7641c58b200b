import type { Rules } from '@munan/flow';
import { useWatchWords } from '@munan/ui';
import classes from './rules.module.css';
import { changedPaths, getRule, ruleFields } from './rules-draft.ts';

/** What would be other than it is, in words: each limit, each detector, the budget. */
export function ChangedList({ before, after }: { before: Rules; after: Rules }) {
  const { rules: t, watch } = useWatchWords();
  const { fields } = t;
  const budgetOf = ({ budget: { callsPerDay } }: Rules) =>
    callsPerDay === null ? t.burden.noBudget : `${callsPerDay} ${fields.units.calls}`;
  const said = (path: string): string => {
    if (path === 'budget') return `${t.burden.budget}: ${budgetOf(before)} → ${budgetOf(after)}`;
    if (path.startsWith('off.')) {
      const name = path.slice('off.'.length);
      return `${watch.detectors[name] ?? name}: ${after.off.includes(name) ? fields.willBeOff : fields.willBeOn}`;
    }
    const field = ruleFields.find((one) => one.path === path);
    if (!field) return path;
    const unit = fields.units[field.unit];
    return `${fields.groups[field.group]} · ${fields.names[path] ?? path}: ${getRule(before, field)} → ${getRule(after, field)} ${unit}`;
  };
  return (
    <ul className={classes.changes} aria-label={fields.changed}>
      {changedPaths(before, after).map((path) => (
        <li key={path}>{said(path)}</li>
      ))}
    </ul>
  );
}
