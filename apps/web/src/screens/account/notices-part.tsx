import { Alert, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconAlertCircle, IconBell, IconBellOff, IconBellRinging, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { findNoticesHere, type NoticesHere, tryNotice, turnOff, turnOn } from '../../notices/notices-here.ts';
import { NotYet } from '../../shell/waiting.tsx';

const here = { queryKey: ['notices-here'], queryFn: findNoticesHere };

/** Whether this device shows notices: on, off, a test; and what to do where a browser does not let us. */
export function NoticesPart() {
  const t = useCentreWords().notices;
  const state = useQuery(here);
  return (
    <Card withBorder component="section" aria-labelledby="notices-title" data-testid="notices">
      <Stack gap="sm">
        <Title order={2} size="h4" id="notices-title">
          {t.title}
        </Title>
        <Text>{t.explain}</Text>
        {state.data ? <Now here={state.data} /> : <NotYet query={state} />}
      </Stack>
    </Card>
  );
}

function Now({ here }: { here: NoticesHere }) {
  const t = useCentreWords().notices;
  if (here.state === 'not-here') return <Hindered title={t.notHere} text={t.why[here.why]} />;
  if (here.state === 'blocked') return <Hindered title={t.blocked} text={t.unblock[here.how]} />;
  return <Switch isOn={here.state === 'on'} />;
}

function Hindered({ title, text }: { title: string; text: string }) {
  return (
    <Alert variant="outline" icon={<IconBellOff aria-hidden />} title={title} data-testid="notices-hindered">
      {text}
    </Alert>
  );
}

function Switch({ isOn }: { isOn: boolean }) {
  const t = useCentreWords().notices;
  const { language } = useLanguage();
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: here.queryKey });
  const on = useMutation({ mutationFn: turnOn, onSettled });
  const off = useMutation({ mutationFn: turnOff, onSettled });
  const trying = useMutation({ mutationFn: () => tryNotice(language) });
  const tried = { tried: t.tried, later: t.tryLater, not: t.notTried };
  const said = on.isError || off.isError ? t.failed : !isOn && on.data === 'refused' ? t.refused : undefined;
  return (
    <>
      <Group gap="xs" wrap="nowrap" data-testid={isOn ? 'notices-on' : 'notices-off'}>
        {isOn ? <IconBellRinging aria-hidden /> : <IconBellOff aria-hidden />}
        <Text fw={600} role="status">
          {isOn ? t.on : t.off}
        </Text>
      </Group>
      {said === undefined ? null : (
        <Alert color="red" variant="outline" role="alert" icon={<IconAlertCircle aria-hidden />}>
          {said}
        </Alert>
      )}
      {isOn ? (
        <Group gap="sm">
          <Button
            size="md"
            leftSection={<IconBell aria-hidden />}
            loading={trying.isPending}
            onClick={() => trying.mutate()}
            data-testid="notices-try"
          >
            {t.tryIt}
          </Button>
          <Button
            size="md"
            variant="default"
            leftSection={<IconBellOff aria-hidden />}
            loading={off.isPending}
            onClick={() => off.mutate()}
            data-testid="notices-turn-off"
          >
            {t.turnOff}
          </Button>
        </Group>
      ) : (
        <Button
          size="md"
          leftSection={<IconBell aria-hidden />}
          loading={on.isPending}
          onClick={() => on.mutate()}
          data-testid="notices-turn-on"
        >
          {t.turnOn}
        </Button>
      )}
      {isOn && (trying.data !== undefined || trying.isError) ? (
        <Alert
          variant="outline"
          role="status"
          icon={trying.data === 'tried' ? <IconCircleCheck aria-hidden /> : <IconAlertCircle aria-hidden />}
          data-testid="notices-tried"
        >
          {trying.data === undefined ? t.notTried : tried[trying.data]}
        </Alert>
      ) : null}
    </>
  );
}
