import type { HandoverLine } from '@munan/flow';
import { PriorityMark, reasonSentence, SimulatedTag, serverClock, useCentreWords, useLanguage } from '@munan/ui';
import { Link } from '@tanstack/react-router';
import classes from './handover.module.css';

/** The alerts of a hand-over as they stood. */
export function HandoverLines({ lines }: { lines: readonly HandoverLine[] }) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().operator.handover.columns;
  if (lines.length === 0) return null;
  const now = serverClock.now();
  return (
    <div className={classes.tableFrame}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t.who}</th>
            <th scope="col">{t.what}</th>
            <th scope="col">{t.step}</th>
            <th scope="col">{t.deadline}</th>
            <th scope="col">{t.holder}</th>
            <th scope="col">{t.note}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.alert}>
              <th scope="row">
                <Link to="/centre/$alert" params={{ alert: line.alert }}>
                  {line.person?.name ?? words.centre.ofHouse}
                </Link>{' '}
                {line.person ? <SimulatedTag person={line.person} /> : null}
              </th>
              <td data-label={t.what}>
                <PriorityMark priority={line.priority} plain /> {reasonSentence(words, line.reason)}
              </td>
              <td data-label={t.step}>{words.shell.steps[line.step]}</td>
              <td data-label={t.deadline}>{formats.moment(line.deadline, now)}</td>
              <td data-label={t.holder}>{line.takenBy ?? words.centre.queue.nobody}</td>
              <td data-label={t.note}>{line.note ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
