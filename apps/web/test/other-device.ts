/** The same nurse on another device, by the sync doors alone. */
import { randomUUID } from 'node:crypto';
import type { SyncDeviceAnswer, SyncPulled, SyncPushed } from '@munan/flow';
import type { Stage } from './stage.ts';

export interface OtherDevice {
  device: string;
  push(messages: object[]): Promise<SyncPushed>;
  pull(): Promise<SyncPulled>;
}

export const message = (kind: string, rest: object) => ({ id: randomUUID(), v: 1, at: Date.now(), kind, ...rest });

export async function openOtherDevice(stage: Stage, user: string): Promise<OtherDevice> {
  const ask = <T>(path: string, body: object) => stage.ask<T>('POST', `/api/sync/${path}`, body, 'nurse', user);
  const { device } = await ask<SyncDeviceAnswer>('device', { name: 'test' });
  return {
    device,
    push: (messages) => ask('push', { device, sent: Date.now(), messages }),
    pull: () => ask('pull', { device, have: {}, forms: {} }),
  };
}
