import {
  IconAlertOctagonFilled,
  IconCircleCheck,
  IconClockHour4,
  IconCloudOff,
  IconHandStop,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SyncTone } from './sync-sentences.ts';

const icons: Record<SyncTone, ReactNode> = {
  saved: <IconCircleCheck aria-hidden />,
  waiting: <IconClockHour4 aria-hidden />,
  offline: <IconCloudOff aria-hidden />,
  needs: <IconHandStop aria-hidden />,
  bad: <IconAlertOctagonFilled aria-hidden />,
};

/** A shape for each state, so that the colour is not needed. */
export const syncIcon = (tone: SyncTone): ReactNode => icons[tone];
