import { type DeviceClock, unknownClock } from './clock.ts';

export type DeviceKind = 'ear' | 'wrist' | 'test';

/** One device as held in memory: its registration, who wears it, and how it is. */
export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly added: number;
  secretHash: string;
  revoked?: number;
  /** Sorted by `since`. */
  assignments: { since: number; subject?: string }[];
  battery?: number;
  worn?: boolean;
  /** `<model>/<firmware>`, as it said last. */
  make?: string;
  /** When battery and worn were so, Unix ms: a late packet does not overwrite them. */
  figuresAt?: number;
  lastContact?: number;
  packets: number;
  quarantined: number;
  clock: DeviceClock;
  /** When the server last sent it the time. */
  timeSentAt: number;
}

export function newDevice(id: string, kind: DeviceKind, secretHash: string, added: number): Device {
  return {
    id,
    kind,
    added,
    secretHash,
    assignments: [],
    packets: 0,
    quarantined: 0,
    clock: unknownClock,
    timeSentAt: 0,
  };
}

/** Who wore the device at a moment. */
export function subjectAt(device: Device, at: number): string | undefined {
  for (let index = device.assignments.length - 1; index >= 0; index -= 1) {
    const assignment = device.assignments[index]!;
    if (assignment.since <= at) return assignment.subject;
  }
  return undefined;
}
