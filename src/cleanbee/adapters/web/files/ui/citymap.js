/** A piece of the city as lines: its streets, a place or two, nothing from anybody's tile server. */
import { html } from "../core/html.js";
import { readCity } from "../core/api.js";
import { useThing } from "../core/store.js";

/** @typedef {import("../core/api.js").Shapes["Point"]} Point @typedef {{ at: Point, label: string, tone?: "home" | "cleaner" }} Pin */
/** @typedef {{ properties: { name: string }, geometry: { coordinates: [lon: number, lat: number][] } }} Street */

const WIDTH = 360;
const HEIGHT = 200;
const M_PER_DEGREE = 111_320;
const MILLION = 1_000_000;

/** @param {{ around: Point, pins: Pin[], reach_m?: number, label: string }} props */
export function CityMap({ around, pins, reach_m = 1400, label }) {
  const city = useThing("/city", async () => readCity());
  const streets = /** @type {Street[]} */ (city.value?.features ?? []);
  const place = projection(around, reach_m);
  return html`<figure class="map"><svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${label}>
    <g class="streets">${streets.map((street) => {
      const [from, to] = street.geometry.coordinates.map(([lon, lat]) => place(lat, lon));
      if (from === undefined || to === undefined || far(from) || far(to)) return null;
      return html`<path d=${`M${from.join(" ")}L${to.join(" ")}`} />`;
    })}</g>
    ${streets.map((street) => named(street, place))}
    ${pins.map((pin) => {
      const [x, y] = place(pin.at.lat_e6 / MILLION, pin.at.lon_e6 / MILLION);
      return html`<g class=${`pin ${pin.tone ?? "home"}`} transform=${`translate(${x} ${y})`}><circle class="halo" r="15" /><circle r="8" /><title>${pin.label}</title></g>`;
    })}
  </svg></figure>`;
}

/** @param {Street} street @param {(lat: number, lon: number) => [number, number]} place */
function named(street, place) {
  const [a, b] = street.geometry.coordinates;
  if (a === undefined || b === undefined) return null;
  const [x, y] = place((a[1] + b[1]) / 2, (a[0] + b[0]) / 2);
  if (x < 40 || x > WIDTH - 40 || y < 12 || y > HEIGHT - 8) return null;
  return html`<text x=${x} y=${y - 5}>${street.properties.name}</text>`;
}

/** Metres around a point as a picture; north is up. @param {Point} around @param {number} reach_m @returns {(lat: number, lon: number) => [number, number]} */
function projection(around, reach_m) {
  const [lat0, lon0] = [around.lat_e6 / MILLION, around.lon_e6 / MILLION];
  const scale = WIDTH / 2 / reach_m;
  const narrow = Math.cos((lat0 * Math.PI) / 180);
  return (lat, lon) => [
    round(WIDTH / 2 + (lon - lon0) * M_PER_DEGREE * narrow * scale),
    round(HEIGHT / 2 - (lat - lat0) * M_PER_DEGREE * scale),
  ];
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {[number, number]} point */
function far([x, y]) {
  return x < -WIDTH || x > 2 * WIDTH || y < -HEIGHT || y > 2 * HEIGHT;
}
