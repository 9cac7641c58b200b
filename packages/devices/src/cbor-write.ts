const utf8 = new TextEncoder();

/** A writer of the part of CBOR that packets need: RFC 8949 preferred serialization, RFC 8746 typed arrays. */
export class CborWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  #reserve(count: number): number {
    const from = this.#at;
    if (from + count > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, from + count));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#at = from + count;
    return from;
  }

  #head(major: number, argument: number): void {
    const top = major << 5;
    if (argument < 24) {
      const at = this.#reserve(1);
      this.#bytes[at] = top | argument;
    } else if (argument < 0x100) {
      const at = this.#reserve(2);
      this.#bytes[at] = top | 24;
      this.#bytes[at + 1] = argument;
    } else if (argument < 0x1_0000) {
      const at = this.#reserve(3);
      this.#bytes[at] = top | 25;
      this.#view.setUint16(at + 1, argument);
    } else if (argument < 0x1_0000_0000) {
      const at = this.#reserve(5);
      this.#bytes[at] = top | 26;
      this.#view.setUint32(at + 1, argument);
    } else {
      const at = this.#reserve(9);
      this.#bytes[at] = top | 27;
      this.#view.setUint32(at + 1, Math.floor(argument / 2 ** 32));
      this.#view.setUint32(at + 5, argument % 2 ** 32);
    }
  }

  map(entries: number): void {
    this.#head(5, entries);
  }

  array(items: number): void {
    this.#head(4, items);
  }

  text(text: string): void {
    // Only keys, codes and ids are written, which are ASCII; anything else takes the encoder.
    if (!/^[\x20-\x7e]*$/.test(text)) {
      const bytes = utf8.encode(text);
      this.#head(3, bytes.length);
      this.#bytes.set(bytes, this.#reserve(bytes.length));
      return;
    }
    this.#head(3, text.length);
    const from = this.#reserve(text.length);
    for (let index = 0; index < text.length; index += 1) this.#bytes[from + index] = text.charCodeAt(index);
  }

  boolean(value: boolean): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value ? 0xf5 : 0xf4;
  }

  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value >= 0) this.#head(0, value);
      else this.#head(1, -1 - value);
      return;
    }
    const narrow = Object.is(Math.fround(value), value);
    const at = this.#reserve(narrow ? 5 : 9);
    this.#bytes[at] = narrow ? 0xfa : 0xfb;
    if (narrow) this.#view.setFloat32(at + 1, value);
    else this.#view.setFloat64(at + 1, value);
  }

  /** In the narrowest type that holds every value exactly; a missing one is NaN, so it asks for floats. */
  samples(values: ArrayLike<number>): void {
    const { tag, bytes } = narrowest(values);
    this.#head(6, tag);
    this.#head(2, values.length * bytes);
    const from = this.#reserve(values.length * bytes);
    for (let index = 0; index < values.length; index += 1) {
      const at = from + index * bytes;
      const value = values[index]!;
      if (tag === 64) this.#view.setUint8(at, value);
      else if (tag === 77) this.#view.setInt16(at, value, true);
      else if (tag === 85) this.#view.setFloat32(at, value, true);
      else this.#view.setFloat64(at, value, true);
    }
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}

function narrowest(values: ArrayLike<number>): { tag: number; bytes: number } {
  let byte = true;
  let short = true;
  let single = true;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    const whole = Number.isInteger(value) && !Object.is(value, -0);
    byte &&= whole && value >= 0 && value <= 255;
    short &&= whole && value >= -32_768 && value <= 32_767;
    single &&= Object.is(Math.fround(value), value);
  }
  if (byte) return { tag: 64, bytes: 1 };
  if (short) return { tag: 77, bytes: 2 };
  return single ? { tag: 85, bytes: 4 } : { tag: 86, bytes: 8 };
}
