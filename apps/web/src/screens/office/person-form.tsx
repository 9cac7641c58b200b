import { Button, Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import type { NewPerson, PersonBrief } from '@munan/flow';
import { serverClock, useWords } from '@munan/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import { emptyPerson, type PersonForm, type PersonProblems, readPerson } from './new-person.ts';
import classes from './office.module.css';

/** Enrols a person; what is wrong is said at its field, and what was typed stays when the server says no. */
export function PersonFormView({
  nurses,
  done,
}: {
  nurses: { id: string; name: string }[];
  done: (name: string) => void;
}) {
  const all = useWords();
  const words = all.office.form;
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<PersonForm>(emptyPerson);
  const [problems, setProblems] = useState<PersonProblems>({});
  const enrol = useMutation({
    mutationFn: (person: NewPerson) => api.post<PersonBrief>('/api/manage/people', person),
    onSuccess: (_, person) => {
      void client.invalidateQueries({ queryKey: ['people'] });
      void client.invalidateQueries({ queryKey: ['board'] });
      done(person.name);
    },
  });
  const set = <K extends keyof PersonForm>(name: K, value: PersonForm[K]) => {
    setTyped((before) => ({ ...before, [name]: value }));
    setProblems(({ [name]: _, ...others }) => others);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readPerson(typed, serverClock.now());
    if ('person' in read) return enrol.mutate(read.person);
    setProblems(read.problems);
    const [first] = Object.keys(read.problems);
    form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  const problem = (name: keyof PersonForm) => {
    const code = problems[name];
    return code === undefined ? undefined : words.errors[code];
  };
  const text = (name: 'name' | 'address' | 'location' | 'doorCode' | 'phone' | 'conditions', required = false) => ({
    name,
    label: required ? words[name] : `${words[name]} (${all.office.optional})`,
    size: 'md' as const,
    value: typed[name],
    error: problem(name),
    'aria-required': required,
    onChange: (event: FormEvent<HTMLInputElement>) => set(name, event.currentTarget.value),
  });
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      <div role="alert">{Object.keys(problems).length > 0 ? <p className={classes.bad}>{words.check}</p> : null}</div>
      <TextInput {...text('name', true)} data-autofocus autoComplete="off" />
      <div className={classes.two}>
        <TextInput
          type="date"
          name="birthDate"
          label={words.birthDate}
          size="md"
          value={typed.birthDate}
          error={problem('birthDate')}
          aria-required
          onChange={(event) => set('birthDate', event.currentTarget.value)}
        />
        <Radio.Group
          label={words.sex}
          size="md"
          value={typed.sex}
          error={problem('sex')}
          onChange={(value) => set('sex', value as PersonForm['sex'])}
        >
          <div className={classes.radios}>
            <Radio name="sex" size="md" value="female" label={all.shell.sexes.female} />
            <Radio name="sex" size="md" value="male" label={all.shell.sexes.male} />
          </div>
        </Radio.Group>
      </div>
      <TextInput {...text('address', true)} autoComplete="off" />
      <TextInput {...text('location')} description={words.locationHint} inputMode="text" autoComplete="off" />
      <div className={classes.two}>
        <TextInput {...text('phone')} type="tel" autoComplete="off" />
        <TextInput {...text('doorCode')} autoComplete="off" />
      </div>
      <TextInput {...text('conditions')} description={words.conditionsHint} autoComplete="off" />
      <Radio.Group
        label={words.programme}
        size="md"
        value={typed.programme}
        onChange={(value) => set('programme', value as PersonForm['programme'])}
      >
        <div className={classes.radios}>
          {(['intensive', 'regular', 'self'] as const).map((programme) => (
            <Radio
              key={programme}
              name="programme"
              size="md"
              value={programme}
              label={all.shell.programmes[programme]}
              description={words.programmeHints[programme]}
            />
          ))}
        </div>
      </Radio.Group>
      <NativeSelect
        name="nurse"
        label={`${words.nurse} (${all.office.optional})`}
        size="md"
        value={typed.nurse}
        onChange={(event) => set('nurse', event.currentTarget.value)}
        data={[
          { value: '', label: all.office.people.noNurse },
          ...nurses.map((nurse) => ({ value: nurse.id, label: nurse.name })),
        ]}
      />
      <Checkbox
        name="spo2Scale2"
        size="md"
        label={words.spo2Scale2}
        description={words.spo2Scale2Hint}
        checked={typed.spo2Scale2}
        onChange={(event) => set('spo2Scale2', event.currentTarget.checked)}
      />
      <Checkbox
        name="enrolledUnwell"
        size="md"
        label={words.enrolledUnwell}
        description={words.enrolledUnwellHint}
        checked={typed.enrolledUnwell}
        onChange={(event) => set('enrolledUnwell', event.currentTarget.checked)}
      />
      <fieldset className={classes.group}>
        <legend>{words.noMovement}</legend>
        <p className={classes.quiet}>{words.noMovementHint}</p>
        <div className={classes.three}>
          {(['caution', 'alarm', 'danger'] as const).map((step) => (
            <TextInput
              key={step}
              name={step}
              inputMode="numeric"
              label={words[step]}
              size="md"
              value={typed[step]}
              error={problem(step)}
              onChange={(event) => set(step, event.currentTarget.value)}
            />
          ))}
        </div>
      </fieldset>
      {enrol.error ? <Failed error={enrol.error} /> : null}
      <Button type="submit" h={52} size="md" loading={enrol.isPending} data-testid="enrol-submit">
        {words.submit}
      </Button>
    </form>
  );
}
