/** Where this telephone is, asked once for a step that needs it; nobody is followed. */

const WITHIN_MS = 4_500;
/** With the time in which somebody reads whether they may be asked: a telephone does not count that. */
const AT_MOST_MS = 15_000;
const FRESH_MS = 30_000;
const MILLION = 1_000_000;

/** @typedef {{ lat_e6: number, lon_e6: number }} Point */

/**
 * A position as a step carries it; nothing when the telephone does not say.
 * @param {Point | null} played where somebody who plays a cleaner of the sandbox's city stands: it lies nowhere on earth
 * @returns {Promise<Point | {}>}
 */
export function here(played) {
  if (played !== null) return Promise.resolve({ lat_e6: played.lat_e6, lon_e6: played.lon_e6 });
  return new Promise((done) => {
    if (!("geolocation" in navigator)) return done({});
    setTimeout(() => done({}), AT_MOST_MS);
    const told = (/** @type {GeolocationPosition} */ { coords }) => done({ lat_e6: Math.round(coords.latitude * MILLION), lon_e6: Math.round(coords.longitude * MILLION) });
    navigator.geolocation.getCurrentPosition(told, () => done({}), { enableHighAccuracy: true, timeout: WITHIN_MS, maximumAge: FRESH_MS });
  });
}
