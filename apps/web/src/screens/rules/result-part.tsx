import type { CallBrief, WhatIfPerson, WhatIfResult } from '@munan/flow';
import { PriorityMark, reasonSentence, SimulatedTag, useLanguage, useNow, useWatchWords } from '@munan/ui';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import classes from './rules.module.css';

const mostCalls = 8;
const mostPersons = 30;

function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : text.replace('-', '−');
}

function Calls({ calls, kind }: { calls: CallBrief[]; kind: 'new' | 'gone' }) {
  const { words, formats } = useLanguage();
  const now = useNow(60_000);
  const t = useWatchWords().rules.trial;
  if (calls.length === 0) return null;
  return (
    <ul className={classes.calls}>
      {calls.slice(0, mostCalls).map((call) => (
        <li key={call.episode} data-kind={kind}>
          <span className={classes.kind}>
            {kind === 'new' ? <IconPlus size={16} aria-hidden /> : <IconMinus size={16} aria-hidden />}
            {t[kind]}
          </span>
          <span>{formats.moment(call.at, now)}</span>
          <PriorityMark priority={call.priority} plain />
          <span>{reasonSentence(words, call.reason)}</span>
        </li>
      ))}
      {calls.length > mostCalls ? <li className={classes.dim}>{t.more(calls.length - mostCalls)}</li> : null}
    </ul>
  );
}

function Person({ one }: { one: WhatIfPerson }) {
  const { words } = useLanguage();
  const t = useWatchWords().rules.trial;
  const { person } = one;
  return (
    <li data-testid="trial-person" data-person={person.id}>
      <p className={classes.who}>
        <Link to="/people/$person" params={{ person: person.id }} className={classes.link}>
          {person.name}
        </Link>
        <SimulatedTag person={person} />
        <span className={classes.dim}>
          {words.shell.sexAge(words.shell.sexes[person.sex], person.age)}
          {person.district ? ` · ${person.district}` : ''}
        </span>
        <span>{t.personLine(one.before, one.after)}</span>
      </p>
      <Calls calls={one.new} kind="new" />
      <Calls calls={one.gone} kind="gone" />
    </li>
  );
}

/** Of less than a day no number a day is said: two minutes with one call are not 720 a day. */
export const isWholeDay = ({ from, to }: Pick<WhatIfResult, 'from' | 'to'>) => to - from >= 24 * 3_600_000;

/** Who would have been called, before and after: all together, by detector, and for each person. */
export function ResultPart({ result }: { result: WhatIfResult }) {
  const { formats } = useLanguage();
  const { rules, watch } = useWatchWords();
  const t = rules.trial;
  const [all, setAll] = useState(false);
  const { before, after, persons } = result;
  const names = [...new Set([...Object.keys(before.byDetector), ...Object.keys(after.byDetector)])].sort(
    (a, b) => (after.byDetector[b] ?? 0) - (after.byDetector[a] ?? 0) || a.localeCompare(b),
  );
  const rate = (value: number) => formats.number(value, 1);
  const shown = all ? persons : persons.slice(0, mostPersons);
  return (
    <>
      <p className={classes.dim}>
        {t.covered(formats.full(result.from), formats.full(result.to), result.people, formats.number(result.packets))}
      </p>
      <table className={classes.table} aria-label={t.byDetector}>
        <thead>
          <tr>
            <th scope="col">{t.calls}</th>
            <th scope="col">{t.before}</th>
            <th scope="col">{t.after}</th>
            <th scope="col">{t.difference}</th>
          </tr>
        </thead>
        <tbody>
          {isWholeDay(result) ? (
            <tr className={classes.total}>
              <th scope="row">{t.perDay}</th>
              <td>{rate(before.perDay)}</td>
              <td>{rate(after.perDay)}</td>
              <td>{signed(after.perDay - before.perDay, rate(after.perDay - before.perDay))}</td>
            </tr>
          ) : null}
          <tr className={classes.total}>
            <th scope="row">{t.all}</th>
            <td>{formats.number(before.calls)}</td>
            <td>{formats.number(after.calls)}</td>
            <td>{signed(after.calls - before.calls, formats.number(after.calls - before.calls))}</td>
          </tr>
          {names.map((name) => {
            const [was, is] = [before.byDetector[name] ?? 0, after.byDetector[name] ?? 0];
            return (
              <tr key={name}>
                <th scope="row">{watch.detectors[name] ?? name}</th>
                <td>{formats.number(was)}</td>
                <td>{formats.number(is)}</td>
                <td>{signed(is - was, formats.number(is - was))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h3>{t.persons}</h3>
      {persons.length === 0 ? (
        <p>{t.personsNone}</p>
      ) : (
        <ol className={classes.persons}>
          {shown.map((one) => (
            <Person key={one.person.id} one={one} />
          ))}
        </ol>
      )}
      {persons.length > shown.length ? (
        <button type="button" className={classes.link} onClick={() => setAll(true)}>
          {watch.person.showAll(persons.length)}
        </button>
      ) : null}
    </>
  );
}
