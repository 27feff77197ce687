/** O4 Money: what waits for a second person, what does not fit the gateway, what banks took back, and money by day. */
import { api, ok } from "../core/api.js";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { refresh, useThing } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { language, named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { Figure } from "./figure.js";
import { Parts } from "./parts.js";
import { Refund } from "./refunds.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

export function Money() {
  return html`<section class="page office"><h1>${t("money.title")}</h1>
    <${Waiting} /><${OpenItems} /><${Disputes} /><${Figure} name="money" /></section>`;
}

function Waiting() {
  const draw = (/** @type {Shapes["RefundPage"]} */ page) => html`<${Told} n=${page.data.length} />${page.data.map((one) => html`<div key=${one.id}><${Refund} refund=${one} /><${ToVisit} id=${one.booking_id} /></div>`)}`;
  return html`<section class="card"><h2>${t("desk.refunds")}</h2><${Parts} use=${useWaiting} draw=${draw} /></section>`;
}

/** @param {string} [cursor] */
function useWaiting(cursor) {
  const query = { phase: /** @type {const} */ ("awaiting_approval"), ...after(cursor) };
  return useThing(`/v1/refunds?awaiting ${cursor ?? ""}`, (headers) => api.GET("/v1/refunds", { params: { query }, headers })).value;
}

function OpenItems() {
  const compare = async () => {
    if ((await ok(api.POST("/v1/ledger/reconcile"))) === null) return;
    refresh(["/v1/ledger"]);
    toast(t("desk.compared"));
  };
  return html`<section class="card"><h2>${t("desk.open_items")}</h2><${Parts} use=${useOpenItems} draw=${openItems} />
    <button type="button" class="second" onClick=${compare}><${Icon} name="refresh-cw" />${t("desk.compare")}</button></section>`;
}

/** @param {string} [cursor] */
function useOpenItems(cursor) {
  return useThing(`/v1/ledger/open_items?${language.value} ${cursor ?? ""}`, (headers) => api.GET("/v1/ledger/open_items", { params: { query: after(cursor) }, headers })).value;
}

/** @param {Shapes["OpenItemPage"]} page */
function openItems(page) {
  return html`<${Told} n=${page.data.length} />${page.data.map((one) => html`<article class="item" key=${one.id}><p class="apart"><b>${one.text}</b>${one.amount && html`<span class="figures">${money(one.amount)}</span>`}</p>
    <p class="small quiet">${named("open_item", one.kind)} · ${momentAt(one.since_at)}</p>${one.booking_id && html`<${ToVisit} id=${one.booking_id} />`}</article>`)}`;
}

function Disputes() {
  const draw = (/** @type {Shapes["DisputePage"]} */ page) => html`<${Told} n=${page.data.length} />${page.data.map((one) => html`<${Dispute} key=${one.id} one=${one} />`)}`;
  return html`<section class="card"><h2>${t("desk.disputes")}</h2><${Parts} use=${useDisputes} draw=${draw} /></section>`;
}

/** @param {string} [cursor] */
function useDisputes(cursor) {
  return useThing(`/v1/disputes ${cursor ?? ""}`, (headers) => api.GET("/v1/disputes", { params: { query: after(cursor) }, headers })).value;
}

/** @param {string | undefined} cursor */
function after(cursor) {
  return cursor === undefined ? {} : { cursor };
}

/** That there is nothing, where there is nothing. @param {{ n: number }} props */
function Told({ n }) {
  return n > 0 ? null : html`<p class="quiet row"><${Icon} name="check" />${t("desk.nothing")}</p>`;
}

/** @param {{ one: Shapes["Dispute"] }} props */
function Dispute({ one }) {
  const params = { path: { dispute_id: one.id }, header: { "If-Match": `"${one.version}"` } };
  const sendIt = async () => {
    if ((await ok(api.POST("/v1/disputes/{dispute_id}/evidence", { params }))) === null) return;
    refresh(["/v1/disputes"]);
    toast(t("desk.evidence_sent"));
  };
  return html`<article class="item"><p class="apart"><b class="figures">${money(one.amount)}</b><span class="tag bad">${named("dispute", one.phase)}</span></p>
    <p class="small quiet">${one.reason.replaceAll("_", " ")} · ${t("desk.evidence_by", { time: momentAt(one.evidence_by_at) })}</p>
    <p class="row wrap"><a class="button second" href=${`/v1/disputes/${one.id}/evidence.pdf`} target="_blank" rel="noopener"><${Icon} name="receipt" />${t("desk.evidence")}</a>
      ${one.phase === "open" && html`<button type="button" class="second" onClick=${sendIt}><${Icon} name="send" />${t("desk.send_evidence")}</button>`}</p>
    <${ToVisit} id=${one.booking_id} /></article>`;
}

/** @param {{ id: string }} props */
function ToVisit({ id }) {
  return html`<a class="plain small tall" href=${`/ops/visits/${id}`}>${t("needs_you.look")}</a>`;
}
