import { reasonSentence, SimulatedTag, useFormats, useNow, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLine } from '../../connection/live.ts';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { StateAnswer } from '../../shell/state-answer.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { outcomeSentence } from '../centre/outcome-sentence.ts';
import { because, type FamilyPerson, findDoneSentence } from './answer.ts';
import classes from './screen.module.css';
import { Told } from './told.tsx';

/** Is she all right? One answer a person, why, since when, and what was done; no raw data. */
export function FamilyScreen() {
  const words = useWords().family;
  const page = useQuery(queries.family());
  const now = useNow(10_000);
  return (
    <Page title={words.title} width="narrow">
      {page.data ? (
        <>
          {page.data.people.length === 0 && page.data.withoutConsent === 0 ? <p>{words.empty}</p> : null}
          {page.data.people.map((person) => (
            <PersonAnswer key={person.person.id} person={person} now={now} />
          ))}
          {page.data.withoutConsent > 0 ? (
            <p className={classes.note} data-testid="family-no-consent">
              {words.noConsent(page.data.withoutConsent)}
            </p>
          ) : null}
        </>
      ) : (
        <NotYet query={page} />
      )}
    </Page>
  );
}

function PersonAnswer({ person, now }: { person: FamilyPerson; now: number }) {
  const all = useWords();
  const words = all.family;
  const formats = useFormats();
  const line = useLine();
  const { state, since, lastContact, lastVisit, done, happened, messages, parts, vitals } = person;
  const when = (t: number | undefined) => (t === undefined ? words.never : formats.moment(t, now));
  const ago = (t: number | undefined) => (t === undefined ? '' : formats.ago(t, now));
  return (
    <article className={classes.person} data-testid="family-person" data-state={state}>
      <h2>
        {words.honorific(person.person.name)} <SimulatedTag person={person.person} />
      </h2>
      {state ? (
        <StateAnswer
          state={state}
          answer={words.answers[state]}
          because={because(words, { ...person, state }, (t) => formats.moment(t, now))}
        />
      ) : null}
      {messages?.map((message) => (
        <Told key={message.id} message={message} now={now} />
      ))}
      {state === 'silent' ? <p className={classes.note}>{words.silentNote}</p> : null}
      {line === 'dead' ? <p className={classes.note}>{words.lineDead}</p> : null}
      {state ? (
        <dl className={classes.facts}>
          {since === undefined ? null : <Fact name={words.since} value={when(since)} more={ago(since)} />}
          <Fact name={words.lastContact} value={when(lastContact)} more={ago(lastContact)} />
        </dl>
      ) : null}
      {happened ? <Happened happened={happened} now={now} /> : null}
      {done && done.length > 0 ? <Done done={done} now={now} /> : null}
      {parts.includes('visits') ? (
        <dl className={classes.facts}>
          <Fact name={words.lastVisit} value={when(lastVisit)} more={ago(lastVisit)} />
        </dl>
      ) : null}
      {parts.includes('vitals') ? <Vitals vitals={vitals} now={now} /> : null}
    </article>
  );
}

/** What was measured: on a telephone it is folded, since it is not what she came to see. */
function Vitals({ vitals, now }: { vitals: FamilyPerson['vitals']; now: number }) {
  const all = useWords();
  const formats = useFormats();
  const [opened] = useState(() => window.matchMedia('(min-width: 48em)').matches);
  const { fields, units } = all.visit;
  const measured = Object.entries(vitals?.values ?? {}).flatMap(([field, value]) =>
    typeof value === 'number' && Object.hasOwn(fields, field) && Object.hasOwn(units, field)
      ? [{ field: field as keyof typeof units & keyof typeof fields, value }]
      : [],
  );
  return (
    <details className={classes.fold} open={opened} data-testid="family-vitals">
      <summary>{all.family.vitals}</summary>
      {!vitals || measured.length === 0 ? (
        <p className={classes.note}>{all.family.noVitals}</p>
      ) : (
        <dl className={classes.facts}>
          {measured.map(({ field, value }) => (
            <Fact
              key={field}
              name={fields[field]}
              value={`${formats.number(value)} ${units[field]}`}
              more={formats.moment(vitals.at, now)}
            />
          ))}
        </dl>
      )}
    </details>
  );
}

/** Each sign, and what came of it: she was asked after, and how it ended. */
function Happened({ happened, now }: { happened: NonNullable<FamilyPerson['happened']>; now: number }) {
  const all = useWords();
  const words = all.family;
  const formats = useFormats();
  const endOf = ({ at, outcome }: NonNullable<(typeof happened)[number]['ended']>) => {
    const when = formats.moment(at, now);
    return outcome ? words.ended(when, outcomeSentence(all, outcome)) : words.endedPlain(when);
  };
  return (
    <>
      <h3>{words.happened}</h3>
      {happened.length === 0 ? (
        <p className={classes.note}>{words.nothingHappened}</p>
      ) : (
        <ol className={classes.done} data-testid="family-happened">
          {happened.map((one) => (
            <li key={`${one.at} ${one.family}`}>
              <time dateTime={new Date(one.at).toISOString()}>{formats.moment(one.at, now)}</time>
              <span>
                {words.signs[one.family]}
                <br />
                <strong>
                  {one.now ? words.doingNow(all.shell.steps[one.now.step]) : one.ended ? endOf(one.ended) : null}
                </strong>
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Done({ done, now }: { done: NonNullable<FamilyPerson['done']>; now: number }) {
  const all = useWords();
  const words = all.family;
  const formats = useFormats();
  return (
    <>
      <h3>{words.done}</h3>
      {done.length === 0 ? (
        <p className={classes.note}>{words.nothingDone}</p>
      ) : (
        <ol className={classes.done}>
          {done.map((one) => (
            <li key={`${one.at} ${one.what.code}`}>
              <time dateTime={new Date(one.at).toISOString()}>{formats.moment(one.at, now)}</time>
              <span>{findDoneSentence(all, one.what) ?? reasonSentence(all, one.what)}</span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Fact({ name, value, more }: { name: string; value: string; more: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> <span>{more}</span>
      </dd>
    </div>
  );
}
