import type { MedianChannel } from '../half-minutes.ts';
import type { MinutesState } from '../minutes.ts';
import type { OxygenMinute } from '../oxygen/oxygen-minute.ts';

/**
 * A person's minutes as text holds them. Sixteen slots that each name their devices and figures are a third of her whole state,
 * and more where devices have long names: here the names stand once, minutes count from `first`, and a slot is
 * `[minute, handled, [device, counts, steps, ...], [[channel, device, ...medians], ...], [device, ...oxygen]?]`.
 */
export interface PackedMinutes {
  /** Absent in what was written before minutes were counted from it. */
  first?: number;
  devices: string[];
  packed: PackedSlot[];
  closed: number;
  newest: number;
  long?: MinutesState['long'];
}
type Slot = MinutesState['slots'][number];
type PackedSlot = [
  minute: number,
  handled: 0 | 1,
  moves: number[],
  medians: number[][],
  /** With the figures by name in what was written earlier in November 2026. */
  oxygen?: number[] | [device: number, oxygen: OxygenMinute],
];
/** Their order in text: only ever added to at the end. */
const oxygenFigures = [
  'recordedS',
  'usableS',
  'judgedS',
  'sum',
  'below90S',
  'below88S',
  'lowest',
  'events3',
  'events4',
  'areaPercentS',
  'deltaSum',
  'deltas',
] as const satisfies readonly (keyof OxygenMinute)[];
function oxygenOf([first, ...rest]: readonly (number | OxygenMinute)[]): OxygenMinute {
  if (typeof first === 'object') return first;
  const numbers = [first, ...rest] as number[];
  return Object.fromEntries(oxygenFigures.map((figure, i) => [figure, numbers[i] ?? 0])) as unknown as OxygenMinute;
}
const channels: readonly MedianChannel[] = ['spo2', 'pulse', 'temperature'];

export function packMinutes({ slots, closed, newest, long }: MinutesState): PackedMinutes {
  const devices: string[] = [];
  const numberOf = (device: string) => {
    const found = devices.indexOf(device);
    return found >= 0 ? found : devices.push(device) - 1;
  };
  const first = slots[0]?.minute ?? 0;
  const packed = slots.map(({ minute, handled, moves, medians, oxygen }): PackedSlot => {
    const slot: PackedSlot = [
      minute - first,
      handled ? 1 : 0,
      moves.flatMap(({ device, counts, steps }) => [numberOf(device), counts, steps]),
      channels.flatMap((channel, index) => {
        const median = medians[channel];
        return median ? [[index, numberOf(median.device), ...median.values]] : [];
      }),
    ];
    if (oxygen) slot.push([numberOf(oxygen.device), ...oxygenFigures.map((figure) => oxygen.oxygen[figure])]);
    return slot;
  });
  return { first, devices, packed, closed, newest, ...(long ? { long } : {}) };
}

/** Also what was written before it was packed, until November 2026. */
export function unpackMinutes(stored: PackedMinutes | MinutesState): MinutesState {
  if (!('packed' in stored)) return stored;
  const { first = 0, devices, packed, closed, newest, long } = stored;
  const slots = packed.map(([minute, handled, moves, medians, oxygen]): Slot => {
    const slot: Slot = { minute: first + minute, moves: [], handled: handled === 1, medians: {} };
    for (let i = 0; i < moves.length; i += 3)
      slot.moves.push({ device: devices[moves[i]!]!, counts: moves[i + 1]!, steps: moves[i + 2]! });
    for (const [channel, device, ...values] of medians)
      slot.medians[channels[channel!]!] = { device: devices[device!]!, values };
    if (oxygen) slot.oxygen = { device: devices[oxygen[0]!]!, oxygen: oxygenOf(oxygen.slice(1)) };
    return slot;
  });
  return { slots, closed, newest, ...(long ? { long } : {}) };
}
