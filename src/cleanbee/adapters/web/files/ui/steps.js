/** Four steps of a visit; the present one is named aloud, those behind it are ticked. */
import { html } from "../core/html.js";
import { t } from "../core/words.js";
import { Icon } from "./icon.js";

/** @typedef {0 | 1 | 2 | 3 | 4} Step how many are behind; 0 is none, 4 all */

const WORDS = /** @type {const} */ (["step.booked", "step.on_the_way", "step.cleaning", "step.done"]);

/** @param {{ at: Step | null }} props */
export function Steps({ at }) {
  if (at === null) return null;
  return html`<ol class="steps">${WORDS.map((word, place) => {
    const done = place < at;
    const now = place === at - 1 && at < WORDS.length;
    return html`<li class=${`${done ? "done" : ""} ${now ? "beat" : ""}`} aria-current=${place === at - 1 ? "step" : undefined}>
      <i>${done && html`<${Icon} name="check" />`}</i><span>${t(word)}</span></li>`;
  })}</ol>`;
}
