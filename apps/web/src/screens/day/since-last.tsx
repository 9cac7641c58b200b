import { Button } from '@mantine/core';
import type { SinceLast as Since, VisitAnswer } from '@munan/flow';
import { reasonSentence, useLanguage } from '@munan/ui';
import { IconCheck, IconMessage2Check, IconMessage2Exclamation } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './since-last.module.css';

const firstShown = 3;

/** What is to be known before the door: the doctor's answers, then alarms, nights and calls since the last visit. */
export function SinceLast({
  since,
  answers,
  now,
  read,
}: {
  since: Since;
  answers: readonly VisitAnswer[];
  now: number;
  /** She has read this answer. */
  read: (answer: string) => void;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.day;
  const [whole, setWhole] = useState(false);
  const shownAnswers = answers.filter((answer) => !answer.read || answer.at > since.from);
  const events = [
    ...since.alerts.map((alert) => ({
      key: `alert-${alert.id}`,
      at: alert.openedAt,
      grave: alert.status === 'open',
      text: words.since.alert(
        reasonSentence(all, alert.reason),
        alert.status === 'open' ? words.since.alertOpen : words.since.alertClosed,
      ),
    })),
    ...since.reasons.map(({ at, what }, index) => ({
      key: `reason-${at}-${index}`,
      at,
      grave: false,
      text: reasonSentence(all, what),
    })),
  ].sort((a, b) => Number(b.grave) - Number(a.grave) || b.at - a.at);
  const shown = whole ? events : events.slice(0, firstShown);
  return (
    <div className={classes.since}>
      {shownAnswers.map((answer) => (
        <Answer key={answer.id} answer={answer} now={now} read={() => read(answer.id)} />
      ))}
      <h3 className={classes.title}>{words.since.title}</h3>
      {events.length === 0 ? <p className={classes.quiet}>{words.since.nothing}</p> : null}
      <ul className={classes.events}>
        {shown.map(({ key, at, grave, text }) => (
          <li key={key} className={grave ? classes.grave : undefined}>
            {words.since.event(formats.moment(at, now), text)}
          </li>
        ))}
      </ul>
      {events.length > firstShown ? (
        <Button h={44} px="sm" variant="subtle" onClick={() => setWhole(!whole)}>
          {whole ? words.since.less : words.since.more(events.length - firstShown)}
        </Button>
      ) : null}
    </div>
  );
}

function Answer({ answer, now, read }: { answer: VisitAnswer; now: number; read: () => void }) {
  const { words: all, formats } = useLanguage();
  const words = all.day.answers;
  const isNew = answer.read === undefined;
  const by = answer.by === undefined ? undefined : Date.parse(`${answer.by}T00:00:00+09:00`);
  return (
    <section
      className={`${classes.answer} ${isNew ? classes.unread : ''}`}
      aria-label={isNew ? words.isNew : words.title}
      data-testid="answer"
      data-answer={answer.id}
    >
      <p className={classes.kind}>
        {isNew ? <IconMessage2Exclamation aria-hidden /> : <IconMessage2Check aria-hidden />}
        {isNew ? <strong>{words.isNew}</strong> : null}
        {words.kinds[answer.kind]}
        {by === undefined || Number.isNaN(by) ? null : <> · {words.by(formats.day(by))}</>}
      </p>
      <p className={classes.text}>{answer.text}</p>
      <p className={classes.quiet}>
        {words.from(answer.from.name, formats.moment(answer.at, now))}
        {isNew ? null : <> · {words.wasRead}</>}
      </p>
      {isNew ? (
        <Button h={56} leftSection={<IconCheck aria-hidden />} onClick={read} data-testid="answer-read">
          {words.read}
        </Button>
      ) : null}
    </section>
  );
}
