/** W5 Money: the week that runs, the next payday, every week with its lines; paid at once where that is offered. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { money } from "../core/money.js";
import { refresh, useThing } from "../core/store.js";
import { day, daysAfter, momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { toast } from "../ui/toast.js";
import { Kept } from "./parts.js";
import { whySheet } from "./why.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Payout"]} Payout */

const TO_COME = new Set(["accrued", "scheduled", "blocked"]);

export function Money() {
  const shown = useThing("/v1/payouts?", (headers) => api.GET("/v1/payouts", { params: { query: { limit: 20 } }, headers }));
  const all = shown.value?.data ?? [];
  const next = all.filter((one) => TO_COME.has(one.phase)).sort((one, other) => (one.pay_at < other.pay_at ? -1 : 1))[0];
  return html`<section class="page"><header class="stack"><h1>${t("pay.title")}</h1><p class="quiet">${t("pay.lead")}<${Kept} at=${shown.keptAt} /></p></header>
    <section class="card now" aria-labelledby="next"><h2 id="next" class="apart"><span>${t(next ? "pay.next" : "pay.since")}</span>${next && html`<b class="figures">${money(next.amount)}</b>`}</h2>
      ${next && html`<p>${t("pay.on", { when: momentAt(next.pay_at, next.period.time_zone) })}</p>`}
      <button type="button" class="second" onClick=${cashOut}><${Icon} name="zap" />${t("pay.now")}</button></section>
    <ul class="stack">${all.map((one) => html`<li key=${one.id}><${Paid} payout=${one} /></li>`)}</ul>
    ${shown.value && all.length === 0 && html`<div class="card"><p class="row"><${Icon} name="wallet" />${t("pay.none")}</p></div>`}
  </section>`;
}

/** @param {{ payout: Payout }} props */
function Paid({ payout }) {
  const { period } = payout;
  const less = [payout.kept_off, payout.fee].filter((one) => one.amount !== 0);
  return html`<article class="card"><details><summary class="apart wide"><span><b>${day(period.first)} – ${day(daysAfter(period.until, -1))}</b><br /><small>${named("payout", payout.phase)}${payout.arrives_on ? ` · ${t("pay.arrives", { when: day(payout.arrives_on) })}` : ""}</small></span>
      <span class="row"><b class="figures">${money(payout.amount)}</b><${Icon} name="chevron-down" /></span></summary>
    ${payout.reason && html`<p class="note bad">${payout.reason}</p>`}
    <ul class="lines figures">${payout.lines.map((line) => html`<li><span>${named("pay_line", line.what)}<br /><small class="quiet">${momentAt(line.payable_at, period.time_zone)}</small></span>
        <span class="row">${money(line.amount)}${line.booking_id && html`<button type="button" class="round" aria-label=${t("pay.why", { amount: money(line.amount) })} onClick=${() => whySheet(line.booking_id ?? "")}><${Icon} name="info" /></button>`}</span></li>`)}
      ${less.length > 0 && html`<li><span>${t("pay.earned")}</span><span>${money(payout.earned)}</span></li>`}
      ${payout.kept_off.amount !== 0 && html`<li><span>${t("pay.kept_off")}</span><span>${money(payout.kept_off)}</span></li>`}
      ${payout.fee.amount !== 0 && html`<li><span>${t("pay.fee")}</span><span>${money(payout.fee)}</span></li>`}
      <li class="sum"><span>${t("pay.sent")}</span><span>${money(payout.amount)}</span></li></ul>
    <p><a class="button second" href=${`/v1/payouts/${payout.id}/statement.pdf`} target="_blank" rel="noopener"><${Icon} name="receipt" />${t("pay.statement")}</a></p></details></article>`;
}

/** What being paid at once would mean, first; then, if that is wanted, it is done. */
async function cashOut() {
  const terms = await ok(api.POST("/v1/payouts/cash_out", { body: {} }));
  if (terms === null) return;
  const press = async () => {
    closeSheet();
    if (await ok(api.POST("/v1/payouts/cash_out", { body: { agreed_fee: terms.fee } }))) toast(t("pay.under_way", { amount: money(terms.sent) }));
    refresh(["/v1/payouts?"]);
  };
  const off = terms.kept_off.amount !== 0;
  showSheet({
    title: t("pay.now"),
    draw: () => html`<ul class="lines figures"><li><span>${t("pay.earned")}</span><span>${money(terms.amount)}</span></li>${off && html`<li><span>${t("pay.kept_off")}</span><span>${money(terms.kept_off)}</span></li>`}<li><span>${t("pay.fee")}</span><span>${money(terms.fee)}</span></li><li class="sum"><span>${t("pay.sent")}</span><span>${money(terms.sent)}</span></li></ul>
      <button type="button" class="main" onClick=${press}>${t("pay.do", { amount: money(terms.sent) })}</button><p class="quiet small">${t("pay.or_free", { when: momentAt(terms.free_at) })}</p>`,
  });
}
