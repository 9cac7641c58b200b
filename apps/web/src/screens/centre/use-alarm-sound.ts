import type { AlertRow, Priority } from '@munan/flow';
import { useNow } from '@munan/ui';
import { useEffect, useRef, useState } from 'react';
import { audiblePriority } from './sound-pattern.ts';
import { Sounder } from './sounder.ts';

const volumeKey = 'munan-volume';
const wantedKey = 'munan-sound';
const usualVolume = 70;

/** 10..100; what is no such number is as if nothing had been remembered. */
function rememberedVolume(stored: string | null): number {
  const volume = Number(stored ?? usualVolume);
  return volume >= 10 && volume <= 100 ? volume : usualVolume;
}

/** The alarm sound of this page: `blocked` by the browser until something is pressed, though it is wanted. */
export function useAlarmSound(alerts: readonly AlertRow[]) {
  const [wanted, setWanted] = useState(() => window.localStorage.getItem(wantedKey) === 'on');
  const [volume, setVolume] = useState(() => rememberedVolume(window.localStorage.getItem(volumeKey)));
  const [blocked, setBlocked] = useState(false);
  const sounder = useRef<Sounder>(undefined);
  const first = useRef(volume);
  const priority = audiblePriority(alerts, useNow(5000));
  useEffect(() => {
    if (!wanted) return;
    const made = new Sounder(first.current / 100, () => setBlocked(made.isBlocked));
    sounder.current = made;
    setBlocked(made.isBlocked);
    const ask = () => made.isBlocked && made.resume();
    window.addEventListener('pointerdown', ask);
    window.addEventListener('keydown', ask);
    return () => {
      window.removeEventListener('pointerdown', ask);
      window.removeEventListener('keydown', ask);
      sounder.current = undefined;
      setBlocked(false);
      made.end();
    };
  }, [wanted]);
  // Once it is not blocked any more, what sounds now is begun anew, or it would wait for the next turn.
  useEffect(() => {
    sounder.current?.sound(wanted && !blocked ? priority : undefined);
  }, [wanted, blocked, priority]);
  return {
    state: !wanted ? ('off' as const) : blocked ? ('blocked' as const) : ('on' as const),
    volume,
    want(on: boolean) {
      window.localStorage.setItem(wantedKey, on ? 'on' : 'off');
      setWanted(on);
    },
    setVolume(next: number) {
      setVolume(next);
      first.current = next;
      window.localStorage.setItem(volumeKey, String(next));
      sounder.current?.setVolume(next / 100);
    },
    test: (one: Priority) => sounder.current?.play(one),
  };
}
export type AlarmSound = ReturnType<typeof useAlarmSound>;
