import type { BoardPerson, VisitRow } from '@munan/flow';
import {
  News2Chip,
  reasonSentence,
  SimulatedTag,
  StateMark,
  useFormats,
  useMissingNames,
  useWords,
  VisitValues,
} from '@munan/ui';
import { IconAlertTriangleFilled, IconCircleCheck, IconMessageQuestion, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './screen.module.css';

/** One visit: who and how she is now, the score, the values with what stands out, what is asked. Opens its page. */
export function VisitRowView({
  visit,
  board,
  fresh,
  now,
  onOpen,
}: {
  visit: VisitRow;
  board: BoardPerson | undefined;
  fresh: boolean;
  now: number;
  onOpen?: () => void;
}) {
  const all = useWords();
  const words = all.hospital;
  const formats = useFormats();
  const missing = useMissingNames();
  const { person, news2, question, answers = 0, flagged = 0, state = 'signed' } = visit;
  return (
    <li
      className={`${classes.row} ${fresh ? classes.fresh : ''}`}
      data-testid="visit-row"
      data-visit={visit.id}
      data-person={person.id}
      data-new={visit.isNew || undefined}
    >
      <div className={classes.who}>
        <p className={classes.name}>
          <Link
            to="/hospital/visits/$visit"
            params={{ visit: visit.id }}
            className={classes.link}
            data-visit-link
            onClick={onOpen}
          >
            {person.name}
          </Link>{' '}
          <SimulatedTag person={person} />
          <span className={classes.quiet}>{all.shell.sexAge(all.shell.sexes[person.sex], person.age)}</span>
        </p>
        {board ? (
          <p className={classes.state}>
            <span className={classes.hidden}>{words.stateNow}</span>
            <StateMark state={board.state} priority={board.priority} />
            <span className={classes.quiet}>{board.reasons[0] ? reasonSentence(all, board.reasons[0]) : ''}</span>
          </p>
        ) : null}
      </div>
      <div className={classes.when}>
        <p>
          <time dateTime={new Date(visit.finished).toISOString()}>{formats.moment(visit.finished, now)}</time>
          {fresh || visit.isNew ? <span className={classes.new}>{words.fresh}</span> : null}
        </p>
        <p className={classes.quiet}>
          {formats.ago(Math.min(visit.finished, now), now)} · {words.visitedBy(visit.nurse.name)}
        </p>
        {state === 'signed' ? null : (
          <p className={classes.pending}>
            <IconPencil aria-hidden size={16} /> {words.states[state]}
          </p>
        )}
      </div>
      <div className={classes.score}>
        {news2 ? <News2Chip score={news2} /> : null}
        {news2 && news2.missing.length > 0 ? (
          <p className={classes.quiet}>{words.missing(missing(news2.missing))}</p>
        ) : null}
        {flagged > 0 ? (
          <p className={classes.flagged}>
            <IconAlertTriangleFilled aria-hidden size={16} /> {words.flagged(flagged)}
          </p>
        ) : null}
      </div>
      <div className={classes.values}>
        <VisitValues vitals={visit.vitals} confirmed={visit.confirmed} scale2={visit.spo2Scale2 ?? false} compact />
        {question || answers > 0 ? (
          <p className={classes.asked}>
            {question ? (
              <>
                <IconMessageQuestion aria-hidden size={18} />
                <span className={classes.hidden}>{words.question}: </span>
                <span className={classes.question}>{question}</span>
              </>
            ) : null}
            <span className={answers > 0 ? classes.answered : classes.waits}>
              {answers > 0 ? <IconCircleCheck aria-hidden size={16} /> : null}
              {answers > 0 ? words.answered(answers) : words.unanswered}
            </span>
          </p>
        ) : null}
        {visit.remarks ? (
          <p className={classes.remarks}>
            <span className={classes.hidden}>{words.remarks}: </span>
            {visit.remarks}
          </p>
        ) : null}
      </div>
    </li>
  );
}
