/** A day in numbers. */
import { html } from "../core/html.js";
import { t } from "../core/words.js";
import { share } from "./numbers.js";

/** @typedef {import("../core/api.js").Shapes["BoardTotals"]} Sums */

/** @param {{ totals: Sums }} props */
export function Totals({ totals }) {
  return html`<dl class="totals">
    <div><dt>${t("board.fill")}</dt><dd>${share(totals.fill)}</dd></div>
    <div><dt>${t("board.visits")}</dt><dd>${totals.done}<small> / ${totals.visits}</small></dd></div>
    <div class=${totals.unassigned > 0 ? "alarm" : ""}><dt>${t("board.unassigned")}</dt><dd>${totals.unassigned}</dd></div>
    <div class=${totals.late > 0 ? "alarm" : ""}><dt>${t("board.late")}</dt><dd>${totals.late}</dd></div>
  </dl>`;
}
