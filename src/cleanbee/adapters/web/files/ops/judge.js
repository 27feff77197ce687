/** A cleaner who counts as not having come says that they did: what was told, and the office's word on it. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { toast } from "../ui/toast.js";

/** @param {{ one: import("../core/api.js").Shapes["QueueEntry"] }} props */
export function Judge({ one }) {
  const [reason, setReason] = useState("");
  const judge = async (/** @type {boolean} */ came) => {
    const params = { path: { booking_id: one.id }, header: { "If-Match": `"${one.version}"` } };
    if ((await ok(api.POST("/v1/bookings/{booking_id}/judge_no_show", { params, body: { came, reason } }))) === null) return;
    refresh(["/v1/queue", one.id]);
    toast(t("judge.done"));
  };
  return html`<p class="figures">${one.evidence}</p>
    <label class="field">${t("judge.reason")}<input autocomplete="off" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} /></label>
    <div class="row wrap"><button type="button" class="main" onClick=${() => judge(true)}>${t("judge.came")}</button><button type="button" class="second" onClick=${() => judge(false)}>${t("judge.not_there")}</button></div>`;
}
