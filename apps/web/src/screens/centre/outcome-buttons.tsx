import { Button } from '@mantine/core';
import type { AlertRow, Outcome } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import classes from './alert.module.css';
import step from './step.module.css';

const verdicts = ['true', 'false', 'unclear'] as const;
/** What only a stated rule says. */
const ofRules = new Set(['contact-restored', 'trouble-over', 'drill-over']);
const ofHouse = new Set(['device', 'other']);

/** The outcomes a person may give: of Munan itself nobody has fallen. */
function codesOf(family: AlertRow['family'], codes: Record<string, string>): [string, string][] {
  return Object.entries(codes).filter(([code]) => !ofRules.has(code) && (family !== 'house' || ofHouse.has(code)));
}

/** How it ended, as one press: true and what, or false and why. */
export function OutcomeButtons({
  family,
  pending,
  onChosen,
}: {
  family: AlertRow['family'];
  pending: boolean;
  onChosen: (outcome: Outcome) => void;
}) {
  const { words } = useLanguage();
  const t = useCentreWords().operator.outcome;
  return (
    <div className={step.outcomes} data-testid="outcomes">
      {verdicts.map((verdict) => (
        <fieldset key={verdict} className={step.outcomeGroup}>
          <legend>{words.centre.close[verdict]}</legend>
          <div className={step.outcomeRow}>
            {codesOf(family, words.response.outcomes[verdict]).map(([code, label]) => (
              <Button
                key={code}
                variant="default"
                size="md"
                className={classes.wrap ?? ''}
                disabled={pending}
                data-testid={`outcome-${verdict}-${code}`}
                onClick={() => onChosen({ verdict, code })}
              >
                {label}
              </Button>
            ))}
          </div>
        </fieldset>
      ))}
      <p className={classes.dim}>{t.undo}</p>
    </div>
  );
}
