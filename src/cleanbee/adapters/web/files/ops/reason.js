/** Why the office looks at somebody: said once and kept for the next looks, each of which is noted with it. */
import { signal } from "@preact/signals";
import { html } from "../core/html.js";
import { t } from "../core/words.js";

/** What is said now; in memory alone. */
export const reason = signal("");

export function Reason() {
  return html`<label class="field">${t("people.reason")}<input required autocomplete="off" value=${reason.value} onInput=${(/** @type {any} */ event) => (reason.value = event.target.value)} /></label>
    <p class="small quiet">${t("people.noted")}</p>`;
}
