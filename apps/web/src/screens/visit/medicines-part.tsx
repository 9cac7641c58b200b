import type { FactField, SyncPerson } from '@munan/flow';
import { useLanguage, useWords } from '@munan/ui';
import { lazy, Suspense, useState } from 'react';
import { addedTo, changeOf, listOf, longestInList, medicineUse, medicineUses, withUse } from './facts.ts';
import { ListField } from './list-field.tsx';
import { withForm } from './note.ts';
import { PartPage } from './part-page.tsx';
import classes from './parts.module.css';
import { useForms } from './parts-list.tsx';
import type { Visiting } from './visiting.ts';

const FormBody = lazy(async () => ({ default: (await import('./form/form-body.tsx')).FormBody }));
/** Items of the form that the list itself answers. */
const byList = ['reconciled'];

/** What is in the house: each medicine is taken, not taken or not there; and what she does not tolerate. */
export function MedicinesPart({ visit, leave, again }: { visit: Visiting; leave: () => void; again: () => void }) {
  const words = useWords().visitParts;
  const { person, entry } = visit;
  const forms = useForms(visit);
  const filled = entry.forms?.medication;
  const form = forms.find('medication', filled?.version);
  const say = (medicine: string, use: (typeof medicineUses)[number]) => {
    if (!form) return;
    visit.change((before) => {
      const kept = before.forms?.medication ?? { version: form.version ?? '', answers: {} };
      const now = medicineUse(kept.answers, medicine);
      const answers = withUse(kept.answers, medicine, now === use ? undefined : use);
      return withForm(before, 'medication', { ...kept, answers });
    });
  };
  if (!person) return null;
  return (
    <PartPage title={words.names.medicines} leave={leave}>
      <FactList
        visit={visit}
        person={person}
        field="medications"
        again={again}
        title={words.medicines.title}
        none={words.medicines.none}
        add={words.medicines.add}
        label={words.medicines.addLabel}
        hint={words.medicines.addHint}
        each={(medicine) =>
          form ? (
            <fieldset className={`${classes.choices} ${classes.three}`} aria-label={words.medicines.takenOf(medicine)}>
              {medicineUses.map((use) => (
                <button
                  key={use}
                  type="button"
                  className={classes.choice}
                  aria-pressed={medicineUse(filled?.answers, medicine) === use}
                  data-testid={`use-${use}`}
                  onClick={() => say(medicine, use)}
                >
                  {words.medicines.uses[use]}
                </button>
              ))}
            </fieldset>
          ) : null
        }
      />
      <FactList
        visit={visit}
        person={person}
        field="allergies"
        again={again}
        title={words.medicines.allergies}
        none={words.medicines.noAllergies}
        add={words.medicines.addAllergy}
        label={words.medicines.addAllergyLabel}
        hint={words.medicines.addAllergyHint}
      />
      {form ? (
        <>
          <h3>{words.medicines.remarks}</h3>
          <Suspense fallback={<p className={classes.quiet}>{words.loading}</p>}>
            <FormBody visit={visit} form={form} without={byList} />
          </Suspense>
        </>
      ) : null}
    </PartPage>
  );
}

/** A list of the person's that may be changed here; two people who changed it are asked, never merged by a machine. */
export function FactList({
  visit,
  person,
  field,
  again,
  ...rest
}: {
  visit: Visiting;
  person: SyncPerson;
  field: Extract<FactField, 'medications' | 'allergies' | 'conditions'>;
  again: () => void;
  title: string;
  none: string;
  add: string;
  label: string;
  hint?: string;
  each?: (one: string) => React.ReactNode;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts.medicines;
  const list = listOf(person.facts, field);
  const by = person.factsBy[field];
  const [wrong, setWrong] = useState<string>();
  const put = (mine: string[]) => {
    visit.desk.changeFacts(visit.entry.patient, [changeOf(person.facts, field, mine)], visit.entry.id);
    again();
  };
  return (
    <ListField
      {...rest}
      list={list}
      most={longestInList}
      wrong={wrong}
      testId={`list-${field}`}
      writtenBy={by && words.writtenBy(by.byName, formats.moment(by.at, visit.desk.now()))}
      add={rest.add}
      put={(text) => {
        const made = addedTo(list, text);
        if ('list' in made) {
          setWrong(undefined);
          put(made.list);
          return true;
        }
        setWrong(made.not === 'twice' ? words.twice : made.not === 'full' ? words.full : undefined);
        return false;
      }}
      takeOff={(one) => put(list.filter((each) => each !== one))}
    />
  );
}
