import { Alert, Button, Card, Group, List, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import type { SignInNext, SignInPage } from '@munan/flow';
import { SimulatedTag, useWords } from '@munan/ui';
import { IconAlertCircle, IconSearch, IconShieldCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { address, api } from '../connection/api.ts';
import { scopeSentences } from './scope-words.ts';
import { goOn, SignInFrame } from './sign-in-frame.tsx';
import { failureSentence } from './waiting.tsx';

type ConsentPage = Extract<SignInPage, { step: 'consent' }>;

/** May this app, and of whom? */
export function Consent({ base, page }: { base: string; page: ConsentPage }) {
  const words = useWords();
  const t = words.signIn.consent;
  const [name, setName] = useState('');
  const fixed = page.patients?.fixed ? page.patients.choices[0]?.id : undefined;
  const [patient, setPatient] = useState<string | undefined>(fixed);
  const searched = useQuery({
    queryKey: ['sign-in-people', base, name],
    queryFn: () => api.get<ConsentPage>(address(`${base}/page`, { name })),
    enabled: name !== '',
    placeholderData: (before) => before,
  });
  const patients = (name === '' ? page : (searched.data ?? page)).patients;
  const answer = useMutation({
    mutationFn: (given: 'consent' | 'refuse') =>
      api.post<SignInNext>(
        `${base}/${given}`,
        given === 'consent' && patient !== undefined && page.patients ? { patient } : {},
      ),
    onSuccess: goOn,
  });
  const seesMore = page.scopes.some((scope) => scope.startsWith('user/'));
  const needsChoice = page.patients !== undefined && patient === undefined;
  return (
    <SignInFrame title={t.title(page.app)}>
      <Card withBorder padding="lg">
        <Stack gap="md">
          <div>
            <Title order={2} size="h3">
              {t.title(page.app)}
            </Title>
            <Text c="dimmed">{t.as(page.name)}</Text>
          </div>
          <div>
            <Text fw={600}>{t.wants}</Text>
            <List spacing={4} mt={6} icon={<IconShieldCheck size={18} aria-hidden />}>
              {scopeSentences(words, page.scopes).map((sentence) => (
                <List.Item key={sentence}>{sentence}</List.Item>
              ))}
            </List>
          </div>
          {patients ? (
            <>
              {patients.fixed ? null : (
                <TextInput
                  label={t.search}
                  leftSection={<IconSearch size={18} aria-hidden />}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              )}
              <Radio.Group
                label={t.patient}
                description={seesMore ? undefined : t.patientHint}
                value={patient ?? ''}
                onChange={setPatient}
              >
                <Stack gap={10} mt="xs" mah={320} style={{ overflowY: 'auto' }}>
                  {patients.choices.map((choice) => (
                    <Radio
                      key={choice.id}
                      value={choice.id}
                      label={
                        <>
                          {choice.name} <SimulatedTag person={choice} />
                        </>
                      }
                      description={t.born(choice.birthDate)}
                      data-testid={`choice-${choice.id}`}
                    />
                  ))}
                  {patients.choices.length === 0 ? <Text>{t.nobody}</Text> : null}
                </Stack>
              </Radio.Group>
              {patients.more ? <Text c="dimmed">{t.more}</Text> : null}
            </>
          ) : null}
          {answer.error ? (
            <Alert color="red" variant="outline" role="alert" icon={<IconAlertCircle aria-hidden />}>
              {failureSentence(words, answer.error)}
            </Alert>
          ) : null}
          <Group grow>
            <Button variant="default" size="md" disabled={answer.isPending} onClick={() => answer.mutate('refuse')}>
              {t.refuse}
            </Button>
            <Button
              size="md"
              data-testid="allow"
              disabled={needsChoice}
              loading={answer.isPending}
              onClick={() => answer.mutate('consent')}
            >
              {t.allow}
            </Button>
          </Group>
          {needsChoice ? <Text c="dimmed">{t.choose}</Text> : null}
        </Stack>
      </Card>
    </SignInFrame>
  );
}
