import type { Place } from '@munan/flow';

/** Longer than this nobody stands at a door for. */
const withinMs = 10_000;

/** Where the device is; undefined where that is not allowed, not known or takes too long. Never rejects. */
export function findPosition(): Promise<Place | undefined> {
  return new Promise((done) => {
    if (!('geolocation' in navigator)) return done(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done(placeOfCoordinates(coords)),
      () => done(undefined),
      { enableHighAccuracy: true, timeout: withinMs, maximumAge: 30_000 },
    );
  });
}

/** As the contract takes it; undefined for what is no place on earth. */
export function placeOfCoordinates(coords: {
  latitude: number;
  longitude: number;
  accuracy?: number;
}): Place | undefined {
  const { latitude, longitude, accuracy } = coords;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  const known = accuracy !== undefined && accuracy >= 0 && accuracy <= 1e6;
  return { latitude, longitude, ...(known ? { accuracyM: Math.round(accuracy) } : {}) };
}
