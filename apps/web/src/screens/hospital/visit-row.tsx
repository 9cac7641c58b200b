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
import { Link } from '@tanstack/react-router';
import classes from './screen.module.css';

/** One visit: who and how she is now, the score, the values with what stands out, the remarks. Opens the person's page. */
export function VisitRowView({
  visit,
  board,
  fresh,
  now,
}: {
  visit: VisitRow;
  board: BoardPerson | undefined;
  fresh: boolean;
  now: number;
}) {
  const all = useWords();
  const words = all.hospital;
  const formats = useFormats();
  const missing = useMissingNames();
  const { person, news2 } = visit;
  return (
    <li
      className={`${classes.row} ${fresh ? classes.fresh : ''}`}
      data-testid="visit-row"
      data-visit={visit.id}
      data-person={person.id}
    >
      <div className={classes.who}>
        <p className={classes.name}>
          <Link to="/people/$person" params={{ person: person.id }} className={classes.link}>
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
          {fresh ? <span className={classes.new}>{words.fresh}</span> : null}
        </p>
        <p className={classes.quiet}>
          {formats.ago(Math.min(visit.finished, now), now)} · {words.visitedBy(visit.nurse.name)}
        </p>
      </div>
      <div className={classes.score}>
        {news2 ? <News2Chip score={news2} /> : null}
        {news2 && news2.missing.length > 0 ? (
          <p className={classes.quiet}>{words.missing(missing(news2.missing))}</p>
        ) : null}
      </div>
      <div className={classes.values}>
        <VisitValues vitals={visit.vitals} confirmed={visit.confirmed} scale2={visit.spo2Scale2 ?? false} compact />
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
