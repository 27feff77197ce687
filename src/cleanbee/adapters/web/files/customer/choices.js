/** Questions that wait for an answer, each with the clock time until which it can be given; never a countdown. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { house } from "../core/session.js";
import { money } from "../core/money.js";
import { refresh } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { agreeToExtraTime, decide, pay } from "./actions.js";
import { cardSheet } from "./cards.js";

/** @typedef {import("./bookings.js").Booking} Booking */

/** @param {{ booking: Booking }} props */
export function Choices({ booking }) {
  const { phase } = booking;
  const may = (/** @type {string} */ name) => booking.available_actions.find((one) => one.name === name);
  const more = may("approve_extra_time");
  return html`
    ${phase.name === "awaiting_choice" && html`<section class="note bad stack"><h2>${named("why", phase.reason)}</h2>
      <p>${t("visit.choose_by", { time: momentAt(phase.until_at, booking.window.time_zone) })}</p>
      <div class="row wrap">${phase.options.map((option) => html`<button type="button" class=${option === "cancel" ? "second" : "main"} onClick=${() => decide(booking.id, option)}>${named("choice", option)}</button>`)}</div></section>`}
    ${more && booking.extra_time && html`<section class="note stack"><h2>${t("visit.more_time", { n: booking.extra_time.minutes })}</h2>
      <button type="button" class="main" onClick=${() => agreeToExtraTime(booking.id)}>${more.label} · ${money(more.fee ?? booking.extra_time.amount)}</button></section>`}
    ${booking.next_action && html`<${Next} booking=${booking} next=${booking.next_action} />`}
  `;
}

/** The card wants its owner: the bank's page, or another card. @param {{ booking: Booking, next: NonNullable<Booking["next_action"]> }} props */
function Next({ booking, next }) {
  const other = () => cardSheet({ use: (id) => pay(booking.id, id) });
  const confirm = async () => {
    const path = { booking_id: booking.id };
    await ok(api.POST("/v1/test_helpers/bookings/{booking_id}/confirm_card", { params: { path }, body: {} }));
    refresh([booking.id]);
  };
  return html`<section class="note stack"><h2>${t(next.type === "pay" ? "visit.pay" : "visit.bank")}</h2>
    ${next.until_at && html`<p>${t("visit.choose_by", { time: momentAt(next.until_at, booking.window.time_zone) })}</p>`}
    ${next.type === "follow_link" && next.url && !house.value?.sandbox && html`<a class="main" href=${next.url}>${t("visit.to_bank")}</a>`}
    ${next.type === "follow_link" && house.value?.sandbox && html`<button type="button" class="main" onClick=${confirm}>${t("visit.bank_sandbox")}</button>`}
    <button type="button" class="second" onClick=${other}>${t("visit.other_card")}</button></section>`;
}
