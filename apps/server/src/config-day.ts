import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { distanceM, type Point } from '@munan/visit';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** Metres by road between two places; undefined where the matrix does not know. */
export type Roads = (from: Point, to: Point) => number | undefined;

const RoadMatrix = Compile(
  Type.Object({
    points: Type.Array(
      Type.Object({
        latitude: Type.Number({ minimum: -90, maximum: 90 }),
        longitude: Type.Number({ minimum: -180, maximum: 180 }),
      }),
      { minItems: 2, maxItems: 3000 },
    ),
    metres: Type.Array(Type.Array(Type.Number({ minimum: 0 }))),
  }),
);
/** Farther from every point of the matrix a place is not on it. */
const nearM = 500;

/** `LAT,LON`. @throws Error in one sentence, without the option's name */
export function readPoint(given: string): Point | undefined {
  if (given === '') return undefined;
  const [, latitude, longitude] = /^(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)$/.exec(given) ?? [];
  const point = { latitude: Number(latitude), longitude: Number(longitude) };
  if (latitude === undefined || Math.abs(point.latitude) > 90 || Math.abs(point.longitude) > 180)
    throw new Error('allowed are a latitude from -90 to 90 and a longitude from -180 to 180, such as 35.228,128.681');
  return point;
}

export function readVisitsADay(given: string): number {
  const value = Number(given);
  if (!/^\d{1,2}$/.test(given) || value < 1 || value > 40) throw new Error('allowed is a whole number from 1 to 40');
  return value;
}

/** {points: [{latitude, longitude}], metres: [[…]]}: from the point of the row to that of the column. @throws Error */
export function readRoads(given: string): Roads | undefined {
  if (given === '') return undefined;
  const matrix = parsed(resolve(process.env.MUNAN_CWD ?? '.', given));
  if (!RoadMatrix.Check(matrix)) {
    const [error] = RoadMatrix.Errors(matrix);
    throw new Error(`${error?.instancePath || 'the file'} ${error?.message ?? 'is not as it must be'}`);
  }
  const { points, metres } = matrix;
  if (metres.length !== points.length || metres.some((row) => row.length !== points.length))
    throw new Error(`metres has as many rows and columns as there are points (${points.length})`);
  const nearest = (place: Point): number | undefined => {
    let best: number | undefined;
    let bestM = nearM;
    for (const [at, point] of points.entries()) {
      const away = distanceM(place, point);
      if (away <= bestM) [best, bestM] = [at, away];
    }
    return best;
  };
  return (from, to) => {
    const [row, column] = [nearest(from), nearest(to)];
    return row === undefined || column === undefined ? undefined : metres[row]?.[column];
  };
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error('allowed is a file that can be read');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`allowed is a file of JSON (${(error as Error).message})`);
  }
}
