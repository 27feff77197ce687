/** O4 Money of a visit: what was held, taken, given back and earned, and giving something back. */
import { useState } from "preact/hooks";
import { api, ok, sentence } from "../core/api.js";
import { html } from "../core/html.js";
import { minor, money, same } from "../core/money.js";
import { refresh, useThing } from "../core/store.js";
import { clock, day } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { toast } from "../ui/toast.js";
import { Refund } from "./refunds.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["OpsBooking"]} Booking @typedef {Shapes["RefundGiven"]["reason"]} Reason */

/** @type {Reason[]} */
const REASONS = ["quality", "not_done", "damage", "charged_wrongly", "goodwill"];

/** @param {{ booking: Booking }} props */
export function Pay({ booking }) {
  const params = { path: { booking_id: booking.id } };
  const paid = useThing(`/v1/bookings/${booking.id}/payment`, (headers) => api.GET("/v1/bookings/{booking_id}/payment", { params, headers })).value;
  const timeline = useThing(`/v1/bookings/${booking.id}/money_timeline`, (headers) => api.GET("/v1/bookings/{booking_id}/money_timeline", { params, headers })).value;
  const refunds = paid?.refunds ?? [];
  return html`<section class="card" aria-labelledby="pay"><h2 id="pay" class="apart"><span class="row"><${Icon} name="wallet" />${t("money.title")}</span><span class="figures">${money(booking.price)}</span></h2>
    ${paid && html`<ul class="lines figures"><li><span>${t("pay.state")}</span><b>${named("pay", paid.phase)}</b></li>
      ${paid.captured && html`<li><span>${t("money.capture")}</span><span>${money(paid.captured)}</span></li>`}
      ${paid.refunded && html`<li><span>${t("money.refund")}</span><span>${money(paid.refunded)}</span></li>`}</ul>`}
    ${timeline?.audience === "ops" && html`<${Lines} title=${t("board.customer")} lines=${timeline.customer_lines} /><${Lines} title=${t("board.cleaner")} lines=${timeline.cleaner_lines} />`}
    ${refunds.map((one) => html`<${Refund} key=${one.id} refund=${one} />`)}
    ${paid?.refundable && html`<button type="button" class="second" onClick=${() => refundSheet(booking, paid.refundable)}><${Icon} name="undo-2" />${t("refund.title")}</button>`}
  </section>`;
}

/** @param {{ title: string, lines: Shapes["MoneyLine"][] }} props */
function Lines({ title, lines }) {
  if (lines.length === 0) return null;
  return html`<h3>${title}</h3><ol class="moments">${lines.map((line) => html`<li class=${line.state}><i></i><span class="grow">${named("money", line.what)}<br /><small class="quiet">${day(line.local_at)}, ${clock(line.local_at)}${line.state === "done" ? "" : ` · ${named("state", line.state)}`}</small></span>
    ${line.amount && html`<b class="figures">${money(line.amount)}</b>`}</li>`)}</ol>`;
}

/** @typedef {NonNullable<Shapes["Payment"]["refundable"]>} Refundable */

/** @param {Booking} booking @param {Refundable | undefined} left */
function refundSheet(booking, left) {
  if (left !== undefined) showSheet({ title: t("refund.title"), draw: () => html`<${Ask} booking=${booking} left=${left} />` });
}

/** All that is left goes back, or what is typed: how much that may be the server says, and says no to more. @param {{ booking: Booking, left: Refundable }} props */
function Ask({ booking, left }) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState(/** @type {Reason} */ ("quality"));
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState("");
  const { most, alone } = left;
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const ask = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    const params = { path: { booking_id: booking.id }, header: { "If-Match": `"${booking.version}"` } };
    const amount = typed === "" ? most : minor(typed, most.currency);
    const told = await ok(api.POST("/v1/bookings/{booking_id}/refunds", { params, body: { amount, reason, note } }), { refused: said, validation: said });
    if (told === null) return;
    closeSheet();
    refresh([booking.id, "/v1/refunds"]);
    toast(t(told.phase === "awaiting_approval" ? "refund.second" : "refund.goes", { price: money(told.amount) }));
  };
  return html`<form onSubmit=${ask}><p>${t("refund.to_card")}</p>
    <label class="field">${t("refund.how_much", { currency: most.currency })}<input inputmode="decimal" autocomplete="off" pattern="[0-9]+([.,][0-9]+)?" placeholder=${t("refund.all", { price: money(most) })} aria-describedby="refund-most refund-wrong" aria-invalid=${wrong !== ""} value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} /></label>
    <p id="refund-most" class="small quiet">${t("refund.most", { price: money(most) })}${same(most, alone) ? "" : ` ${t("refund.alone", { price: money(alone) })}`}</p>
    <fieldset class="plain-set"><legend class="hidden">${t("refund.why")}</legend><div class="row wrap">${REASONS.map((one) => html`<label class="chip"><input type="radio" name="reason" checked=${reason === one} onChange=${() => setReason(one)} />${named("refund_reason", one)}</label>`)}</div></fieldset>
    <label class="field">${t("refund.note")}<textarea rows="2" value=${note} onInput=${(/** @type {any} */ event) => setNote(event.target.value)}></textarea></label>
    <p id="refund-wrong" class="wrong" role="alert">${wrong}</p>
    <button class="main">${t("refund.do")}</button></form>`;
}
