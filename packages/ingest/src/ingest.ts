import { type Packet, packetSpan, type QuarantineRow } from '@munan/flow';
import type { Clock, Database, Log } from '@munan/runtime';
import { appendAll } from './append-all.ts';
import { clockWasSet, hearClock, serverWasSet } from './clock.ts';
import type { Delivery as CommandDelivery, DeviceCommand, DeviceLine } from './commands.ts';
import { type Device, subjectAt } from './device.ts';
import { GroupCommit, type GroupLimits, groupLimits } from './group-commit.ts';
import type { LogItem, PacketLog, PacketReader, Stamped } from './needs.ts';
import { OwnClock } from './own-clock.ts';
import { Quarantine, type Rejected } from './quarantine.ts';
import { type Answer, type Counters, type Delivery, type IngestStatus, NotStored, type Received } from './receiving.ts';
import { type DeviceView, Registry } from './registry.ts';
import type { IngestTables } from './tables.ts';

export interface IngestParts<Raw extends Stamped = Stamped> {
  /** `ingestMigrations` already applied. */
  database: Database;
  packetLog: PacketLog;
  reader: PacketReader<Raw>;
  clock: Clock;
  log: Log;
  /** New packets, after they were committed and acknowledged, in the order of the commits; repeats are not told. */
  onCommitted: (packets: Packet[]) => void;
  groupLimits?: Partial<GroupLimits>;
}

/** A clock that is off is told the time again at most this often. */
const timeEveryMs = 10 * 60_000;
const toleranceMs = 5000;

/** What stands between the doors and the disk: understand, attribute, commit, and only then answer. */
export class Ingest {
  readonly registry: Registry;
  readonly log: Log;
  readonly clock: Clock;
  readonly counters: Counters = {
    stored: 0,
    repeats: 0,
    quarantined: 0,
    conflicts: 0,
    failed: 0,
    refusedLogins: 0,
    refusedTopics: 0,
    brokenConnections: 0,
  };
  readonly #parts: IngestParts;
  readonly #quarantine: Quarantine;
  readonly #ownClock: OwnClock;
  readonly #group: GroupCommit<Received>;
  readonly #lines: DeviceLine[];
  #lastCommitAt: number | undefined;
  #lastFailureAt: number | undefined;
  #commandCount = 0;
  #closing = false;

  constructor(parts: IngestParts, registry: Registry, quarantine: Quarantine, ownClock: OwnClock, lines: DeviceLine[]) {
    this.registry = registry;
    this.log = parts.log;
    this.clock = parts.clock;
    this.#parts = parts;
    this.#quarantine = quarantine;
    this.#ownClock = ownClock;
    this.#lines = lines;
    this.#group = new GroupCommit((items) => this.#commit(items), { ...groupLimits, ...parts.groupLimits });
  }

  /** Takes a packet; `answer` is called once, when it is on disk or cannot be. Never throws. */
  receive({ device, door, payload, format = this.#parts.reader.guessFormat(payload) }: Delivery, answer: Answer): void {
    const from = this.registry.find(device);
    if (!from || from.revoked !== undefined) {
      answer(new NotStored('device-unknown', `The device ${device} is not known or revoked.`));
      return;
    }
    if (this.#closing) {
      answer(new NotStored('busy', 'The server is stopping; send the packet again later.'));
      return;
    }
    const received = this.clock.now();
    const item: Received = { device, from, door, received, payload, format, answer };
    const decoded = this.#parts.reader.decodePacket(payload, format);
    if (decoded.ok) {
      item.packet = this.#attribute(decoded.raw, from, received);
    } else {
      item.refusal = { code: decoded.code, detail: decoded.detail };
    }
    from.lastContact = received;
    this.registry.touch(from);
    if (!this.#group.add(item)) {
      answer(new NotStored('busy', 'Too many packets are waiting; send the packet again later.'));
    }
  }

  #attribute(raw: Stamped, from: Device, received: number): Packet {
    const known = serverWasSet(from.clock, this.#ownClock.setMs);
    const { clock, offset } = hearClock(known, { seq: raw.seq, sent: raw.sent, received });
    from.clock = clock;
    if (Math.abs(offset) > toleranceMs && received - from.timeSentAt >= timeEveryMs) void this.tellTime(from.id);
    const packet = this.#parts.reader.toPacket(raw, { device: from.id, received, clockOffset: offset });
    const subject = subjectAt(from, packetSpan(packet).from);
    if (subject !== undefined) packet.subject = subject;
    return packet;
  }

  async #commit(items: Received[]): Promise<void> {
    const good = items.filter((item): item is Received & LogItem => item.packet !== undefined);
    const appended = await appendAll(this.#parts.packetLog, good);
    const outcomes = new Map(good.map((item, index) => [item as Received, appended[index]]));
    const rejected: { item: Received; refusal: Rejected }[] = [];
    for (const item of items) {
      const refusal = item.refusal ?? this.#conflictOf(item, outcomes.get(item));
      if (!refusal) continue;
      const { device, door, received, payload } = item;
      rejected.push({ item, refusal: { device, door, received, payload, ...refusal } });
    }
    let quarantineFailure: Error | undefined;
    if (rejected.length > 0) {
      try {
        await this.#quarantine.keep(rejected.map(({ refusal }) => refusal));
      } catch (error) {
        quarantineFailure = error instanceof Error ? error : new Error(String(error));
      }
    }
    const refusals = new Map(rejected.map(({ item, refusal }) => [item, refusal]));
    const committed: Packet[] = [];
    let failure: Error | undefined;
    for (const item of items) {
      const refusal = refusals.get(item);
      const outcome = refusal ? quarantineFailure : outcomes.get(item);
      if (outcome instanceof Error) {
        failure = outcome;
        this.counters.failed += 1;
        this.#answer(item, new NotStored('not-stored', 'The packet could not be stored; send it again later.'));
      } else if (refusal) {
        this.#noteRejected(item, refusal);
      } else {
        this.#noteStored(item, outcome === 'stored', committed);
      }
    }
    const now = this.clock.now();
    if (failure) {
      this.#lastFailureAt = now;
      this.log.error({ err: failure, packets: items.length }, 'packets not stored and not acknowledged');
    } else {
      this.#lastCommitAt = now;
    }
    this.#tell(committed);
  }

  #conflictOf(item: Received, outcome: unknown): { code: string; detail: string } | undefined {
    if (outcome !== 'conflict') return undefined;
    this.counters.conflicts += 1;
    const { seq } = item.packet!;
    const detail = `seq ${seq} names another packet of this device already; a seq is used once in a device's life.`;
    return { code: 'sequence-conflict', detail };
  }

  #noteRejected(item: Received, { code, detail }: Rejected): void {
    this.counters.quarantined += 1;
    item.from.quarantined += 1;
    this.registry.touch(item.from);
    this.#answer(item, undefined, { outcome: 'quarantined', code, detail });
  }

  #noteStored(item: Received, isNew: boolean, committed: Packet[]): void {
    const { from, packet } = item;
    if (isNew && packet) {
      this.counters.stored += 1;
      from.packets += 1;
      const at = packet.sent + packet.clockOffset;
      if (at >= (from.figuresAt ?? 0)) {
        from.figuresAt = at;
        if (packet.battery !== undefined) from.battery = packet.battery;
        if (packet.worn !== undefined) from.worn = packet.worn;
        if (packet.make !== undefined) from.make = packet.make;
      }
      this.registry.touch(from);
      committed.push(packet);
    } else {
      this.counters.repeats += 1;
    }
    this.#answer(item, undefined, { outcome: isNew ? 'stored' : 'repeat' });
  }

  #answer(item: Received, ...answer: Parameters<Answer>): void {
    try {
      item.answer(...answer);
    } catch (error) {
      this.log.error({ err: error, device: item.device }, 'a door failed to answer');
    }
  }

  #tell(committed: Packet[]): void {
    if (committed.length === 0) return;
    try {
      this.#parts.onCommitted(committed);
    } catch (error) {
      this.log.error(
        { err: error, packets: committed.length },
        'what follows the commit failed; the packets are stored',
      );
    }
  }

  /** A door that can reach devices says so. */
  attach(line: DeviceLine): void {
    this.#lines.push(line);
  }

  detach(line: DeviceLine): void {
    const at = this.#lines.indexOf(line);
    if (at >= 0) this.#lines.splice(at, 1);
  }

  isConnected(device: string): boolean {
    return this.#lines.some((line) => line.isConnected(device));
  }

  /** @returns `delivered` when the device has acknowledged the command; a reply comes as a packet. */
  async sendCommand(device: string, command: DeviceCommand): Promise<CommandDelivery> {
    const line = this.#lines.find((one) => one.isConnected(device));
    return line ? line.send(device, command) : 'not-connected';
  }

  /** Sends the time, so that the device can set its clock. */
  async tellTime(device: string): Promise<void> {
    const known = this.registry.find(device);
    if (!known) return;
    const time = this.clock.now();
    known.timeSentAt = time;
    this.#commandCount += 1;
    const delivered = await this.sendCommand(device, { id: `time-${time}-${this.#commandCount}`, time });
    if (delivered === 'delivered') known.clock = clockWasSet(known.clock);
  }

  /** Every device, sorted by id. */
  devices(): DeviceView[] {
    return this.registry.list((device) => this.isConnected(device));
  }

  /** What a subject wears now, sorted by id. */
  devicesOf(subject: string): DeviceView[] {
    return this.registry.wornBy(subject, (device) => this.isConnected(device));
  }

  /** Newest first. */
  quarantine(limit: number): Promise<QuarantineRow[]> {
    return this.#quarantine.list(limit);
  }

  quarantineTotal(): Promise<number> {
    return this.#quarantine.total();
  }

  quarantinedPayload(id: number): Promise<Uint8Array | undefined> {
    return this.#quarantine.findPayload(id);
  }

  status(): IngestStatus {
    return {
      ...this.counters,
      queued: this.#group.waiting,
      queuedBytes: this.#group.waitingBytes,
      lastCommitAt: this.#lastCommitAt,
      lastFailureAt: this.#lastFailureAt,
    };
  }

  /** Takes nothing more, answers what was taken, writes the figures. Close the doors first. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#group.settled();
    await this.registry.close();
  }
}

/** Reads the registry and is ready to receive; doors are opened with `openMqttDoor` and `httpDoor`. */
export async function openIngest<Raw extends Stamped>(parts: IngestParts<Raw>): Promise<Ingest> {
  const database = parts.database as Database<IngestTables>;
  const lines: DeviceLine[] = [];
  const hangUp = (device: string) => {
    for (const line of lines) line.hangUp(device);
  };
  const registry = await Registry.load(database, parts.clock, parts.log, hangUp);
  const quarantine = await Quarantine.load(database, parts.clock.now());
  const ownClock = await OwnClock.load(database, parts.clock, parts.log);
  registry.serverSet(ownClock.setMs);
  return new Ingest(parts, registry, quarantine, ownClock, lines);
}
