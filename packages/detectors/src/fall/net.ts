import { netInputs, netLength, netRows } from './net-inputs.ts';

/** Numbers of 16 bits, least byte first, in base64; `unit` is what one of them is worth. */
export interface Packed {
  unit: number;
  numbers: string;
}
/** As tools/train/falls/train.py writes a net. */
export type PackedNet = Record<
  `${'convolution' | 'bias'}${1 | 2 | 3 | 4}` | 'places' | 'biasPlaces' | 'hidden' | 'biasHidden' | 'out' | 'biasOut',
  Packed
>;

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
function unpacked({ unit, numbers }: Packed): Float64Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const sign of numbers.replace(/=+$/, '')) {
    bits = ((bits & 0xffff) << 6) | signs.indexOf(sign);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 255);
  }
  return Float64Array.from({ length: bytes.length / 2 }, (_, i) => {
    const number = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
    return unit * (number > 32767 ? number - 65536 : number);
  });
}

interface Layer {
  weights: Float64Array;
  bias: Float64Array;
  ins: number;
  outs: number;
  width: number;
}
export interface Net {
  convolutions: Layer[];
  places: Layer;
  hidden: Layer;
  out: Layer;
}
const widths = [7, 5, 5, 3];
export function netOf(packed: PackedNet): Net {
  let ins = netRows;
  const layer = (weights: Packed, bias: Packed, width = 1, from = ins): Layer => {
    const values = unpacked(bias);
    return { weights: unpacked(weights), bias: values, ins: from, outs: values.length, width };
  };
  const convolutions = ([1, 2, 3, 4] as const).map((k) => {
    const made = layer(packed[`convolution${k}`], packed[`bias${k}`], widths[k - 1]);
    ins = made.outs;
    return made;
  });
  const places = layer(packed.places, packed.biasPlaces);
  const seen = 2 * ins + places.outs * pooledLength;
  const hidden = layer(packed.hidden, packed.biasHidden, 1, seen);
  return { convolutions, places, hidden, out: layer(packed.out, packed.biasOut, 1, hidden.outs) };
}
/** Four convolutions halve the length each; means over four of what is left say where in time something was. */
const lastLength = netLength / 2 ** widths.length;
const pooled = 4;
const pooledLength = lastLength / pooled;

/** Every second place, then what is above zero. `rows` hold `length` values each, with `width >> 1` zeros on either side; outputs come in fours. */
function convolved(rows: Float64Array, length: number, layer: Layer, nextMargin: number): Float64Array {
  const { weights, bias, ins, outs, width } = layer;
  const stride = length + 2 * (width >> 1);
  const half = length / 2;
  const nextStride = half + 2 * nextMargin;
  const next = new Float64Array(outs * nextStride);
  // Four outputs at a time: each value is read once for all of them, which halves the time.
  const apart = ins * width;
  for (let o = 0; o < outs; o += 4) {
    for (let t = 0; t < half; t++) {
      let [a, b, c, d] = [bias[o]!, bias[o + 1]!, bias[o + 2]!, bias[o + 3]!];
      let w = o * apart;
      for (let at = 2 * t; at < ins * stride; at += stride) {
        for (let k = 0; k < width; k++, w++) {
          const value = rows[at + k]!;
          a += weights[w]! * value;
          b += weights[w + apart]! * value;
          c += weights[w + 2 * apart]! * value;
          d += weights[w + 3 * apart]! * value;
        }
      }
      const to = o * nextStride + nextMargin + t;
      next[to] = a > 0 ? a : 0;
      next[to + nextStride] = b > 0 ? b : 0;
      next[to + 2 * nextStride] = c > 0 ? c : 0;
      next[to + 3 * nextStride] = d > 0 ? d : 0;
    }
  }
  return next;
}
function dense(values: Float64Array, { weights, bias, ins, outs }: Layer): Float64Array {
  return Float64Array.from({ length: outs }, (_, o) => {
    let sum = bias[o]!;
    for (let i = 0; i < ins; i++) sum += weights[o * ins + i]! * values[i]!;
    return sum;
  });
}

/** How much more likely a fall than not, natural logarithm; `window` as `windowOf` cuts it. */
export function netLogit(net: Net, window: Float32Array): number {
  const inputs = netInputs(window);
  const margin = widths[0]! >> 1;
  let length = netLength;
  let rows = new Float64Array(netRows * (length + 2 * margin));
  for (let row = 0; row < netRows; row++)
    rows.set(inputs.subarray(row * length, (row + 1) * length), row * (length + 2 * margin) + margin);
  net.convolutions.forEach((layer, k) => {
    rows = convolved(rows, length, layer, (widths[k + 1] ?? 1) >> 1) as Float64Array<ArrayBuffer>;
    length /= 2;
  });
  const count = rows.length / length;
  const seen = new Float64Array(net.hidden.ins);
  for (let row = 0; row < count; row++) {
    for (let t = 0; t < length; t++) {
      const value = rows[row * length + t]!;
      seen[row]! += value / length;
      if (value > seen[count + row]!) seen[count + row] = value;
    }
  }
  const { places } = net;
  for (let p = 0; p < places.outs; p++) {
    for (let t = 0; t < length; t++) {
      let sum = places.bias[p]!;
      for (let row = 0; row < count; row++) sum += places.weights[p * count + row]! * rows[row * length + t]!;
      if (sum > 0) seen[2 * count + p * pooledLength + Math.floor(t / pooled)]! += sum / pooled;
    }
  }
  const hidden = dense(seen, net.hidden).map((value) => (value > 0 ? value : 0));
  return dense(hidden, net.out)[0]!;
}
