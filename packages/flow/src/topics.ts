/** MQTT topics of device protocol version 1; see docs/device-protocol.md. */
export const topics = {
  data: (device: string) => `munan/v1/${device}/data`,
  command: (device: string) => `munan/v1/${device}/command`,
  reply: (device: string) => `munan/v1/${device}/reply`,
} as const;

/** What may be a device's id: it is a topic level, a user name and a path segment. */
export const deviceIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
