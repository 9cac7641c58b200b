import type { AlertPage } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import step from './step.module.css';

/** Of Munan itself: what it means for the people at home, what to look at, and whom to tell. */
export function HouseStep({ page }: { page: AlertPage }) {
  const t = useCentreWords().operator.house;
  const runbook: Record<string, readonly string[]> = t.runbook;
  const { code } = page.alert.reason;
  const lines = [...(Object.hasOwn(runbook, code) ? runbook[code]! : [t.meanwhile]), ...t.any];
  return (
    <div className={step.runbook} data-testid="runbook">
      <h3>{t.title}</h3>
      <ol>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </div>
  );
}
