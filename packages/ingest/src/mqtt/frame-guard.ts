/** MQTT 3.1.1 §2.2.1 control packet types. */
const connect = 1;
const publish = 3;
const puback = 4;

export interface FrameLimits {
  /** The first packet, which must be CONNECT: id, name, secret and a will that is thrown away. */
  connectBytes: number;
  publishBytes: number;
  otherBytes: number;
}

/** A packet of 256 KiB, its topic (two bytes, at most 87) and its number. */
export const frameLimits: FrameLimits = { connectBytes: 2048, publishBytes: 262_144 + 128, otherBytes: 2048 };

/**
 * Watches the bytes of one connection before the broker collects them: the broker waits for as much as a packet
 * announces, up to 256 MiB, and would hold it in memory for anybody. This one closes at the announcement.
 */
export class FrameGuard {
  readonly #limits: FrameLimits;
  readonly #onPuback: (messageId: number) => void;
  #first = true;
  #type = 0;
  #inHeader = true;
  #lengthBytes = 0;
  #length = 0;
  /** Bytes of the present packet still to come. */
  #left = 0;
  #messageId = 0;

  constructor(onPuback: (messageId: number) => void, limits: FrameLimits = frameLimits) {
    this.#onPuback = onPuback;
    this.#limits = limits;
  }

  /** @returns why the connection must be closed, or undefined while all is well. */
  take(chunk: Uint8Array): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, chunk.length - at);
        if (this.#type === puback) this.#takePuback(chunk.subarray(at, at + taken));
        this.#left -= taken;
        at += taken;
      } else {
        const problem = this.#takeHeader(chunk[at]!);
        if (problem) return problem;
        at += 1;
      }
    }
    return undefined;
  }

  #takeHeader(byte: number): string | undefined {
    if (this.#inHeader) {
      this.#type = byte >> 4;
      if (this.#first && this.#type !== connect) return 'the first packet is not CONNECT';
      this.#inHeader = false;
      this.#lengthBytes = 0;
      this.#length = 0;
      this.#messageId = 0;
      return undefined;
    }
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (byte & 0x80) return this.#lengthBytes === 4 ? 'a length has more than four bytes' : undefined;
    this.#inHeader = true;
    this.#left = this.#length;
    const allowed = this.#first
      ? this.#limits.connectBytes
      : this.#type === publish
        ? this.#limits.publishBytes
        : this.#limits.otherBytes;
    this.#first = false;
    return this.#length > allowed
      ? `a packet of type ${this.#type} announces ${this.#length} bytes; ${allowed} are allowed`
      : undefined;
  }

  #takePuback(bytes: Uint8Array): void {
    for (const [index, byte] of bytes.entries()) {
      const place = this.#length - this.#left + index;
      if (place === 0) this.#messageId = byte << 8;
      if (place === 1) this.#onPuback(this.#messageId | byte);
    }
  }
}
