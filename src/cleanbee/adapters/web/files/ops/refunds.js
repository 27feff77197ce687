/** A refund: what goes back and why, and who agrees to it. */
import { api, ok } from "../core/api.js";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { refresh } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../core/api.js").Shapes["Refund"]} Given */

const OPEN = new Set(["awaiting_approval", "failed"]);

/** @param {{ refund: Given }} props */
export function Refund({ refund }) {
  const open = OPEN.has(refund.phase);
  const params = { path: { refund_id: refund.id }, header: { "If-Match": `"${refund.version}"` } };
  const done = (/** @type {unknown} */ told, /** @type {string} */ said) => {
    refresh([refund.booking_id, "/v1/refunds"]);
    if (told !== null) toast(said);
  };
  const agree = async () => done(await ok(api.POST("/v1/refunds/{refund_id}/approve", { params })), t("refund.goes", { price: money(refund.amount) }));
  const drop = async () => done(await ok(api.POST("/v1/refunds/{refund_id}/drop", { params, body: { reason: t("refund.dropped_why") } })), t("refund.dropped"));
  return html`<article class="item" aria-label=${`${t("refund.title")} ${money(refund.amount)}`}><p class="apart"><b class="figures">${money(refund.amount)}</b><span class=${`tag ${open ? "bad" : refund.phase === "succeeded" ? "good" : ""}`}>${named("refund", refund.phase)}</span></p>
    <p class="small quiet">${momentAt(refund.asked_at)}${refund.reason && ` · ${named("refund_reason", refund.reason)}`}${refund.note && ` · ${refund.note}`}</p>
    ${refund.no && html`<p class="wrong">${refund.no}</p>`}
    ${open && html`<p class="row wrap"><button type="button" class="main auto" onClick=${agree}>${t("refund.agree", { price: money(refund.amount) })}</button><button type="button" class="second" onClick=${drop}>${t("refund.drop")}</button></p>`}
  </article>`;
}
