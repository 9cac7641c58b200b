import { decode } from 'cbor-x';

/** What the server tells a device on its command topic; docs/device-protocol.md. Other kinds are left alone. */
export interface Command {
  id?: string;
  /** Server clock, Unix ms. */
  time?: number;
  /** The person is to be asked, and the reply sent with this command's id. */
  ask: boolean;
}

/** @returns undefined for bytes that are no command: a device has nobody to complain to. */
export function findCommand(payload: Uint8Array): Command | undefined {
  let raw: unknown;
  try {
    raw = payload[0] === 0x7b ? JSON.parse(Buffer.from(payload).toString('utf8')) : decode(payload);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const { id, time, kind, command, ask } = raw as Record<string, unknown>;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof time === 'number' && Number.isFinite(time) ? { time } : {}),
    ask: typeof id === 'string' && (kind === 'ask' || command === 'ask' || ask !== undefined),
  };
}
