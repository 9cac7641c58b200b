import { Alert, Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import type { PasskeyRow } from '@munan/flow';
import { useLanguage, Window } from '@munan/ui';
import { startRegistration } from '@simplewebauthn/browser';
import { IconAlertCircle, IconCircleCheck, IconFingerprint, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { passkeysHere } from '../../shell/passkey.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { NoticesPart } from './notices-part.tsx';

/** Notices on this device; one's own passkeys: add, name, remove. */
export function AccountScreen() {
  const { words, formats } = useLanguage();
  const t = words.signIn.passkeys;
  const list = useQuery(queries.passkeys());
  const [removing, setRemoving] = useState<PasskeyRow>();
  return (
    <Page title={t.menu} width="narrow">
      <Stack gap="md">
        <NoticesPart />
        <Title order={2} size="h4" mt="md">
          {t.title}
        </Title>
        <Text>{t.explain}</Text>
        {passkeysHere() ? <AddPasskey /> : <Alert icon={<IconAlertCircle aria-hidden />}>{t.unsupported}</Alert>}
        {list.data ? (
          list.data.passkeys.length === 0 ? (
            <Text c="dimmed">{t.none}</Text>
          ) : (
            list.data.passkeys.map((passkey) => (
              <Card withBorder key={passkey.id} data-testid="passkey-row">
                <Group justify="space-between" wrap="nowrap">
                  <div>
                    <Text fw={600}>{passkey.name}</Text>
                    <Text c="dimmed" size="sm">
                      {t.created(formats.moment(passkey.created, list.data.now))} ·{' '}
                      {passkey.lastUsed === undefined
                        ? t.neverUsed
                        : t.lastUsed(formats.moment(passkey.lastUsed, list.data.now))}
                    </Text>
                  </div>
                  <Button
                    variant="default"
                    leftSection={<IconTrash size={18} aria-hidden />}
                    onClick={() => setRemoving(passkey)}
                  >
                    {t.remove}
                  </Button>
                </Group>
              </Card>
            ))
          )
        ) : (
          <NotYet query={list} />
        )}
      </Stack>
      {removing ? <RemoveWindow passkey={removing} onClose={() => setRemoving(undefined)} /> : null}
    </Page>
  );
}

function AddPasskey() {
  const { words } = useLanguage();
  const t = words.signIn.passkeys;
  const client = useQueryClient();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: async () => {
      const optionsJSON =
        await api.post<Parameters<typeof startRegistration>[0]['optionsJSON']>('/api/passkeys/options');
      await api.post('/api/passkeys', { name, response: await startRegistration({ optionsJSON }) });
    },
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: queries.passkeys().queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Card withBorder>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t.name}
            description={t.nameHint}
            size="md"
            required
            withAsterisk={false}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {add.error ? (
            <Alert color="red" variant="outline" role="alert" icon={<IconAlertCircle aria-hidden />}>
              {t.addFailed}
            </Alert>
          ) : null}
          {add.isSuccess ? (
            <Alert variant="outline" role="status" icon={<IconCircleCheck aria-hidden />}>
              {t.added}
            </Alert>
          ) : null}
          <Button
            type="submit"
            size="md"
            data-testid="add-passkey"
            disabled={name.trim() === ''}
            loading={add.isPending}
            leftSection={<IconFingerprint aria-hidden />}
          >
            {t.add}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

function RemoveWindow({ passkey, onClose }: { passkey: PasskeyRow; onClose: () => void }) {
  const { words } = useLanguage();
  const t = words.signIn.passkeys;
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.post(`/api/passkeys/${encodeURIComponent(passkey.id)}/remove`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queries.passkeys().queryKey });
      onClose();
    },
  });
  return (
    <Window title={t.removeTitle} size="sm" onClose={onClose}>
      <Text>{t.removeText(passkey.name)}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.shell.actions.cancel}
        </Button>
        <Button color="red" data-testid="remove-passkey" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t.remove}
        </Button>
      </Group>
    </Window>
  );
}
