/** The day's stops as a drawing: no tiles, no network; north is up. Pure. */
export interface MapPoint {
  latitude: number;
  longitude: number;
}
export interface Drawn {
  x: number;
  y: number;
}
export interface DrawnStop extends Drawn {
  person: string;
  /** Where the mark stands: beside its place where marks would cover each other. */
  mark: Drawn;
}
export interface MapDrawing {
  width: number;
  height: number;
  start?: Drawn;
  stops: DrawnStop[];
  /** A round length and how long it is on the drawing. */
  scale: { lengthM: number; widthPx: number };
}

/** Metres in a degree of latitude; of longitude times the cosine. */
const degreeM = 111_320;
/** The widest that a crowd of one house is drawn: a village is not blown up from one step of the phone's error. */
const leastSpanM = 400;
const edgePx = 34;
/** A thumb's width: marks stand so far apart. */
const apartPx = 49;
const rounds = 80;

/** The largest 1, 2 or 5 times a power of ten that is at most `mostM`. */
export function roundLength(mostM: number): number {
  const ten = 10 ** Math.floor(Math.log10(mostM));
  return [5, 2, 1].map((times) => times * ten).find((length) => length <= mostM) ?? ten;
}

/** @param heights least and most height in pixels that the drawing may have */
export function drawMap(
  stops: readonly { person: string; point: MapPoint }[],
  start: MapPoint | undefined,
  width: number,
  heights: { least: number; most: number },
): MapDrawing {
  const points = [...stops.map(({ point }) => point), ...(start ? [start] : [])];
  const middle = points.length === 0 ? 0 : points.reduce((sum, { latitude }) => sum + latitude, 0) / points.length;
  const narrow = Math.cos((middle * Math.PI) / 180);
  const flat = points.map(({ latitude, longitude }) => ({ x: longitude * narrow * degreeM, y: -latitude * degreeM }));
  const range = (values: number[]) => {
    const low = Math.min(...values);
    const high = Math.max(...values);
    return { middle: (low + high) / 2, span: Math.max(high - low, leastSpanM) };
  };
  const east = range(flat.length === 0 ? [0] : flat.map(({ x }) => x));
  const south = range(flat.length === 0 ? [0] : flat.map(({ y }) => y));
  const perM = Math.min((width - 2 * edgePx) / east.span, (heights.most - 2 * edgePx) / south.span);
  const height = Math.max(heights.least, Math.min(heights.most, south.span * perM + 2 * edgePx));
  const place = ({ x, y }: Drawn): Drawn => ({
    x: width / 2 + (x - east.middle) * perM,
    y: height / 2 + (y - south.middle) * perM,
  });
  const places = flat.map(place);
  const drawnStart = start ? places.at(-1) : undefined;
  const own = places.slice(0, stops.length);
  const marks = apart(own, drawnStart, width, height);
  const lengthM = roundLength((width * 0.35) / perM);
  return {
    width,
    height,
    ...(drawnStart ? { start: drawnStart } : {}),
    stops: stops.map(({ person }, index) => ({ person, ...own[index]!, mark: marks[index]! })),
    scale: { lengthM, widthPx: lengthM * perM },
  };
}

/** Marks that would cover each other or the start are pushed apart, each as little as it takes. */
function apart(places: readonly Drawn[], fixed: Drawn | undefined, width: number, height: number): Drawn[] {
  const marks = places.map(({ x, y }) => ({ x, y }));
  const inside = (value: number, most: number) => Math.max(edgePx / 2 + 6, Math.min(most - edgePx / 2 - 6, value));
  for (let round = 0; round < rounds; round++) {
    let rest = false;
    for (let i = 0; i < marks.length; i++) {
      const one = marks[i]!;
      for (let j = i + 1; j <= marks.length; j++) {
        const other = j === marks.length ? fixed : marks[j];
        if (!other) continue;
        const isFixed = j === marks.length;
        const far = Math.hypot(other.x - one.x, other.y - one.y);
        if (far >= apartPx) continue;
        rest = true;
        // Two at one door go apart by their numbers, always the same way.
        const angle = far > 0.01 ? Math.atan2(other.y - one.y, other.x - one.x) : (i + j * 1.7) % (2 * Math.PI);
        const push = ((apartPx - far) / (isFixed ? 1 : 2)) * 0.9 + 0.1;
        one.x = inside(one.x - Math.cos(angle) * push, width);
        one.y = inside(one.y - Math.sin(angle) * push, height);
        if (isFixed) continue;
        other.x = inside(other.x + Math.cos(angle) * push, width);
        other.y = inside(other.y + Math.sin(angle) * push, height);
      }
    }
    if (!rest) break;
  }
  return marks;
}
