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
import { Refund } from "./refunds.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

export function Money() {
  return html`<section class="page office"><h1>${t("money.title")}</h1>
    <${Waiting} /><${OpenItems} /><${Disputes} /><${Figure} name="money" /></section>`;
}

function Waiting() {
  const query = { phase: /** @type {const} */ ("awaiting_approval") };
  const read = useThing("/v1/refunds?awaiting", (headers) => api.GET("/v1/refunds", { params: { query }, headers })).value;
  return html`<${Group} title=${t("desk.refunds")} read=${read !== null} n=${read?.data.length ?? 0}>
    ${read?.data.map((one) => html`<div key=${one.id}><${Refund} refund=${one} /><${ToVisit} id=${one.booking_id} /></div>`)}<//>`;
}

function OpenItems() {
  const read = useThing(`/v1/ledger/open_items?${language.value}`, (headers) => api.GET("/v1/ledger/open_items", { headers })).value;
  const compare = async () => {
    if ((await ok(api.POST("/v1/ledger/reconcile"))) === null) return;
    refresh(["/v1/ledger"]);
    toast(t("desk.compared"));
  };
  return html`<${Group} title=${t("desk.open_items")} read=${read !== null} n=${read?.data.length ?? 0}>
    ${read?.data.map((one) => html`<article class="item" key=${one.id}><p class="apart"><b>${one.text}</b>${one.amount && html`<span class="figures">${money(one.amount)}</span>`}</p>
      <p class="small quiet">${named("open_item", one.kind)} · ${momentAt(one.since_at)}</p>${one.booking_id && html`<${ToVisit} id=${one.booking_id} />`}</article>`)}
    <button type="button" class="second" onClick=${compare}><${Icon} name="refresh-cw" />${t("desk.compare")}</button><//>`;
}

function Disputes() {
  const read = useThing("/v1/disputes", (headers) => api.GET("/v1/disputes", { headers })).value;
  return html`<${Group} title=${t("desk.disputes")} read=${read !== null} n=${read?.data.length ?? 0}>
    ${read?.data.map((one) => html`<${Dispute} key=${one.id} one=${one} />`)}<//>`;
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

/** @param {{ title: string, read: boolean, n: number, children?: import("../core/html.js").Drawn }} props */
function Group({ title, read, n, children }) {
  return html`<section class="card"><h2 class="apart"><span>${title}</span>${n > 0 && html`<span class="tag bad figures">${n}</span>`}</h2>
    ${read && n === 0 && html`<p class="quiet row"><${Icon} name="check" />${t("desk.nothing")}</p>`}${children}</section>`;
}

/** @param {{ id: string }} props */
function ToVisit({ id }) {
  return html`<a class="plain small tall" href=${`/ops/visits/${id}`}>${t("needs_you.look")}</a>`;
}
