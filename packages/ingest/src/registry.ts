import { deviceIdPattern } from '@munan/flow';
import type { Clock, Database, Log } from '@munan/runtime';
import type { DeviceClock } from './clock.ts';
import { type Device, type DeviceKind, newDevice, subjectAt } from './device.ts';
import { hashSecret, newSecret, secretMatches } from './secret.ts';
import type { IngestTables } from './tables.ts';

export class RegistryError extends Error {
  readonly code: 'device-id-invalid' | 'device-exists' | 'device-unknown' | 'device-revoked';

  constructor(code: RegistryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export type Login = 'ok' | 'unknown' | 'wrong-secret' | 'revoked';

/** A device as the manager sees it: flow's DeviceRow, but who wears it is a subject's id. */
export interface DeviceView {
  id: string;
  kind: DeviceKind;
  subject?: string;
  battery?: number;
  worn?: boolean;
  lastContact?: number;
  clockErrorMs?: number;
  connected: boolean;
  packets: number;
  quarantined: number;
  revoked: boolean;
}

const writeBehindMs = 5000;
const rowsAtOnce = 100;
/** Compared against for a device that does not exist, so that an answer takes as long as for one that does. */
const nobodysHash = hashSecret('');

/** All devices, in memory; registrations are on disk before they count, figures follow within seconds. */
export class Registry {
  readonly #database: Database<IngestTables>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #devices = new Map<string, Device>();
  /** Who ever wore what, so that asking for one person's devices does not ask for all. */
  readonly #everWornBy = new Map<string, Set<Device>>();
  readonly #changed = new Set<Device>();
  readonly #onRevoked: (device: string) => void;
  readonly #adding = new Set<string>();
  #cancelWrite: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(database: Database<IngestTables>, clock: Clock, log: Log, onRevoked: (id: string) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#onRevoked = onRevoked;
  }

  static async load(
    database: Database<IngestTables>,
    clock: Clock,
    log: Log,
    onRevoked: (device: string) => void,
  ): Promise<Registry> {
    const registry = new Registry(database, clock, log, onRevoked);
    const { query } = database;
    for (const row of await query.selectFrom('device').selectAll().execute()) {
      const device = newDevice(row.id, row.kind, row.secret_hash, row.added);
      if (row.revoked !== null) device.revoked = row.revoked;
      registry.#devices.set(row.id, device);
    }
    const assignments = query.selectFrom('device_assignment').selectAll().orderBy('since').orderBy('recorded');
    for (const { device, since, subject } of await assignments.execute()) {
      const known = registry.#devices.get(device);
      if (known) registry.#remember(known, since, subject ?? undefined);
    }
    for (const row of await query.selectFrom('device_status').selectAll().execute()) {
      const device = registry.#devices.get(row.device);
      if (!device) continue;
      if (row.battery !== null) device.battery = row.battery;
      if (row.worn !== null) device.worn = row.worn === 1;
      if (row.make !== null) device.make = row.make;
      if (row.figures_at !== null) device.figuresAt = row.figures_at;
      if (row.last_contact !== null) device.lastContact = row.last_contact;
      device.packets = row.packets;
      device.quarantined = row.quarantined;
      if (row.clock !== null) device.clock = JSON.parse(row.clock) as DeviceClock;
    }
    return registry;
  }

  /**
   * How far the server's clock was set before the start: by it goes who was heard before that was kept. Who was never heard
   * (or the crash forgot it) goes by the first clock of all: her first packet may be an alarm.
   */
  serverSet(setMs: number): void {
    for (const device of this.#devices.values())
      if (device.clock.serverSetMs === undefined)
        device.clock = { ...device.clock, serverSetMs: device.clock.last ? setMs : 0 };
  }

  /**
   * Adds a device.
   * @returns its secret, which is shown this once: only a hash is kept.
   * @throws RegistryError
   */
  async add({ id, kind }: { id: string; kind: DeviceKind }): Promise<{ secret: string }> {
    if (!deviceIdPattern.test(id)) {
      const allowed = '1 to 64 of A-Z a-z 0-9 _ . - beginning with a letter or digit';
      throw new RegistryError('device-id-invalid', `${JSON.stringify(id.slice(0, 80))} is no device id; ${allowed}.`);
    }
    if (this.#devices.has(id) || this.#adding.has(id)) {
      throw new RegistryError('device-exists', `A device ${id} exists already; an id is used once, revoked or not.`);
    }
    this.#adding.add(id);
    try {
      const secret = newSecret();
      const device = newDevice(id, kind, hashSecret(secret), this.#clock.now());
      const row = { id, kind, secret_hash: device.secretHash, added: device.added, revoked: null };
      await this.#database.query.insertInto('device').values(row).execute();
      this.#devices.set(id, device);
      return { secret };
    } finally {
      this.#adding.delete(id);
    }
  }

  /** A new secret in place of a lost one; the old one is dead at once. @throws RegistryError */
  async renewSecret(id: string): Promise<{ secret: string }> {
    const device = this.get(id);
    if (device.revoked !== undefined)
      throw new RegistryError('device-revoked', `The device ${id} is revoked for good.`);
    const secret = newSecret();
    const hash = hashSecret(secret);
    await this.#database.query.updateTable('device').set({ secret_hash: hash }).where('id', '=', id).execute();
    device.secretHash = hash;
    this.#onRevoked(id);
    return { secret };
  }

  /**
   * From `since` on (now, if not said) the device is worn by `subject`, or by nobody. History is kept: a late packet
   * belongs to whoever wore the device when it was measured.
   * @throws RegistryError
   */
  async assign(id: string, subject: string | undefined, since: number = this.#clock.now()): Promise<void> {
    const device = this.get(id);
    const recorded = this.#clock.now();
    const row = { device: id, since, recorded, subject: subject ?? null };
    await this.#database.query
      .insertInto('device_assignment')
      .values(row)
      .onConflict((conflict) => conflict.columns(['device', 'since', 'recorded']).doUpdateSet({ subject: row.subject }))
      .execute();
    this.#remember(device, since, subject);
    device.assignments.sort((one, other) => one.since - other.since);
  }

  /** The device is never let in again; its open connection is closed at once. @throws RegistryError */
  async revoke(id: string): Promise<void> {
    const device = this.get(id);
    if (device.revoked !== undefined) return;
    const revoked = this.#clock.now();
    await this.#database.query.updateTable('device').set({ revoked }).where('id', '=', id).execute();
    device.revoked = revoked;
    this.#onRevoked(id);
  }

  authenticate(id: string, secret: string | Uint8Array): Login {
    const device = this.#devices.get(id);
    const matches = secretMatches(secret, device?.secretHash ?? nobodysHash);
    if (!device) return 'unknown';
    if (!matches) return 'wrong-secret';
    return device.revoked === undefined ? 'ok' : 'revoked';
  }

  find(id: string): Device | undefined {
    return this.#devices.get(id);
  }

  /** @throws RegistryError */
  get(id: string): Device {
    const device = this.#devices.get(id);
    if (!device) throw new RegistryError('device-unknown', `There is no device ${JSON.stringify(id.slice(0, 80))}.`);
    return device;
  }

  #remember(device: Device, since: number, subject: string | undefined): void {
    device.assignments.push({ since, subject });
    if (subject === undefined) return;
    const worn = this.#everWornBy.get(subject);
    if (worn) worn.add(device);
    else this.#everWornBy.set(subject, new Set([device]));
  }

  /** When the first device of the house was added, Unix ms; undefined while there is none. */
  get firstAdded(): number | undefined {
    let first: number | undefined;
    for (const { added } of this.#devices.values()) first = Math.min(first ?? added, added);
    return first;
  }

  /** All devices, sorted by id. */
  list(connected: (id: string) => boolean): DeviceView[] {
    return this.#views(this.#devices.values(), connected);
  }

  /** Those that the subject wears now, sorted by id. */
  wornBy(subject: string, connected: (id: string) => boolean): DeviceView[] {
    return this.#views(this.#everWornBy.get(subject) ?? [], connected).filter((view) => view.subject === subject);
  }

  #views(devices: Iterable<Device>, connected: (id: string) => boolean): DeviceView[] {
    const now = this.#clock.now();
    const views = Array.from(devices, (device): DeviceView => {
      const { id, kind, battery, worn, lastContact, packets, quarantined } = device;
      return {
        id,
        kind,
        subject: subjectAt(device, now),
        battery,
        worn,
        lastContact,
        clockErrorMs: device.clock.last ? 0 - device.clock.offset : undefined,
        connected: connected(id),
        packets,
        quarantined,
        revoked: device.revoked !== undefined,
      };
    });
    return views.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** The figures of a device have changed; they are written within seconds. */
  touch(device: Device): void {
    this.#changed.add(device);
    if (this.#cancelWrite || this.#closed) return;
    this.#cancelWrite = this.#clock.wakeAt(this.#clock.now() + writeBehindMs, () => {
      this.#cancelWrite = undefined;
      this.flush().catch((error: unknown) => this.#log.error({ err: error }, 'device figures not written; kept'));
    });
  }

  /** Writes what has changed. @throws when the database does; what was not written stays marked. */
  async flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const devices = [...this.#changed];
    this.#changed.clear();
    try {
      for (let from = 0; from < devices.length; from += rowsAtOnce) {
        await this.#writeRows(devices.slice(from, from + rowsAtOnce));
      }
    } catch (error) {
      for (const device of devices) this.touch(device);
      throw error;
    }
  }

  async #writeRows(devices: Device[]): Promise<void> {
    await this.#database.query
      .insertInto('device_status')
      .values(
        devices.map((device) => ({
          device: device.id,
          battery: device.battery ?? null,
          worn: device.worn === undefined ? null : Number(device.worn),
          make: device.make ?? null,
          figures_at: device.figuresAt ?? null,
          last_contact: device.lastContact ?? null,
          packets: device.packets,
          quarantined: device.quarantined,
          clock: JSON.stringify(device.clock),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('device').doUpdateSet((row) => ({
          battery: row.ref('excluded.battery'),
          worn: row.ref('excluded.worn'),
          make: row.ref('excluded.make'),
          figures_at: row.ref('excluded.figures_at'),
          last_contact: row.ref('excluded.last_contact'),
          packets: row.ref('excluded.packets'),
          quarantined: row.ref('excluded.quarantined'),
          clock: row.ref('excluded.clock'),
        })),
      )
      .execute();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWrite?.();
    await this.flush();
  }
}
