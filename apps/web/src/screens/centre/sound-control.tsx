import { Button, Popover, Slider, Text } from '@mantine/core';
import type { AlertRow } from '@munan/flow';
import { useNow, useWords } from '@munan/ui';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './centre.module.css';
import { audiblePriority } from './sound-pattern.ts';
import { Sounder } from './sounder.ts';

const volumeKey = 'munan-volume';

/** Alarm sound: on after a press (browsers ask for one), volume, a test. */
export function SoundControl({ alerts }: { alerts: AlertRow[] }) {
  const words = useWords().centre.sound;
  const [volume, setVolume] = useState(() => Number(window.localStorage.getItem(volumeKey) ?? 70));
  const [on, setOn] = useState(false);
  const sounder = useRef<Sounder>(undefined);
  const now = useNow(5000);
  const priority = audiblePriority(alerts, now);
  useEffect(() => {
    sounder.current?.sound(on ? priority : undefined);
  }, [on, priority]);
  useEffect(() => () => sounder.current?.end(), []);
  if (!on)
    return (
      <Button
        variant="default"
        className={classes.soundOff ?? ''}
        leftSection={<IconVolumeOff size={20} aria-hidden />}
        onClick={() => {
          sounder.current ??= new Sounder(volume / 100);
          setOn(true);
        }}
      >
        {words.turnOn}
      </Button>
    );
  return (
    <Popover position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconVolume size={20} aria-hidden />}>
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
          value={volume}
          mb="md"
          onChange={(next) => {
            setVolume(next);
            window.localStorage.setItem(volumeKey, String(next));
            sounder.current?.setVolume(next / 100);
          }}
        />
        <Button variant="default" fullWidth mb="xs" onClick={() => sounder.current?.play('medium')}>
          {words.test}
        </Button>
        <Button variant="default" fullWidth onClick={() => setOn(false)}>
          {words.turnOff}
        </Button>
        <Text size="sm" c="dimmed" mt="xs">
          {words.hint}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
