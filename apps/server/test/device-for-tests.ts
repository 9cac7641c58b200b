import { encodePacket, type OutgoingPacket } from '@munan/devices';
import { topics } from '@munan/flow';
import mqtt, { type MqttClient } from 'mqtt';

const inFlightAtMost = 32;

/**
 * A device that measures by the wall clock and keeps what was not acknowledged: after each loss of the line the same
 * bytes go out under the same seq. What was acknowledged is forgotten, so a server that loses it has lost it.
 */
export class StubbornDevice {
  readonly id: string;
  readonly acknowledged = new Set<number>();
  /** Packets sent a second time. */
  resent = 0;
  #secret: string;
  #packetAt: (seq: number) => OutgoingPacket;
  #unacknowledged = new Map<number, { payload: Buffer; tries: number }>();
  #inFlight = new Set<number>();
  #made = 0;
  #client: MqttClient | undefined;

  constructor(id: string, secret: string, packetAt: (seq: number) => OutgoingPacket) {
    this.id = id;
    this.#secret = secret;
    this.#packetAt = packetAt;
  }

  /** How many packets were made so far: seq 0 until before this. */
  get made(): number {
    return this.#made;
  }

  get waiting(): number {
    return this.#unacknowledged.size;
  }

  connect(url: string): void {
    this.hangUp();
    const client = mqtt.connect(url, {
      clientId: this.id,
      username: this.id,
      password: this.#secret,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
    });
    this.#client = client;
    client.on('error', () => {}); // the server is killed under it: that is the test
    client.on('connect', () => this.#push(client));
  }

  hangUp(): void {
    this.#client?.end(true);
    this.#client = undefined;
    this.#inFlight.clear();
  }

  /** Makes the packets up to `seq` and sends what there is room for. */
  measureUntil(seq: number): void {
    for (; this.#made < seq; this.#made++)
      this.#unacknowledged.set(this.#made, {
        payload: Buffer.from(encodePacket(this.#packetAt(this.#made))),
        tries: 0,
      });
    if (this.#client?.connected) this.#push(this.#client);
  }

  #push(client: MqttClient): void {
    for (const [seq, packet] of this.#unacknowledged) {
      if (this.#inFlight.size >= inFlightAtMost) return;
      if (this.#inFlight.has(seq)) continue;
      this.#inFlight.add(seq);
      if (packet.tries++ === 1) this.resent++;
      client.publish(topics.data(this.id), packet.payload, { qos: 1 }, (error) => {
        if (error || client !== this.#client) return;
        this.#inFlight.delete(seq);
        this.#unacknowledged.delete(seq);
        this.acknowledged.add(seq);
        this.#push(client);
      });
    }
  }
}
