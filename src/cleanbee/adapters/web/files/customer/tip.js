/** Thanks in money, all of it the cleaner's: an amount of the customer's own choosing. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { me } from "../core/session.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { toast } from "../ui/toast.js";
import { cardSheet, useCards } from "./cards.js";

/** @typedef {import("./bookings.js").Booking} Booking */

/** @param {{ booking: Booking }} props */
export function Tip({ booking }) {
  const [typed, setTyped] = useState("");
  const cards = useCards(me.value?.role === "customer");
  const { currency } = booking.price;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 0;
  const give = async (/** @type {string} */ card) => {
    const amount = Math.round(Number(typed.replace(",", ".")) * 10 ** digits);
    const params = { path: { booking_id: booking.id } };
    const told = await ok(api.POST("/v1/bookings/{booking_id}/tip", { params, body: { amount: { amount, currency }, card_id: card } }), {
      payment_declined: (problem) => cardSheet({ bad: problem.detail ?? problem.title, use: give }),
    });
    if (told === null) return;
    refresh([booking.id]);
    toast(t("tip.thanks", { name: booking.cleaner?.name ?? "" }));
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const card = cards[0];
    if (card === undefined) cardSheet({ use: give });
    else void give(card.id);
  };
  return html`<form class="card" onSubmit=${submit}><label class="field">${t("tip.title", { name: booking.cleaner?.name ?? "", currency })}
    <span class="row"><input inputmode="decimal" required pattern="[0-9]+([.,][0-9]+)?" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} /><button class="second">${t("tip.give")}</button></span></label></form>`;
}
