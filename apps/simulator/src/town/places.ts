import { between } from '../body/random.ts';

export interface TownPlace {
  /** WGS 84. */
  latitude: number;
  longitude: number;
}

/** About where the districts of Changwon are; the streets of the town are invented, and so is where in them a home is. */
const districts: Record<string, TownPlace> = {
  의창구: { latitude: 35.2538, longitude: 128.6402 },
  성산구: { latitude: 35.1985, longitude: 128.7027 },
  마산합포구: { latitude: 35.1971, longitude: 128.5679 },
  마산회원구: { latitude: 35.2205, longitude: 128.5795 },
  진해구: { latitude: 35.1332, longitude: 128.7101 },
};
/** Streets lie within about 2 km of the middle of a district, homes within about 200 m of their street. */
const streetDegrees = 0.018;
const homeDegrees = 0.0018;

/** Where the nurses of the town begin their day. */
export const healthCentre: TownPlace = { latitude: 35.2279, longitude: 128.6817 };

/** The same for the same home: neighbours of a street are near each other. */
export function placeOf(district: string, home: string, seed: number): TownPlace {
  const middle = districts[district];
  if (!middle) throw new Error(`the town has no district ${district}`);
  const street = [...(home.split(' ')[0] ?? '')].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 100_003;
  const place = (of: number, streetSeed: number, homeSeed: number): number =>
    Number(
      (
        of +
        between(-streetDegrees, streetDegrees, streetSeed, 1) +
        between(-homeDegrees, homeDegrees, homeSeed, 2)
      ).toFixed(5),
    );
  return {
    latitude: place(middle.latitude, street, seed),
    longitude: place(middle.longitude, street + 1, seed + 1),
  };
}
