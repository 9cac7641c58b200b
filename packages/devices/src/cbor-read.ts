/**
 * A strict reader of RFC 8949 for bytes from strangers. The CBOR library of the house (cbor-x) is made for speed between
 * friends: it overwrites repeated keys, builds functions out of records and keeps state between messages. This one
 * does none of that, sees repeated keys and depth, and makes no allocation that the bytes have not paid for.
 */
import { halfFloat, typedArray } from './cbor-numbers.ts';
import { limits } from './limits.ts';
import { PacketRefused } from './refusals.ts';

/** A map as read: no prototype, so that a key called `__proto__` is a key like any other. */
export type CborMap = Record<string, unknown>;

/** A tag of no meaning here: fine inside a field that is ignored, refused anywhere else. */
export class Tagged {
  readonly tag: number;

  constructor(tag: number) {
    this.tag = tag;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const stop = Symbol('break');
/** RFC 8949 §3.4.6: "this is CBOR", in front of the packet. */
const selfDescribed = 55_799;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole(): unknown {
    const value = this.#item();
    if (value === stop) throw this.#invalid('a break stands outside an indefinite-length item');
    const left = this.#bytes.length - this.#at;
    if (left > 0) {
      throw new PacketRefused('trailing-bytes', `After the packet come ${left} bytes more; nothing may follow it.`);
    }
    return value;
  }

  #invalid(what: string): PacketRefused {
    return new PacketRefused('cbor-invalid', `At byte ${this.#at} ${what}; well-formed CBOR (RFC 8949) is expected.`);
  }

  /** Moves past `count` bytes and returns where they began. */
  #take(count: number): number {
    const from = this.#at;
    if (count > this.#bytes.length - from) {
      throw new PacketRefused(
        'cbor-truncated',
        `At byte ${from} of ${this.#bytes.length} another ${count} bytes are announced; the packet ends before them.`,
      );
    }
    this.#at = from + count;
    return from;
  }

  /** The argument of an initial byte; -1 for an indefinite length. */
  #argument(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#bytes[this.#take(1)]!;
    if (info === 25) return this.#view.getUint16(this.#take(2));
    if (info === 26) return this.#view.getUint32(this.#take(4));
    if (info === 27) {
      const from = this.#take(8);
      // Beyond 2^53 the last digits are lost, which no field survives: all of them have lower limits.
      return this.#view.getUint32(from) * 2 ** 32 + this.#view.getUint32(from + 4);
    }
    if (info === 31) return -1;
    throw this.#invalid(`additional information ${info} is used, which is reserved`);
  }

  #item(): unknown {
    const initial = this.#bytes[this.#take(1)]!;
    const major = initial >> 5;
    const info = initial & 0x1f;
    if (major === 7) return this.#simple(info);
    const argument = this.#argument(info);
    if (argument < 0 && (major < 2 || major === 6)) throw this.#invalid('an indefinite length is given to a number');
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return argument < 0 ? this.#joined(2) : this.#byteString(argument);
      case 3:
        return argument < 0 ? this.#text(this.#joined(3)) : this.#text(this.#byteString(argument));
      default:
        return this.#nested(major, argument);
    }
  }

  #nested(major: number, argument: number): unknown {
    this.#depth += 1;
    if (this.#depth > limits.depth) {
      throw new PacketRefused('too-deep', `At byte ${this.#at} level ${this.#depth} is reached; 16 are allowed.`);
    }
    const value = major === 4 ? this.#array(argument) : major === 5 ? this.#map(argument) : this.#tag(argument);
    this.#depth -= 1;
    return value;
  }

  #array(count: number): unknown[] {
    // Each element takes a byte at least: a length that the bytes cannot hold is refused before anything is made.
    if (count > this.#bytes.length - this.#at) this.#take(count);
    const array: unknown[] = [];
    for (let index = 0; index !== count; index += 1) {
      const value = this.#item();
      if (value === stop) {
        if (count < 0) break;
        throw this.#invalid('a break stands inside an array of stated length');
      }
      array.push(value);
    }
    return array;
  }

  #map(count: number): CborMap {
    if (count * 2 > this.#bytes.length - this.#at) this.#take(count * 2);
    const map: CborMap = Object.create(null);
    for (let index = 0; index !== count; index += 1) {
      const key = this.#item();
      if (key === stop && count < 0) break;
      if (typeof key !== 'string') throw this.#invalid('a key is not a text');
      if (key in map) {
        const named = JSON.stringify(key.slice(0, 40));
        throw new PacketRefused('duplicate-key', `A map holds the key ${named} twice; each key may stand once.`);
      }
      const value = this.#item();
      if (value === stop) throw this.#invalid('a key has no value');
      map[key] = value;
    }
    return map;
  }

  #tag(tag: number): unknown {
    const value = this.#item();
    if (value === stop) throw this.#invalid('a tag has no content');
    if (tag === selfDescribed && this.#depth === 1) return value;
    if (!(value instanceof Uint8Array)) return new Tagged(tag);
    const numbers = typedArray(tag, value);
    if (numbers === 'misfit') {
      throw new PacketRefused(
        'typed-array-misfit',
        `A typed array of tag ${tag} has ${value.length} bytes; a whole number of its elements is expected.`,
      );
    }
    return numbers ?? new Tagged(tag);
  }

  #byteString(length: number): Uint8Array {
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  #text(bytes: Uint8Array): string {
    // Keys and codes are short ASCII: this is several times faster than the decoder.
    if (bytes.length < 32) {
      let text = '';
      for (let index = 0; index < bytes.length; index += 1) {
        const unit = bytes[index]!;
        if (unit > 0x7f) return this.#utf8(bytes);
        text += String.fromCharCode(unit);
      }
      return text;
    }
    return this.#utf8(bytes);
  }

  #utf8(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch {
      throw new PacketRefused(
        'text-not-utf8',
        `The text that ends at byte ${this.#at} is not UTF-8; UTF-8 is expected.`,
      );
    }
  }

  /** Pieces of an indefinite-length string, RFC 8949 §3.2.3: each is of the same major type and of stated length. */
  #joined(major: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const initial = this.#bytes[this.#take(1)]!;
      if (initial === 0xff) break;
      if (initial >> 5 !== major) throw this.#invalid('a string of pieces holds something else');
      const argument = this.#argument(initial & 0x1f);
      if (argument < 0) throw this.#invalid('a piece of a string has no length');
      pieces.push(this.#byteString(argument));
      length += argument;
    }
    const joined = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23:
        return undefined;
      case 25:
        return halfFloat(this.#view.getUint16(this.#take(2)));
      case 26:
        return this.#view.getFloat32(this.#take(4));
      case 27:
        return this.#view.getFloat64(this.#take(8));
      case 31:
        return stop;
      default:
        throw this.#invalid(`simple value ${info} is used, which version 1 does not know`);
    }
  }
}

/**
 * Reads one CBOR item that fills the bytes.
 * @returns null, booleans, numbers, texts, arrays, maps without prototype, `Float64Array` for a typed array of numbers,
 *   `Uint8Array` for a byte string, `Tagged` for any other tag, undefined for CBOR's undefined.
 * @throws PacketRefused
 */
export function readCbor(bytes: Uint8Array): unknown {
  return new Reader(bytes).whole();
}
