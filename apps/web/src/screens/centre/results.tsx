import { Button } from '@mantine/core';
import type { AlertPage, StepKind } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import classes from './alert.module.css';
import { type ResultFamily, resultsOf } from './step-plan.ts';
import type { CommandSender } from './use-command.ts';

/** How the present step went: one press each, or 1, 2, 3. */
export function Results({
  page,
  command,
  given,
  onNoted,
}: {
  page: AlertPage;
  command: CommandSender;
  given: { note?: string };
  onNoted: () => void;
}) {
  const t = useWords().centre.step;
  const o = useCentreWords().operator.results;
  const kind: StepKind = page.alert.step.kind;
  const results = resultsOf(kind);
  if (results.length === 0) return null;
  const words: Record<ResultFamily, Record<string, string>> = { call: t.call, visit: t.visit, device: t.device, ...o };
  return (
    <fieldset className={classes.results}>
      <legend>{t.how}</legend>
      {results.map(({ result, family }, i) => (
        <Button
          key={result}
          variant="default"
          size="lg"
          loading={command.pending}
          aria-keyshortcuts={String(i + 1)}
          data-testid={`result-${result}`}
          leftSection={<kbd className={classes.kbd}>{i + 1}</kbd>}
          onClick={() =>
            command.send({ command: 'step-result', stepKind: kind, result, ...given }, { onSuccess: onNoted })
          }
        >
          {words[family][result]}
        </Button>
      ))}
    </fieldset>
  );
}
