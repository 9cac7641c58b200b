import { Button } from '@mantine/core';
import type { AlertPage, DeskNow } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import classes from './alert.module.css';
import { Messages } from './messages.tsx';
import { messagesOfStep } from './step-messages.ts';
import type { CommandSender } from './use-command.ts';

function Names({
  title,
  people,
  none,
}: {
  title: string;
  people: readonly { id: string; name: string }[];
  none: string;
}) {
  return (
    <p>
      <strong>{title}</strong>: {people.length > 0 ? people.map(({ name }) => name).join(', ') : none}
    </p>
  );
}

/** Other operators, who is awake first, and a press that hands it over. */
function Others({
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
  const t = useCentreWords().operator.second;
  const me = useMe();
  const awake = page.operators.filter(({ id, awake }) => awake && id !== me.id && id !== page.alert.takenBy?.id);
  if (awake.length === 0) return <p>{t.nobodyAwake}</p>;
  return (
    <div className={classes.more}>
      {awake.map(({ id, name }) => (
        <Button
          key={id}
          variant="default"
          size="lg"
          loading={command.pending}
          data-testid="give"
          onClick={() => command.send({ command: 'assign', to: id, ...given }, { onSuccess: onNoted })}
        >
          {t.give(name)}
        </Button>
      ))}
    </div>
  );
}

/** Somebody was told and is awaited: who, how far it came, and who is there. */
export function ToldStep(props: {
  page: AlertPage;
  command: CommandSender;
  given: { note?: string };
  onNoted: () => void;
}) {
  const { page } = props;
  const t = useCentreWords().operator;
  const kind = page.alert.step.kind;
  const desk = useQuery({ ...queries.desk(), enabled: kind === 'manager' || kind === 'nurse-visit' }).data;
  const sent = messagesOfStep(page);
  const people = (of: keyof Pick<DeskNow, 'managers' | 'nurses'>) => desk?.[of] ?? [];
  return (
    <>
      <Messages messages={sent} none={t.told.none} />
      {kind === 'second-operator' ? <Others {...props} /> : null}
      {kind === 'manager' && desk ? (
        <Names title={t.second.managers} people={people('managers')} none={t.second.noManager} />
      ) : null}
      {kind === 'nurse-visit' && people('nurses').length > 0 ? (
        <Names title={t.second.nurses} people={people('nurses')} none="" />
      ) : null}
    </>
  );
}
