import type { VisitPage } from '@munan/flow';
import { useLanguage, useNow } from '@munan/ui';
import { IconCheck, IconClock } from '@tabler/icons-react';
import { useMe } from '../../../shell/session.tsx';
import { AnswerForm } from './answer-form.tsx';
import { dayText } from './day-text.ts';
import classes from './visit.module.css';

/** What the doctor was asked and what doctors have answered, read or not; and where a doctor answers. */
export function Answers({ page }: { page: VisitPage }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const now = useNow(30_000);
  const t = words.hospital.answer;
  const { question } = page.entry;
  return (
    <section aria-labelledby="answers-title" className={classes.panel} id="answers" tabIndex={-1}>
      <h2 id="answers-title">{t.title}</h2>
      {question ? null : <p className={classes.dim}>{words.hospital.page.notAsked}</p>}
      {page.answers.length === 0 ? <p>{t.none}</p> : null}
      <ul className={classes.said}>
        {page.answers.map((answer) => (
          <li key={answer.id} data-testid="answer" data-answer={answer.id}>
            <p>
              <strong className={classes.kind}>{t.kinds[answer.kind]}</strong> {answer.text}
              {answer.by ? <span className={classes.byDay}>{t.byDay(dayText(answer.by, formats))}</span> : null}
            </p>
            <p className={classes.dim}>{t.from(answer.from.name, formats.moment(answer.at, now))}</p>
            <p className={answer.read ? classes.readMark : classes.unreadMark} data-testid="answer-read">
              {answer.read ? <IconCheck aria-hidden size={16} /> : <IconClock aria-hidden size={16} />}
              {answer.read ? t.read(page.row.nurse.name, formats.moment(answer.read.at, now)) : t.unread}
            </p>
          </li>
        ))}
      </ul>
      {me.role === 'doctor' ? <AnswerForm visit={page.entry.id} /> : null}
    </section>
  );
}
