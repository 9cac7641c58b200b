import type { DayStop } from '@munan/flow';
import type { PersonCard } from '@munan/sync';
import { reasonSentence, SimulatedTag, useLanguage } from '@munan/ui';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import classes from './day.module.css';
import { foundPeople } from './found-people.ts';

/** As many as a thumb scrolls through; more are found by another letter. */
const mostShown = 30;

function PersonRow({ card, why }: { card: PersonCard; why: string }) {
  const { words: all } = useLanguage();
  const { person } = card;
  return (
    <li>
      <Link to="/visit/$person" params={{ person: person.id }} className={classes.personRow} data-testid="person-row">
        <span>
          <strong>{person.name}</strong> <SimulatedTag person={person} />{' '}
          <span className={classes.quiet}>{all.shell.sexAge(all.shell.sexes[person.sex], person.age)}</span>
          <small>{why}</small>
        </span>
        <IconChevronRight aria-hidden />
      </Link>
    </li>
  );
}

/** Who is due within the next days. */
export function Later({ stops, cards }: { stops: readonly DayStop[]; cards: readonly PersonCard[] }) {
  const { words: all } = useLanguage();
  const words = all.day.later;
  const byId = new Map(cards.map((card) => [card.person.id, card]));
  const known = stops.flatMap((stop) => {
    const card = byId.get(stop.person);
    return card ? [{ stop, card }] : [];
  });
  if (known.length === 0) return null;
  return (
    <details className={classes.fold}>
      <summary>
        <h2>{words.title}</h2> <span className={classes.quiet}>{words.count(known.length)}</span>
      </summary>
      <p className={classes.quiet}>{words.hint}</p>
      <ul className={classes.people}>
        {known.map(({ stop, card }) => (
          <PersonRow
            key={stop.person}
            card={card}
            why={stop.why.map((reason) => reasonSentence(all, reason)).join(' · ')}
          />
        ))}
      </ul>
    </details>
  );
}

/** Search over everybody assigned, on this device: it needs no network. */
export function Search({ cards }: { cards: readonly PersonCard[] }) {
  const { words: all } = useLanguage();
  const words = all.day.search;
  const [typed, setTyped] = useState('');
  const id = useId();
  const found = typed.trim() === '' ? [] : foundPeople(cards, typed);
  return (
    <section className={classes.search} aria-labelledby={id}>
      <h2 id={id}>
        {words.label} <span className={classes.quiet}>{words.all(cards.length)}</span>
      </h2>
      <label className={classes.searchField}>
        <IconSearch aria-hidden />
        <span className={classes.hidden}>{words.label}</span>
        <input
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={words.hint}
          autoComplete="off"
          data-testid="search"
        />
      </label>
      <p className={classes.quiet} role="status">
        {typed.trim() === '' ? '' : found.length === 0 ? words.none : words.found(found.length)}
      </p>
      <ul className={classes.people}>
        {found.slice(0, mostShown).map((card) => (
          <PersonRow
            key={card.person.id}
            card={card}
            why={[card.person.district, card.conditions.join(', ')].filter(Boolean).join(' · ')}
          />
        ))}
      </ul>
    </section>
  );
}
