/** Small building blocks of the stored blobs: varints, numbers, runs of numbers. Little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#room(8);
    let left = value;
    while (left > 0x7f) {
      this.#bytes[this.#length] = (left % 128) | 0x80;
      this.#length += 1;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#length] = left;
    this.#length += 1;
  }

  /** Any number: whole ones short, all others in 9 bytes. */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 50 && !Object.is(value, -0)) {
      this.varint(zigzag(value) * 2);
    } else {
      this.varint(1);
      this.double(value);
    }
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /**
   * Numbers in the shortest way that gives back exactly the same: whole multiples of 1, 0.1, 0.01 or 0.001 as the
   * differences to the one `width` before, all others as doubles.
   */
  numbers(values: Float64Array, width = 1): void {
    const scale = scaleOf(values);
    this.varint(scale);
    if (scale === 0) {
      for (const value of values) this.double(value);
      return;
    }
    const before = new Float64Array(width);
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at]!;
      if (Number.isNaN(value)) {
        this.varint(0);
        continue;
      }
      const whole = Math.round(value * scale);
      this.varint(zigzag(whole - before[at % width]!) + 1);
      before[at % width] = whole;
    }
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

export class ByteReader {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new RangeError('a stored hour ends too early; its bytes are damaged');
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  number(): number {
    const value = this.varint();
    return value === 1 ? this.double() : unzigzag(value / 2);
  }

  double(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  numbers(length: number, width = 1): Float64Array {
    const values = new Float64Array(length);
    const scale = this.varint();
    if (scale === 0) {
      for (let at = 0; at < length; at += 1) values[at] = this.double();
      return values;
    }
    const before = new Float64Array(width);
    const bytes = this.#bytes;
    let axis = 0;
    for (let at = 0; at < length; at += 1) {
      // Nearly every difference is one byte: this loop is what a long chart waits for.
      const byte = bytes[this.#at]!;
      let code = byte;
      if (byte < 0x80) this.#at += 1;
      else code = this.varint();
      if (code === 0) {
        values[at] = Number.NaN;
      } else {
        const whole = before[axis]! + (code <= 0x80 ? ((code - 1) >> 1) ^ -((code - 1) & 1) : unzigzag(code - 1));
        before[axis] = whole;
        values[at] = whole / scale;
      }
      axis += 1;
      if (axis === width) axis = 0;
    }
    return values;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

function unzigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}

/** The smallest power of ten that makes all of them whole and back the same; 0 when none does. */
function scaleOf(values: Float64Array): number {
  let scale = 1;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (Object.is(value, -0) || !(Math.abs(value) < 2 ** 36)) return 0;
    while (Math.round(value * scale) / scale !== value) {
      scale *= 10;
      if (scale > 1000) return 0;
    }
  }
  // A larger scale must not round what a smaller one kept.
  for (const value of values) {
    if (!Number.isNaN(value) && Math.round(value * scale) / scale !== value) return 0;
  }
  return scale;
}
