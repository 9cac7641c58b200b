import { Button } from '@mantine/core';
import type { AlertPage, DispatchProgress } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconAmbulance, IconCheck, IconClipboardText, IconPhone } from '@tabler/icons-react';
import classes from './alert.module.css';
import { OutcomeButtons } from './outcome-buttons.tsx';
import step from './step.module.css';
import type { CommandSender } from './use-command.ts';

const order: DispatchProgress[] = ['called', 'on-the-way', 'arrived', 'handed-over'];

/** Proposed by the software; a named person sends it, and says how far it is until it is handed over. */
export function DispatchStep({
  page,
  command,
  given,
  onNoted,
  onDispatch,
  onSheet,
}: {
  page: AlertPage;
  command: CommandSender;
  given: { note?: string };
  onNoted: () => void;
  onDispatch: () => void;
  onSheet: () => void;
}) {
  const { words, formats } = useLanguage();
  const t = words.centre.step;
  const o = useCentreWords().operator.dispatch;
  const { dispatch, drill, family } = page.alert;
  if (!dispatch)
    return (
      <Button
        size="xl"
        color="red.9"
        className={classes.primary ?? ''}
        leftSection={<IconAmbulance size={30} aria-hidden />}
        loading={command.pending}
        data-testid="authorise"
        onClick={onDispatch}
      >
        {t.dispatch}
      </Button>
    );
  const reached = dispatch.progress === undefined ? -1 : order.indexOf(dispatch.progress);
  const next = order[reached + 1];
  return (
    <>
      <p className={classes.dispatched}>
        <IconAmbulance size={24} aria-hidden /> {t.dispatched(dispatch.by, formats.clock(dispatch.at))}
      </p>
      {reached < 0 && drill === undefined ? (
        <Button
          component="a"
          href="tel:119"
          size="xl"
          color="red.9"
          className={classes.primary ?? ''}
          leftSection={<IconPhone size={28} aria-hidden />}
        >
          {t.dial119}
        </Button>
      ) : null}
      <Button variant="default" size="lg" leftSection={<IconClipboardText size={22} aria-hidden />} onClick={onSheet}>
        {words.centre.more.callSheet}
      </Button>
      <fieldset className={classes.results}>
        <legend>{o.progress}</legend>
        {order.map((progress, i) =>
          i <= reached ? (
            <p key={progress} className={step.reached} data-testid={`reached-${progress}`}>
              <IconCheck size={20} aria-hidden /> {o.steps[progress]}
              {i === reached && dispatch.progressAt !== undefined
                ? ` · ${o.reached(formats.clock(dispatch.progressAt))}`
                : ''}
            </p>
          ) : (
            // A word of the ambulance may be missed: any later one can be noted, none is taken back.
            <Button
              key={progress}
              variant={progress === next ? 'filled' : 'default'}
              size="lg"
              loading={command.pending}
              data-testid={`progress-${progress}`}
              {...(progress === next
                ? { 'aria-keyshortcuts': '1', leftSection: <kbd className={classes.kbd}>1</kbd> }
                : {})}
              onClick={() => command.send({ command: 'dispatch-progress', progress, ...given }, { onSuccess: onNoted })}
            >
              {o.steps[progress]}
            </Button>
          ),
        )}
      </fieldset>
      {dispatch.progress === 'handed-over' ? (
        <>
          <p>{o.outcomeNext}</p>
          <OutcomeButtons
            family={family}
            pending={command.pending}
            onChosen={(outcome) => command.send({ command: 'close', outcome, ...given }, { onSuccess: onNoted })}
          />
        </>
      ) : (
        <p className={classes.dim}>{o.remind}</p>
      )}
    </>
  );
}

/** What comes next of the ambulance; undefined before it is sent and after it is handed over. */
export function nextProgress({ dispatch }: AlertPage['alert']): DispatchProgress | undefined {
  if (!dispatch) return undefined;
  return order[dispatch.progress === undefined ? 0 : order.indexOf(dispatch.progress) + 1];
}
