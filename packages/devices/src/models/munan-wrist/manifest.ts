import type { Manifest } from '../../manifest.ts';

/** On the wrist: oxygen saturation and pulse each second, movement each minute, a button. */
export const munanWrist = {
  model: 'munan-wrist',
  maker: 'Munan reference',
  kind: 'wrist',
  protocol: 1,
  channels: [
    { channel: 'spo2', periodMs: 1000 },
    { channel: 'pulse', periodMs: 1000 },
    { channel: 'activity', periodMs: 60_000 },
  ],
  events: ['button'],
  packetEveryMs: 60_000,
  battery: { reported: true, typicalHours: 48 },
} as const satisfies Manifest;
