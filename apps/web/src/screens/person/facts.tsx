import { Button, Textarea, TextInput } from '@mantine/core';
import type { FactField, FactsAnswer, FactValue, PersonPage } from '@munan/flow';
import { useLanguage, useNow } from '@munan/ui';
import { IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { useMe } from '../../shell/session.tsx';
import { Failed } from '../../shell/waiting.tsx';
import { draftOf, factOf, findTooLong, listFacts, sameFact } from './facts-draft.ts';
import classes from './person.module.css';

const shownFacts: readonly FactField[] = ['phone', 'address', 'doorCode', 'conditions', 'medications', 'allergies'];

/** What is known of her, who wrote it last, and where doctor and manager change it. */
export function Facts({ page }: { page: PersonPage }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const now = useNow(60_000);
  const { person } = page;
  const query = useQuery(queries.facts(person.id));
  const [editing, setEditing] = useState<FactField | undefined>();
  const t = words.person;
  const { facts, factsBy } = query.data ?? { facts: undefined, factsBy: {} };
  const canChange = (me.role === 'doctor' || me.role === 'manager') && facts !== undefined;
  // Until they have come: what the page itself says.
  const shownOf = (field: FactField): FactValue =>
    facts ? facts[field] : field === 'doorCode' ? null : (person[field] ?? null);
  return (
    <>
      {shownFacts.map((field) => {
        const value = shownOf(field);
        const by = factsBy[field];
        return (
          <div key={field} className={classes.fact} data-testid={`fact-${field}`}>
            <dt>{t.factNames[field]}</dt>
            <dd>
              {editing === field && facts ? (
                <FactForm person={person.id} field={field} base={facts[field]} done={() => setEditing(undefined)} />
              ) : (
                <>
                  <span className={classes.factValue}>
                    {Array.isArray(value) ? value.join(', ') || t.none : (value ?? t.none)}
                  </span>
                  {canChange ? (
                    <Button
                      variant="subtle"
                      h={44}
                      px={10}
                      aria-label={t.changeFact(t.factNames[field])}
                      leftSection={<IconPencil aria-hidden size={18} />}
                      data-testid={`change-${field}`}
                      onClick={() => setEditing(field)}
                    >
                      {t.change}
                    </Button>
                  ) : null}
                  {by ? (
                    <span className={classes.factBy}>
                      {words.conflicts.wrote(by.byName, words.conflicts.where[by.where], formats.moment(by.at, now))}
                    </span>
                  ) : null}
                </>
              )}
            </dd>
          </div>
        );
      })}
    </>
  );
}

function FactForm({
  person,
  field,
  base,
  done,
}: {
  person: string;
  field: FactField;
  /** What it was when the change was begun: if it is another by then, two people wrote. */
  base: FactValue;
  done: () => void;
}) {
  const { words } = useLanguage();
  const client = useQueryClient();
  const t = words.person;
  // The value may be renewed below the form while one types; what was begun with stays.
  const [begun] = useState(base);
  const [draft, setDraft] = useState(() => draftOf(base));
  const mine = factOf(field, draft);
  const tooLong = findTooLong(mine);
  const saving = useMutation({
    mutationFn: () =>
      api.post<FactsAnswer>(`/api/people/${encodeURIComponent(person)}/facts`, {
        changes: [{ field, base: begun, mine }],
      }),
    onSuccess: (answer) => {
      client.setQueryData(queries.facts(person).queryKey, answer);
      void client.invalidateQueries({ queryKey: ['conflicts'] });
      void client.invalidateQueries({ queryKey: ['person', person] });
      done();
    },
  });
  const given = {
    label: t.factNames[field],
    value: draft,
    size: 'md' as const,
    'data-autofocus': true,
    'data-testid': `fact-input-${field}`,
    error: tooLong ? t.tooLong[tooLong] : undefined,
  };
  return (
    <form
      className={classes.factForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (tooLong || saving.isPending) return;
        if (sameFact(begun, mine)) return done();
        saving.mutate();
      }}
    >
      {listFacts.includes(field) ? (
        <Textarea
          {...given}
          description={t.onePerLine}
          autosize
          minRows={3}
          maxRows={14}
          ref={(element) => element?.focus()}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...given}
          ref={(element) => element?.focus()}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
      )}
      {saving.error ? <Failed error={saving.error} /> : null}
      <span className={classes.factButtons}>
        <Button type="submit" h={44} loading={saving.isPending} data-testid="save-fact">
          {words.shell.actions.save}
        </Button>
        <Button variant="default" h={44} onClick={done}>
          {words.shell.actions.cancel}
        </Button>
      </span>
    </form>
  );
}
