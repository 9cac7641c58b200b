import { Button, Popover, Slider, Text } from '@mantine/core';
import type { Priority } from '@munan/flow';
import { PriorityIcon, useCentreWords, useWords } from '@munan/ui';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import classes from './centre.module.css';
import type { AlarmSound } from './use-alarm-sound.ts';

const priorities: Priority[] = ['high', 'medium', 'low'];

/** Alarm sound: on or off, how loud, and how each priority is heard. */
export function SoundControl({ sound }: { sound: AlarmSound }) {
  const { centre, shell } = useWords();
  const words = centre.sound;
  const t = useCentreWords().operator.sound;
  if (sound.state === 'off')
    return (
      <Button
        variant="default"
        className={classes.soundOff ?? ''}
        leftSection={<IconVolumeOff size={20} aria-hidden />}
        data-testid="sound-on"
        onClick={() => sound.want(true)}
      >
        {words.turnOn}
      </Button>
    );
  return (
    <Popover position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconVolume size={20} aria-hidden />} data-testid="sound-settings">
          {words.on}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.settings}>
        <Text fw={600}>{words.volume}</Text>
        <Slider
          thumbLabel={words.volume}
          min={10}
          max={100}
          step={10}
          value={sound.volume}
          mb="md"
          onChange={sound.setVolume}
        />
        <Text fw={600} mb={4}>
          {t.tests}
        </Text>
        {priorities.map((one) => (
          <Button
            key={one}
            variant="default"
            fullWidth
            mb="xs"
            justify="flex-start"
            leftSection={<PriorityIcon priority={one} size={18} />}
            data-testid={`sound-test-${one}`}
            onClick={() => sound.test(one)}
          >
            {t.testOf(shell.priorities[one])}
          </Button>
        ))}
        <Button variant="default" fullWidth onClick={() => sound.want(false)}>
          {words.turnOff}
        </Button>
        <Text size="sm" c="dimmed" mt="xs">
          {words.hint} {t.unseen} {t.silent}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Says that nothing will be heard, while that is so. */
export function SoundNotice({ sound }: { sound: AlarmSound }) {
  const t = useCentreWords().operator.sound;
  return (
    <div role="alert">
      {sound.state === 'blocked' ? (
        <p className={classes.soundBlocked} data-testid="sound-blocked">
          <IconVolumeOff size={22} aria-hidden /> {t.blocked}
        </p>
      ) : null}
    </div>
  );
}
