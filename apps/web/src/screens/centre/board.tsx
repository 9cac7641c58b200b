import { TextInput } from '@mantine/core';
import type { BoardPerson, PersonState } from '@munan/flow';
import { reasonSentence, SimulatedTag, StateMark, useFreshness, useLanguage, useNow } from '@munan/ui';
import { IconPlugConnectedX, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, type Ref, useEffect, useMemo, useRef, useState } from 'react';
import classes from './board.module.css';
import { countStates, filterBoard, stateOrder } from './board-filter.ts';

const shownChannels = ['spo2', 'pulse', 'temperature'] as const;

const PersonCard = memo(function PersonCard({ person, minute }: { person: BoardPerson; minute: number }) {
  const { words, formats } = useLanguage();
  const alert = person.alerts[0];
  const freshOf = useFreshness();
  const body = (
    <>
      <span className={classes.cardTop}>
        <span className={classes.name}>
          {person.name} <SimulatedTag person={person} />
        </span>
        <StateMark state={person.state} priority={person.priority} />
      </span>
      <span className={classes.facts}>
        {words.shell.sexAge(words.shell.sexes[person.sex], person.age)}
        {person.district ? ` · ${person.district}` : ''}
      </span>
      {person.reasons[0] ? <span className={classes.reason}>{reasonSentence(words, person.reasons[0])}</span> : null}
      {person.silence.map((silence) => (
        <span key={`${silence.device}-${silence.kind}`} className={classes.silence}>
          <IconPlugConnectedX size={16} aria-hidden />
          <span>
            {words.shell.silence[silence.kind]} · {silence.device} ·{' '}
            {words.shell.since(formats.moment(silence.since, minute))}
          </span>
        </span>
      ))}
      <span className={classes.values}>
        {shownChannels.map((channel) => {
          const now = person.channels.find((one) => one.channel === channel);
          const known = now?.value !== undefined && now.freshness !== 'none';
          const freshness = freshOf(now?.freshness ?? 'none');
          return (
            <span key={channel} className={classes.value} data-freshness={freshness}>
              <span className={classes.valueName}>{words.shell.channelsShort[channel]}</span>
              <span className="munan-value">
                {known && now.value !== undefined ? formats.measured(channel, now.value) : '–'}
              </span>
              <span className={classes.valueAge}>
                {known && freshness === 'stale' ? formats.ago(now.t, minute) : words.shell.freshness[freshness]}
              </span>
            </span>
          );
        })}
      </span>
    </>
  );
  const data = {
    className: classes.card,
    'data-state': person.state,
    'data-priority': person.priority,
    'data-testid': 'board-person',
  };
  return alert ? (
    <Link to="/centre/$alert" params={{ alert }} {...data}>
      {body}
    </Link>
  ) : (
    <Link to="/people/$person" params={{ person: person.id }} {...data}>
      {body}
    </Link>
  );
});

/** Thousands of cards would hold up the queue beside them: the others come when somebody scrolls to them. */
const drawnAtOnce = 120;

/** Where the drawn ones end. A new one after each piece: one that is still near would say nothing again by itself. */
function End({ onNear }: { onNear: (grown: (before: number) => number) => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const nearing = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onNear((before) => before + drawnAtOnce);
      },
      { rootMargin: '1500px' },
    );
    if (place.current) nearing.observe(place.current);
    return () => nearing.disconnect();
  }, [onNear]);
  return <div ref={place} />;
}

/** Everybody, in an order that does not change, to be narrowed by state and by name. */
export function Board({ people, search: searchRef }: { people: BoardPerson[]; search: Ref<HTMLInputElement> }) {
  const { words } = useLanguage();
  const [state, setState] = useState<PersonState | undefined>();
  const [search, setSearch] = useState('');
  const minute = useNow(30_000);
  const counts = useMemo(() => countStates(people), [people]);
  const shown = useMemo(() => filterBoard(people, state, search), [people, state, search]);
  const t = words.centre.board;
  const [drawn, setDrawn] = useState(drawnAtOnce);
  return (
    <section aria-labelledby="board-title" className={classes.board} data-testid="board">
      <div className={classes.head}>
        <h2 id="board-title">{t.title}</h2>
        <fieldset className={classes.filters} aria-label={t.title}>
          <button type="button" className={classes.filter} aria-pressed={!state} onClick={() => setState(undefined)}>
            {t.all} <strong>{people.length}</strong>
          </button>
          {stateOrder.map((one) => (
            <button
              key={one}
              type="button"
              className={classes.filter}
              aria-pressed={state === one}
              data-testid={`filter-${one}`}
              onClick={() => setState(state === one ? undefined : one)}
            >
              <StateMark state={one} plain /> <strong>{counts[one]}</strong>
            </button>
          ))}
        </fieldset>
        <TextInput
          ref={searchRef}
          className={classes.search ?? ''}
          aria-label={t.search}
          placeholder={t.search}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <p className={classes.count} role="status">
        {shown.length === 0 ? t.empty : shown.length < people.length ? t.shown(shown.length, people.length) : ''}
      </p>
      <ul className={classes.grid}>
        {shown.slice(0, drawn).map((person) => (
          <li key={person.id} className={classes.cell}>
            <PersonCard person={person} minute={minute} />
          </li>
        ))}
      </ul>
      {drawn < shown.length ? <End key={drawn} onNear={setDrawn} /> : null}
    </section>
  );
}
