import type { Channel, DeviceEventCode } from '@munan/flow';

/** A run of samples as the device sent it, its clock not yet corrected; laid out as `Reading` in flow. */
export interface RawChannel {
  c: Channel;
  /** Device clock, Unix ms. */
  t: number;
  /** Period, ms. */
  dt: number;
  /** NaN where missing; acceleration flat: x0, y0, z0, x1, … */
  x: Float64Array;
  /** 0..1 to each sample; NaN where not told. */
  q?: Float64Array;
}

export interface RawEvent {
  e: DeviceEventCode;
  t: number;
  channels: RawChannel[];
  answer?: 'ok' | 'help' | 'unclear';
  command?: string;
}

/** A packet that was understood, times still of the device's clock. */
export interface RawPacket {
  v: 1;
  seq: number;
  sent: number;
  battery?: number;
  worn?: boolean;
  /** `<model>/<firmware>`. */
  make?: string;
  channels: RawChannel[];
  events: RawEvent[];
  /** Codes of channels and events of a later version, left out: `channel glucose`, `event seizure`; `make` of another form. */
  ignored: string[];
}
