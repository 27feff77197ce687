/** Counted as not having come: since when, what became of one's own word, and who judges it. */
import { html } from "../core/html.js";
import { momentAt } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";

/** @param {{ missed: NonNullable<import("./visits.js").Visit["missed"]>, zone: string }} props */
export function Missed({ missed, zone }) {
  const { came, reason = "" } = missed;
  return html`<section class="note bad stack" role="status">
    <p class="row"><${Icon} name="triangle-alert" /><b>${t("missed.found", { time: momentAt(missed.found_at, zone) })}</b></p>
    ${missed.told_at && came === undefined && html`<p>${t("missed.told", { time: momentAt(missed.told_at, zone) })}</p>`}
    ${came !== undefined && html`<p>${t(came ? "missed.came" : "missed.not_there", { reason })}</p>`}
  </section>`;
}
