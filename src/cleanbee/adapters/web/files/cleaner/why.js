/** Why me: the receipt of how somebody was looked for, as far as it is about oneself. */
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { money } from "../core/money.js";
import { useThing } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { showSheet } from "../ui/sheet.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Place"]} Place */

/** @param {string} booking */
export function whySheet(booking) {
  showSheet({ title: t("why_me.title"), draw: () => html`<${Receipts} booking=${booking} />` });
}

/** @param {{ booking: string }} props */
function Receipts({ booking }) {
  const shown = useThing(`/v1/receipts?${booking}`, (headers) => api.GET("/v1/receipts", { params: { query: { booking_id: booking } }, headers }));
  if (shown.value === null) return html`<p class="quiet" role="status">${t("loading")}</p>`;
  const told = shown.value.data;
  if (told.length === 0) return html`<p>${t("why_me.none")}</p>`;
  return html`${told.map((one) => html`<${Receipt} receipt=${one} />`)}`;
}

/** @param {{ receipt: Shapes["Receipt"] }} props */
function Receipt({ receipt }) {
  return html`<section class="card"><p class="quiet small">${momentAt(receipt.made_at)}${receipt.candidates === undefined ? "" : ` · ${t("why_me.considered", { n: receipt.candidates })}`}</p>
    ${receipt.places?.map((one) => html`<${Stood} place=${one} />`)}
    ${receipt.fee?.cleaner_pay && html`<p class="apart"><span>${t("why_me.your_share")}</span><b>${money(receipt.fee.cleaner_pay)}</b></p>`}
    <p class="small quiet">${t("why_me.contest_by", { time: momentAt(receipt.contest_by) })}</p>
  </section>`;
}

/** How one stood: each part as a bar, its number beside it. @param {{ place: Place }} props */
function Stood({ place }) {
  return html`<h3>${named("outcome", place.outcome)}${place.place === undefined ? "" : ` · ${t("why_me.place", { n: place.place })}`}</h3>
    ${place.terms.length > 0 && html`<ul class="terms">${place.terms.map((one) => html`<li><span>${named("term", one.name)}</span><meter min="0" max="1000" value=${one.points} aria-hidden="true"></meter><b class="figures">${t("why_me.points", { points: one.points, weight: one.weight })}</b></li>`)}</ul>`}
    ${place.rules.length > 0 && html`<p>${place.rules.map((one) => named("rule", one)).join(", ")}</p>`}`;
}
