import { encodePacket, type OutgoingChannel, type OutgoingEvent, type OutgoingPacket } from '@munan/devices';
import type { Clock } from '@munan/runtime';
import type { Body, DeviceKind } from '../body/body.ts';
import { mix } from '../body/random.ts';
import { findCommand } from './command.ts';
import { type Link, openLink } from './link.ts';
import { eventsDue, measure, measureEvents, measurePast } from './measure.ts';

const hourMs = 3_600_000;
/** A device that was off for longer does not make up for it: it measured nothing. */
const longestStretchMs = 5 * 60_000;
/** Said as what it is: no device in anybody's hand runs it. */
const simulatedFirmware = 'sim-1';

export interface VirtualDeviceOptions {
  id: string;
  secret: string;
  kind: DeviceKind;
  body: Body;
  /** e.g. `mqtt://127.0.0.1:1883`. */
  mqttUrl: string;
  clock: Clock;
  /** How often it sends, ms: 60,000 in life, 10,000 in the demonstration so that the board is seen to live. */
  packetMs: number;
  /** How wrong its clock is until the server tells it the time, ms. */
  clockErrorMs?: number;
  /** Pause before it tries the line again, ms; 2,000 when left out. */
  reconnectMs?: number;
  onError?(error: Error): void;
}

/** One simulated device: measures a body and speaks the real protocol over MQTT. */
export class VirtualDevice {
  readonly #options: VirtualDeviceOptions;
  #link: Link | undefined;
  #seq = 0;
  #clockErrorMs: number;
  #sentUpTo = 0;
  #asleep = false;
  #hasSaidMake = false;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: VirtualDeviceOptions) {
    this.#options = options;
    this.#clockErrorMs = options.clockErrorMs ?? 0;
  }

  connect(): void {
    const { mqttUrl, id, secret, onError, reconnectMs } = this.#options;
    this.#link ??= openLink({
      url: mqttUrl,
      device: id,
      secret,
      onCommand: (payload) => this.#obey(payload),
      ...(onError ? { onError } : {}),
      ...(reconnectMs === undefined ? {} : { reconnectMs }),
    });
  }

  /** Sends the past as minutes, several hours a packet. Resolves when all of it is acknowledged. */
  async sendHistory(from: number, to: number, packetHours = 12): Promise<number> {
    const { body, kind } = this.#options;
    let packets = 0;
    for (let start = from; start < to && !this.#stopped; start += packetHours * hourMs) {
      await this.#send(measurePast(body, kind, start, Math.min(to, start + packetHours * hourMs)), []);
      packets++;
    }
    return packets;
  }

  /** Begins to send live what is measured from `since` on, each device at its own moment within the period. */
  start(since: number): void {
    const { clock, packetMs, body, id } = this.#options;
    this.connect();
    const phase = mix(body.traits.seed, ...Buffer.from(id)) % packetMs;
    this.#sentUpTo = since;
    const first = Math.ceil((clock.now() - phase) / packetMs) * packetMs + phase;
    this.#cancel = clock.wakeAt(first, () => this.#tick(first));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#link?.end();
  }

  #tick(regular: number): void {
    const { clock, packetMs, body, kind } = this.#options;
    if (this.#stopped) return;
    const now = clock.now();
    const battery = body.findBattery(kind, now);
    if (battery === undefined) {
      if (!this.#asleep) this.#link?.sleep();
      this.#asleep = true;
      this.#sentUpTo = now;
    } else {
      if (this.#asleep) this.#link?.wake();
      this.#asleep = false;
      const from = now - this.#sentUpTo > longestStretchMs ? now - packetMs : this.#sentUpTo;
      this.#sentUpTo = now;
      const events = kind === 'ear' ? measureEvents(body, from, now) : [];
      void this.#send(measure(body, kind, from, now, packetMs), events, battery, body.worn(kind, now));
    }
    // A clock that jumped, or a process that slept, does not make the device catch up in a burst.
    const nextRegular = regular > now ? regular : regular + (Math.floor((now - regular) / packetMs) + 1) * packetMs;
    const event = kind === 'ear' ? Math.min(...eventsDue(body, now, nextRegular)) : Number.POSITIVE_INFINITY;
    this.#cancel = clock.wakeAt(Math.min(nextRegular, event), () => this.#tick(nextRegular));
  }

  /** Resolves on acknowledgement; an unacknowledged packet is kept by the link and sent again with the same seq. */
  async #send(channels: OutgoingChannel[], events: OutgoingEvent[], battery?: number, worn?: boolean): Promise<void> {
    const { clock, onError } = this.#options;
    const packet: OutgoingPacket = {
      v: 1,
      seq: this.#nextSeq(),
      sent: clock.now() + this.#clockErrorMs,
      ...(battery === undefined ? {} : { battery }),
      ...(worn === undefined ? {} : { worn }),
      ...this.#make(battery),
      channels: channels.map((one) => this.#onDeviceClock(one)),
      ...(events.length === 0
        ? {}
        : {
            events: events.map((event) => ({
              ...event,
              t: event.t + this.#clockErrorMs,
              ...(event.channels ? { channels: event.channels.map((one) => this.#onDeviceClock(one)) } : {}),
            })),
          }),
    };
    const to = events.some(({ e }) => e === 'reply') ? 'reply' : 'data';
    try {
      await this.#link?.publish(to, encodePacket(packet));
    } catch (error) {
      if (!this.#stopped) onError?.(error as Error);
    }
  }

  /** What it is and runs, with the first packet after a start that is not of the past. */
  #make(battery: number | undefined): Pick<OutgoingPacket, 'make'> {
    if (this.#hasSaidMake || battery === undefined) return {};
    this.#hasSaidMake = true;
    return { make: `munan-${this.#options.kind}/${simulatedFirmware}` };
  }

  #onDeviceClock(channel: OutgoingChannel): OutgoingChannel {
    return { ...channel, t: channel.t + this.#clockErrorMs };
  }

  /** Unix ms at the start, then one more each time: grows across restarts without a memory. */
  #nextSeq(): number {
    this.#seq = Math.max(this.#seq + 1, this.#seq === 0 ? this.#options.clock.now() : 0);
    return this.#seq;
  }

  #obey(payload: Uint8Array): void {
    const { clock, body, kind } = this.#options;
    const command = findCommand(payload);
    if (!command || this.#stopped) return;
    // Within two seconds it is the network that is slow, not the clock that is wrong.
    if (command.time !== undefined && Math.abs(command.time - clock.now() - this.#clockErrorMs) > 2_000) {
      this.#clockErrorMs = command.time - clock.now();
    }
    if (!command.ask || kind !== 'ear') return;
    const { answer, afterMs } = body.answer(clock.now());
    if (answer === 'none') return;
    clock.wakeAt(clock.now() + afterMs, () => {
      if (this.#stopped) return;
      void this.#send([], [{ e: 'reply', t: clock.now(), answer, command: command.id }]);
    });
  }
}
