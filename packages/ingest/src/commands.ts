/** What the server sends on `munan/v1/{device}/command`, as JSON. A device does what it knows of it and ignores the rest. */
export interface DeviceCommand {
  /** A reply names it: 1 to 64 of A-Z a-z 0-9 _ . - */
  id: string;
  /** Set your clock to this, Unix ms. */
  time?: number;
  /** Say this aloud, in the language of the person. */
  say?: { ko: string; en: string };
  /** Then listen, and send a `reply` event. */
  ask?: true;
}

/** `delivered`: the device has acknowledged it (PUBACK); whether it obeyed, only a reply can tell. */
export type Delivery = 'delivered' | 'not-connected';

/** The open connections of a door that can reach devices. */
export interface DeviceLine {
  isConnected(device: string): boolean;
  send(device: string, command: DeviceCommand): Promise<Delivery>;
  /** Closes the connection of a device, if there is one. */
  hangUp(device: string): void;
}
