/** What the server tells a device on its command topic, in JSON; docs/device-protocol.md. The rest is ignored, as it asks. */
export interface Command {
  id?: string;
  /** Server clock, Unix ms: set yours. */
  time?: number;
  /** The person is to be asked, and the reply sent with this command's id. */
  ask: boolean;
}

/** @returns undefined for bytes that are no command: a device has nobody to complain to. */
export function findCommand(payload: Uint8Array): Command | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const { id, time, ask } = raw as Record<string, unknown>;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof time === 'number' && Number.isFinite(time) ? { time } : {}),
    ask: ask === true && typeof id === 'string',
  };
}
