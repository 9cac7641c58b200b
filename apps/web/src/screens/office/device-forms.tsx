import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { DeviceAdded, DeviceRow, ManagedPerson } from '@munan/flow';
import { useWords } from '@munan/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import { isDeviceId } from './device-words.ts';
import classes from './office.module.css';
import { SureForm } from './sure-form.tsx';

type Wearers = readonly Pick<ManagedPerson, 'id' | 'name' | 'birthDate'>[];

/** Whatever the manager changed about devices is asked for anew everywhere it is shown. */
function useDeviceChange<Given, Answer>(send: (given: Given) => Promise<Answer>, done: (answer: Answer) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (answer) => {
      for (const key of ['devices', 'people', 'person']) void client.invalidateQueries({ queryKey: [key] });
      done(answer);
    },
  });
}

/** Two people may have one name: the date of birth tells them apart. */
function WearerSelect({ people, value, set }: { people: Wearers; value: string; set: (id: string) => void }) {
  const words = useWords().office.devices;
  return (
    <NativeSelect
      label={words.person}
      size="md"
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      data={[
        { value: '', label: words.nobody },
        ...people.map(({ id, name, birthDate }) => ({ value: id, label: `${name} (${birthDate})` })),
      ]}
    />
  );
}

export function AddDevice({ people, done }: { people: Wearers; done: (added: DeviceAdded) => void }) {
  const all = useWords();
  const words = all.office.devices;
  const [id, setId] = useState('');
  const [kind, setKind] = useState<DeviceRow['kind']>('ear');
  const [person, setPerson] = useState('');
  const [wrong, setWrong] = useState(false);
  const add = useDeviceChange(
    (given: { id: string; kind: DeviceRow['kind']; person?: string }) =>
      api.post<DeviceAdded>('/api/manage/devices', given),
    done,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = id.trim();
    if (!isDeviceId(trimmed)) return setWrong(true);
    add.mutate({ id: trimmed, kind, ...(person ? { person } : {}) });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.id}
        description={words.idHint}
        size="md"
        value={id}
        error={wrong ? words.idError : undefined}
        autoComplete="off"
        autoCapitalize="none"
        data-autofocus
        data-testid="device-id"
        onChange={(event) => {
          setId(event.currentTarget.value);
          setWrong(false);
        }}
      />
      <NativeSelect
        label={words.kind}
        size="md"
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as DeviceRow['kind'])}
        data={(['ear', 'wrist', 'test'] as const).map((value) => ({ value, label: all.shell.deviceKinds[value] }))}
      />
      <WearerSelect people={people} value={person} set={setPerson} />
      {add.error ? <Failed error={add.error} /> : null}
      <Button type="submit" h={52} loading={add.isPending} data-testid="device-submit">
        {words.submit}
      </Button>
    </form>
  );
}

export function AssignDevice({ device, people, done }: { device: DeviceRow; people: Wearers; done: () => void }) {
  const words = useWords().office.devices;
  const [person, setPerson] = useState(device.person?.id ?? '');
  const assign = useDeviceChange(
    (given: string) =>
      api.post(`/api/manage/devices/${encodeURIComponent(device.id)}/assign`, { person: given === '' ? null : given }),
    done,
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        assign.mutate(person);
      }}
    >
      <WearerSelect people={people} value={person} set={setPerson} />
      {assign.error ? <Failed error={assign.error} /> : null}
      <Button type="submit" h={52} loading={assign.isPending} data-testid="assign-submit">
        {words.assignSubmit}
      </Button>
    </form>
  );
}

export function RevokeDevice({ device, done }: { device: DeviceRow; done: () => void }) {
  const all = useWords();
  const words = all.office.devices;
  const revoke = useDeviceChange(
    (id: string) => api.post(`/api/manage/devices/${encodeURIComponent(id)}/revoke`),
    done,
  );
  return (
    <SureForm
      yes={words.revokeYes}
      testid="revoke-submit"
      error={revoke.error}
      pending={revoke.isPending}
      leave={done}
      doIt={() => revoke.mutate(device.id)}
    >
      <p>{words.revokeText}</p>
    </SureForm>
  );
}
