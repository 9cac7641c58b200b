import type { Manifest } from '../../manifest.ts';

/** In the ear: body temperature, movement, falls; hears and speaks, so it asks and brings the reply. */
export const munanEar = {
  model: 'munan-ear',
  maker: 'Munan reference',
  kind: 'ear',
  protocol: 1,
  channels: [
    { channel: 'temperature', periodMs: 60_000 },
    { channel: 'activity', periodMs: 60_000 },
    { channel: 'steps', periodMs: 60_000 },
    { channel: 'acceleration', periodMs: 20 },
  ],
  events: ['fall-suspected', 'button', 'reply'],
  packetEveryMs: 60_000,
  battery: { reported: true, typicalHours: 24 },
} as const satisfies Manifest;
