import type { AlertPage, MessageRow } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconCheck, IconChecks, IconClock, IconMessageCheck, IconMinus, IconX } from '@tabler/icons-react';
import classes from './alert.module.css';
import step from './step.module.css';

const icons = {
  waiting: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  answered: IconMessageCheck,
  failed: IconX,
  expired: IconMinus,
} as const;

function Message({ message }: { message: MessageRow }) {
  const { formats } = useLanguage();
  const t = useCentreWords().operator.told;
  const now = useNow(10_000);
  const Icon = icons[message.state];
  const codes: Record<string, string> = t.codes;
  const why =
    message.code === undefined ? undefined : Object.hasOwn(codes, message.code) ? codes[message.code] : message.code;
  return (
    <li data-state={message.state} data-testid="message">
      <Icon size={20} aria-hidden />
      <span>
        <strong>
          {t.recipients[message.to.kind]} {message.to.name}
        </strong>{' '}
        <span className={classes.dim}>
          {t.channels[message.channel]} {message.to.address}
        </span>
        <br />
        {message.answer ? t.answers[message.answer] : t.states[message.state]}
        {why ? ` (${why})` : ''} · {formats.moment(message.stateAt, now)}
        {message.attempts > 1 ? ` · ${t.tries(message.attempts)}` : ''}
        {message.state === 'sent' || message.state === 'delivered' ? (
          <span className={classes.dim}> · {t.needs[message.needs]}</span>
        ) : null}
      </span>
    </li>
  );
}

/** What was sent to whom and how far it came: sent is not delivered, and delivered is not answered. */
export function Messages({ messages, none }: { messages: AlertPage['messages']; none: string }) {
  if (messages.length === 0) return <p className={classes.dim}>{none}</p>;
  return (
    <ul className={step.messages}>
      {messages.map((message) => (
        <Message key={message.id} message={message} />
      ))}
    </ul>
  );
}

/** Everything that was sent for an alert, whatever the step. */
export function AllMessages({ messages }: { messages: AlertPage['messages'] }) {
  const t = useCentreWords().operator.told;
  if (messages.length === 0) return null;
  return (
    <section aria-labelledby="messages-title" className={classes.section}>
      <h2 id="messages-title">{t.title}</h2>
      <Messages messages={messages} none={t.none} />
    </section>
  );
}
