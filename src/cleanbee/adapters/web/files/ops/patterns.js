/** A pattern a phase, so that none is told by colour alone. */
import { html } from "../core/html.js";

/** @typedef {import("../core/api.js").Shapes["BoardBar"]["phase"]} Phase */

/** @type {Partial<Record<Phase, string>>} */
const DRAWN = {
  en_route: "M0 6 6 0M-1 1 1-1M5 7 7 5",
  at_door: "M3 2.2v1.6M2.2 3h1.6",
  in_progress: "M0 0 6 6M0 6 6 0",
  completed: "M0 3h6",
  settled: "M0 3h6",
  locked_out: "M3 0v6",
};

export function Patterns() {
  return html`<defs>${Object.entries(DRAWN).map(
    ([phase, path]) => html`<pattern id=${`phase-${phase}`} width="6" height="6" patternUnits="userSpaceOnUse"><path class="pattern" d=${path} /></pattern>`,
  )}</defs>`;
}

/** What fills a bar's edge. @param {Phase} phase */
export function patternOf(phase) {
  return DRAWN[phase] === undefined ? "none" : `url(#phase-${phase})`;
}
