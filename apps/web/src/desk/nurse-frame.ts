/** What the frame of a nurse has beside that of others; one chunk. */
export { SyncBars, SyncMark } from './sync-mark.tsx';
export { WithDesk } from './with-desk.tsx';
