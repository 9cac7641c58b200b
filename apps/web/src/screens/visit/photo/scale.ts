/** A point of a picture, in its own pixels. */
export interface Point {
  x: number;
  y: number;
}

/** What may lie beside a wound, and how long it is. [Bank of Korea: 500 won 26.50 mm, 100 won 24.00 mm] */
export const references = { 'coin-500': 26.5, 'coin-100': 24, 'ruler-5cm': 50 } as const;
export type Reference = keyof typeof references;

/** Two ends of the reference, of the wound's length, of its width: in this order. */
export const pointNames = [
  'reference-first',
  'reference-second',
  'length-first',
  'length-second',
  'width-first',
  'width-second',
] as const;
export type MeasureStep = (typeof pointNames)[number] | 'finished';

/** What is tapped next. */
export function stepOf(points: readonly Point[]): MeasureStep {
  return pointNames[points.length] ?? 'finished';
}

/** Nearer than this, in pixels of the picture, a finger's error is larger than what is measured. */
const nearestPixels = 12;

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** Millimetres a pixel; undefined until both ends of the reference are there, and far enough apart. */
export function findScale(reference: Reference, points: readonly Point[]): number | undefined {
  const [first, second] = points;
  if (!first || !second) return undefined;
  const pixels = distance(first, second);
  return pixels < nearestPixels ? undefined : references[reference] / pixels;
}

export interface Measured {
  /** The longer one, whichever was tapped first. In mm, to half a millimetre: a finger is not finer. */
  lengthMm?: number;
  widthMm?: number;
  /** Two points that belong together are too close to each other. */
  tooSmall: boolean;
}

/** Length and width of the wound by what lies beside it in the same plane. */
export function measured(reference: Reference, points: readonly Point[]): Measured {
  const scale = findScale(reference, points);
  if (scale === undefined) return { tooSmall: points.length >= 2 };
  const sizes = [points.slice(2, 4), points.slice(4, 6)].flatMap(([first, second]) =>
    first && second ? [distance(first, second)] : [],
  );
  const [lengthMm, widthMm] = sizes
    .map((pixels) => Math.round(pixels * scale * 2) / 2)
    .sort((one, other) => other - one);
  return {
    ...(lengthMm === undefined ? {} : { lengthMm }),
    ...(widthMm === undefined ? {} : { widthMm }),
    tooSmall: sizes.some((pixels) => pixels < nearestPixels),
  };
}

/** The point that is meant by a touch near one: its place in the list, or -1. `near` in pixels of the picture. */
export function nearestPoint(points: readonly Point[], at: Point, near: number): number {
  let best = -1;
  let least = near;
  points.forEach((point, index) => {
    const far = distance(point, at);
    if (far <= least) {
      least = far;
      best = index;
    }
  });
  return best;
}

/** Kept within the picture. */
export function inside(point: Point, width: number, height: number): Point {
  return { x: Math.min(width, Math.max(0, point.x)), y: Math.min(height, Math.max(0, point.y)) };
}
