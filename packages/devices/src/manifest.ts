import type { Channel, DeviceEventCode } from '@munan/flow';

/** What a device type sends, stated by its maker; the conformance check holds recorded packets against it. */
export interface Manifest {
  /** Folder name under `models/`. */
  model: string;
  maker: string;
  kind: 'ear' | 'wrist' | 'test';
  protocol: 1;
  channels: readonly { channel: Channel; periodMs: number }[];
  events: readonly DeviceEventCode[];
  /** Time between packets while all is well, ms. */
  packetEveryMs: number;
  battery: { reported: boolean; typicalHours: number };
}
