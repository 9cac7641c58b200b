import type { FactField } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { changeOf, longestFact } from './facts.ts';
import { FactList } from './medicines-part.tsx';
import { PartPage } from './part-page.tsx';
import classes from './parts.module.css';
import type { Visiting } from './visiting.ts';

const textFacts = ['phone', 'address', 'doorCode'] as const satisfies readonly FactField[];

/** What is known of her and her home, put right where it is wrong. */
export function FactsPart({ visit, leave, again }: { visit: Visiting; leave: () => void; again: () => void }) {
  const { words: all } = useLanguage();
  const words = all.visitParts;
  const { person } = visit;
  if (!person) return null;
  return (
    <PartPage title={words.names.facts} leave={leave}>
      <p className={classes.quiet}>{words.facts.hint}</p>
      {textFacts.map((field) => (
        <TextFact key={field} visit={visit} field={field} again={again} />
      ))}
      <FactList
        visit={visit}
        person={person}
        field="conditions"
        again={again}
        title={words.facts.conditions}
        none={all.visit.today.noConditions}
        add={words.facts.addCondition}
        label={words.facts.conditionLabel}
      />
    </PartPage>
  );
}

function TextFact({ visit, field, again }: { visit: Visiting; field: (typeof textFacts)[number]; again: () => void }) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts;
  const { person, desk, entry } = visit;
  // What she saw when she began is the base of her change, whatever arrives meanwhile.
  const [begun, setBegun] = useState<NonNullable<typeof person>['facts']>();
  const [text, setText] = useState('');
  if (!person) return null;
  const value = person.facts[field];
  const shown = typeof value === 'string' ? value : '';
  const by = person.factsBy[field];
  return (
    <section className={classes.card} data-testid={`fact-${field}`}>
      <p className={classes.label}>{words.facts[field]}</p>
      {begun ? (
        <div className={classes.field}>
          <input
            type={field === 'phone' ? 'tel' : 'text'}
            className={classes.text}
            aria-label={words.facts[field]}
            value={text}
            maxLength={longestFact}
            // biome-ignore lint/a11y/noAutofocus: the nurse has just asked for this field
            autoFocus
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={classes.pair}>
            <button type="button" className={classes.choice} onClick={() => setBegun(undefined)}>
              {words.medicines.cancel}
            </button>
            <button
              type="button"
              className={classes.choice}
              aria-pressed
              data-testid="fact-save"
              onClick={() => {
                const mine = text.trim() === '' ? null : text.trim();
                if (mine !== (begun[field] ?? null)) {
                  desk.changeFacts(entry.patient, [changeOf(begun, field, mine)], entry.id);
                  again();
                }
                setBegun(undefined);
              }}
            >
              {words.facts.save}
            </button>
          </div>
        </div>
      ) : (
        <>
          <p>{shown || words.facts.none}</p>
          {by ? (
            <p className={classes.quiet}>{words.medicines.writtenBy(by.byName, formats.moment(by.at, desk.now()))}</p>
          ) : null}
          <button
            type="button"
            className={classes.choice}
            aria-label={words.facts.changeOf(words.facts[field])}
            onClick={() => {
              setText(shown);
              setBegun(person.facts);
            }}
          >
            <IconPencil aria-hidden size={20} />
            {words.facts.change}
          </button>
        </>
      )}
    </section>
  );
}
