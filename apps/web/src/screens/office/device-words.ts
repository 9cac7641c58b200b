import type { DeviceRow } from '@munan/flow';
import type { Words } from '@munan/language';

/** Below this a device will be silent within the day. */
export const batteryLowPercent = 20;

/** A clock within this is right: networks alone account for it, ms. */
const clockRightMs = 5_000;

/** A device's clock in words: right, so much fast, so much slow. */
export function clockSentence(
  words: Words['office']['devices'],
  clockErrorMs: number | undefined,
  span: (ms: number) => string,
): string {
  if (clockErrorMs === undefined) return words.unknown;
  if (Math.abs(clockErrorMs) < clockRightMs) return words.clockRight;
  return clockErrorMs > 0 ? words.clockFast(span(clockErrorMs)) : words.clockSlow(span(-clockErrorMs));
}

export function isClockOff(device: DeviceRow): boolean {
  return device.clockErrorMs !== undefined && Math.abs(device.clockErrorMs) >= clockRightMs;
}

/** Devices whose id or wearer's name holds what was typed. */
export function foundDevices(devices: readonly DeviceRow[], typed: string): DeviceRow[] {
  const wanted = typed.normalize('NFC').trim().toLowerCase();
  return devices.filter(
    (device) => device.id.toLowerCase().includes(wanted) || (device.person?.name ?? '').toLowerCase().includes(wanted),
  );
}

/** The ids that the protocol allows. */
export function isDeviceId(id: string): boolean {
  return /^[A-Za-z0-9.-]{1,64}$/.test(id);
}
