import { Button, Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { ManagedPerson, NewAccount } from '@munan/flow';
import { useCentreWords, useWords } from '@munan/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import {
  type AccountForm,
  type AccountProblems,
  accountRoles,
  emptyAccount,
  leastPassword,
  readAccount,
} from './new-account.ts';
import classes from './office.module.css';

/** A new account. One of a person is for herself alone: she is chosen, and her name is filled in. */
export function AccountFormView({
  people,
  done,
}: {
  people: readonly ManagedPerson[];
  done: (account: NewAccount) => void;
}) {
  const t = useCentreWords().accounts;
  const { roles } = useWords().shell;
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<AccountForm>(emptyAccount);
  const [problems, setProblems] = useState<AccountProblems>({});
  const adding = useMutation({
    mutationFn: (account: NewAccount) => api.post('/api/manage/users', account),
    onSuccess: (_, account) => {
      for (const key of ['accounts', 'people', 'consents']) void client.invalidateQueries({ queryKey: [key] });
      done(account);
    },
  });
  const isTaken = adding.error instanceof ApiFailure && adding.error.code === 'user-exists';
  const set = (change: Partial<AccountForm>) => {
    setTyped((before) => ({ ...before, ...change }));
    setProblems({});
    adding.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readAccount(typed);
    if ('account' in read) return adding.mutate(read.account);
    setProblems(read.problems);
    const [first] = Object.keys(read.problems);
    form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  const problem = (field: keyof AccountProblems) => {
    const code = problems[field];
    return code === undefined ? undefined : t.problems[code];
  };
  const { role } = typed;
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      <NativeSelect
        label={t.role}
        size="md"
        value={role}
        data-autofocus
        data-testid="account-role"
        onChange={(event) => set({ role: event.currentTarget.value as AccountForm['role'] })}
        data={accountRoles.map((value) => ({ value, label: roles[value] }))}
      />
      {role === 'person' ? (
        <NativeSelect
          name="person"
          label={t.person}
          size="md"
          value={typed.person}
          error={problem('person')}
          data-testid="account-person"
          onChange={({ currentTarget: { value } }) =>
            set({ person: value, name: people.find(({ id }) => id === value)?.name ?? '' })
          }
          data={[
            { value: '', label: t.personNone },
            // Two people may have one name: the date of birth tells them apart.
            ...people.map(({ id, name, birthDate }) => ({ value: id, label: `${name} (${birthDate})` })),
          ]}
        />
      ) : null}
      {role === 'family' || role === 'nurse' ? (
        <fieldset className={`${classes.group} ${classes.tickList}`}>
          <legend>{t.people[role]}</legend>
          {people.map(({ id, name, birthDate }) => (
            <Checkbox
              key={id}
              name="people"
              size="md"
              my="xs"
              label={`${name} (${birthDate})`}
              checked={typed.people.includes(id)}
              onChange={({ currentTarget: { checked } }) =>
                set({ people: checked ? [...typed.people, id] : typed.people.filter((one) => one !== id) })
              }
            />
          ))}
          <div role="alert">{problems.people ? <p className={classes.bad}>{problem('people')}</p> : null}</div>
        </fieldset>
      ) : null}
      <TextInput
        name="name"
        label={t.name}
        size="md"
        maxLength={100}
        autoComplete="off"
        value={typed.name}
        error={problem('name')}
        data-testid="account-name"
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        name="id"
        label={t.id}
        description={t.idHint}
        size="md"
        autoComplete="off"
        autoCapitalize="none"
        value={typed.id}
        error={isTaken ? t.problems.taken : problem('id')}
        data-testid="account-id"
        onChange={(event) => set({ id: event.currentTarget.value })}
      />
      <PasswordInput
        name="password"
        label={t.password}
        description={t.passwordHint(leastPassword)}
        size="md"
        autoComplete="new-password"
        value={typed.password}
        error={problem('password')}
        data-testid="account-password"
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
      {adding.error && !isTaken ? <Failed error={adding.error} /> : null}
      <Button type="submit" h={52} loading={adding.isPending} data-testid="account-submit">
        {t.submit}
      </Button>
    </form>
  );
}
