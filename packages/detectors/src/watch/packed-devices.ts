import { startOxygen } from '../oxygen/oxygen-minute.ts';
import type { DeviceState } from './state.ts';

/**
 * A person's devices as text holds them: of each only what is other than of a device never heard. An ear device knows nothing of
 * saturation, a wrist nothing of temperature, and most episodes are not open: that is half of what a device would take.
 */
export type PackedDevices = [name: string, other: object][];
type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
const isNone = (value: unknown) => Array.isArray(value) && value.length === 0;

/** What of `value` is other than of `fresh`; undefined where nothing is. Lists are taken whole. */
function findOther(value: Plain, fresh: Plain): Plain | undefined {
  let other: Plain | undefined;
  for (const key in value) {
    const [one, begun] = [value[key], fresh[key]];
    if (one === begun || one === undefined || (isNone(one) && isNone(begun))) continue;
    const held = isPlain(one) && isPlain(begun) ? findOther(one, begun) : one;
    if (held === undefined) continue;
    other ??= {};
    other[key] = held;
  }
  return other;
}
function put(into: Plain, other: Plain): void {
  for (const key in other) {
    const [one, begun] = [other[key], into[key]];
    if (isPlain(one) && isPlain(begun)) put(begun, one);
    else into[key] = one;
  }
}
/** Not every device has told of saturation: where one has, the rest of that state is as it begins, too. */
const begunAs = (fresh: DeviceState, other: object): Plain => ({
  ...fresh,
  ...('oxygen' in other ? { oxygen: startOxygen() } : {}),
});

export function packDevices(devices: Record<string, DeviceState>, start: () => DeviceState): PackedDevices {
  return Object.entries(devices).map(([name, state]) => {
    const other = findOther({ ...state }, begunAs(start(), state)) ?? {};
    return [name, state.oxygen && !('oxygen' in other) ? { ...other, oxygen: {} } : other];
  });
}

/** @param start a device never heard, of this version of the watch: what is new in it begins as it does there */
export function unpackDevices(packed: PackedDevices, start: () => DeviceState): Record<string, DeviceState> {
  const devices: Record<string, DeviceState> = {};
  for (const [name, other] of packed) {
    const state = begunAs(start(), other);
    put(state, { ...other });
    // Names come from outside: `__proto__` must be a device like any other.
    Object.defineProperty(devices, name, { value: state, enumerable: true, configurable: true, writable: true });
  }
  return devices;
}
