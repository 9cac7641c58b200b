import type { Me } from '@munan/flow';
import type { ReactNode } from 'react';
import { SyncBars, SyncMark } from './sync-mark.tsx';
import { WithDesk } from './with-desk.tsx';

/** What the frame of a nurse has beside that of others; one chunk. */
export function NurseFrame({ me, children }: { me: Me; children: (mark: ReactNode, bars: ReactNode) => ReactNode }) {
  return <WithDesk me={me}>{children(<SyncMark />, <SyncBars />)}</WithDesk>;
}
